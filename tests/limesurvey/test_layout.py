"""From a questionnaire to the pages of a survey."""

import pytest
from made_surveys import PRESETS, make_form, make_survey

from barometre.errors import QuestionnaireError
from barometre.questionnaire.limesurvey.form import find_unfilled, list_settings
from barometre.questionnaire.limesurvey.layout import build_survey
from barometre.questionnaire.limesurvey.questions import keep_words, strip_text
from barometre.questionnaire.limesurvey.relevance import read_conditions
from barometre.questionnaire.limesurvey.survey import AskedQuestion, Survey
from barometre.questionnaire.limesurvey_codes import decode_item
from barometre.questionnaire.load import load_questionnaire


def question(survey: Survey, code: str) -> AskedQuestion:
    return next(one for one in survey.questions if one.code == code)


@pytest.mark.parametrize("preset", PRESETS)
def test_every_item_of_a_preset_is_asked_once_in_both_languages(preset: str):
    survey = make_survey(preset)
    asked = []
    for one in survey.questions:
        texts = [one.texts, *(part.texts for part in (*one.rows, *one.options))]
        assert all(text["fr"] and text["en"] for text in texts)
        asked += [row.code for row in one.rows] or [one.code]
    items = [item for code in asked if (item := decode_item(code))]
    wanted = [*load_questionnaire(preset).items, "study", "wave", "territory"]
    known = sorted([*wanted, "cohort", "mode"])
    assert sorted(item for item in items if not item.startswith("_")) == known


def test_items_that_share_their_answers_stand_in_one_array():
    survey = make_survey("core_only")
    array = question(survey, "TrustLocal")
    assert [row.code for row in array.rows] == ["tlTown", "tlServices", "tlAssoc"]
    assert [option.code for option in array.options] == [
        *(str(code) for code in range(11)),
        *("98", "99"),
    ]
    assert array.help["en"] == "0 = No trust at all · 10 = Complete trust"
    assert array.texts["fr"] == "De 0 à 10, à quel point avez-vous confiance dans…"


def test_an_item_with_ends_of_its_own_is_a_line_of_numbers():
    line = question(make_survey("core_only"), "TpGeneral")
    assert [row.code for row in line.rows] == ["tpGeneral"]
    assert line.rows[0].texts["en"] == "0 = No trust · 10 = Full trust"
    assert line.texts["en"].startswith("Thinking about people in general")


def test_items_with_more_missing_answers_than_their_neighbours_stand_apart():
    survey = make_survey("political_trust")
    arrays = [q for q in survey.questions if q.code.startswith("InstNear4")]
    assert [[row.code for row in array.rows][-1] for array in arrays] == [
        "in4Unions",
        "in4Landlord",
    ]
    assert {array.texts["fr"] for array in arrays} == {"Avez-vous confiance dans…"}


def test_no_consent_leads_to_the_end_and_no_link_past_the_code():
    survey = make_survey("core_only")
    consent, code, *others = survey.groups
    assert consent.relevance == "1"
    assert question(survey, "consentAnswer").is_mandatory
    gate = {"consent_answer": {1}}
    assert read_conditions(question(survey, "consentLink").relevance) == gate
    assert read_conditions(code.relevance) == {**gate, "consent_link": {1}}
    assert all(read_conditions(group.relevance) == gate for group in others)
    end = survey.texts["en"]["surveyls_endtext"]
    assert end.startswith('<p>{if(consentAnswer.NAOK == "0", "Thank you for your visit')


def test_a_scale_asked_of_some_follows_the_item_that_decides():
    survey = make_survey("jobseekers")
    codes = [one.code for one in survey.questions]
    assert codes.index("prSituation") < codes.index("JobSe")
    assert read_conditions(question(survey, "JobSe").relevance) == {
        "pr_situation": {1, 2}
    }


def test_a_condition_on_an_item_in_an_array_names_its_row():
    found = read_conditions('(TrustLocal_tlTown.NAOK == "1")', "1", "")
    assert found == {"tl_town": {1}}


def test_two_conditions_on_one_item_must_both_hold():
    found = read_conditions('(a.NAOK == "1" or a.NAOK == "2")', '(a.NAOK == "2")')
    assert found == {"a": {2}}


@pytest.mark.parametrize(
    "relevance", ['((CONTACT.NAOK == "Y"))', "age.NAOK > 18", '(a == "1")']
)
def test_a_condition_of_another_hand_says_nothing(relevance: str):
    assert read_conditions(relevance) is None


def test_nothing_is_stored_about_computers():
    form = make_form(load_questionnaire("core_only"))
    settings = list_settings(form)
    assert settings["ipaddr"] == settings["refurl"] == "N"
    assert settings["anonymized"] == "Y"


def test_facts_beside_the_answers_are_hidden():
    survey = make_survey("core_only", linking="token")
    hidden = {q.code: q for q in survey.groups[0].questions if q.type in "*S"}
    assert list(hidden) == ["study", "wave", "territory", "cohort", "mode"]
    for one in hidden.values():
        assert ("hidden", "1") in [(a.name, a.value) for a in one.attributes]
    assert hidden["cohort"].default == "{TOKEN:ATTRIBUTE_2}"


def test_the_notice_says_what_is_true_of_the_survey():
    by_code = make_survey("core_only").texts["fr"]["surveyls_welcometext"]
    assert "donnez votre code à a@example.org" in by_code
    assert "vos opinions" in by_code
    by_token = make_survey("core_only", linking="token")
    assert "Votre lien personnel" in by_token.texts["fr"]["surveyls_welcometext"]
    assert "[" not in by_code
    assert list(find_unfilled(make_form(load_questionnaire("core_only")))) == []


def test_texts_are_set_in_type_and_read_the_same():
    text = make_survey("core_only").texts["fr"]["surveyls_title"]
    assert text == "Cafés\N{NO-BREAK SPACE}: entrée"
    assert strip_text("<p>J&#39;ai&nbsp;lu…<br>Oui\N{SOFT HYPHEN} !</p>") == (
        "J'ai lu... Oui !"
    )
    assert strip_text(keep_words("Je préfère ne pas répondre")) == (
        "Je préfère ne pas répondre"
    )


def test_a_roster_and_a_list_of_the_study_cannot_be_published():
    questionnaire = load_questionnaire(["net_roster", "session_facts"])
    with pytest.raises(QuestionnaireError) as refused:
        build_survey(questionnaire, make_form(questionnaire))
    assert [(p.code, p.where) for p in refused.value] == [
        ("publish_roster", "nt_level"),
        ("publish_roster", "nt_trust"),
        ("publish_no_list", "sl_territory"),
    ]
