"""The live survey against the questionnaire: what stops a run and what is told."""

from collections.abc import Callable

import pytest
from made_surveys import PRESETS, make_form, make_survey

from barometre.messages import LANGUAGES
from barometre.questionnaire.limesurvey.layout import build_survey
from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.load import load_questionnaire
from barometre.questionnaire.scale import Questionnaire, Scale
from barometre.responses.drift import (
    DRIFT_KINDS,
    Difference,
    build_drift_table,
    compare_structure,
    compare_structures,
)
from barometre.responses.structure import read_structure
from barometre.study import Study

Change = Callable[[str], str]


def make_study(preset: str) -> Study:
    source = {"kind": "limesurvey", "url": "https://example.org"}
    wave = {"id": "t0", "label": {"fr": "Entrée", "en": "Entry"}, "survey_id": 700001}
    return Study.model_validate(
        {
            "id": "cafes",
            "title": {"fr": "Cafés", "en": "Cafés"},
            "questionnaire": preset,
            "source": source,
            "waves": [wave],
        }
    )


def compare(change: Change, preset: str = "core_only") -> tuple[Difference, ...]:
    """Publish a preset, change its structure file, and compare."""
    content = write_lss(make_survey(preset)).decode()
    changed = change(content)
    return compare_structures(
        {"t0": changed.encode()},
        study=make_study(preset),
        questionnaire=load_questionnaire(preset),
    )


def replace_once(old: str, new: str) -> Change:
    def change(content: str) -> str:
        assert content.count(old) >= 1
        return content.replace(old, new, 1)

    return change


@pytest.mark.parametrize("preset", PRESETS)
def test_a_published_survey_is_its_questionnaire(preset: str):
    assert compare(lambda content: content, preset) == ()


def test_a_renamed_code_stops_a_run():
    found = compare(replace_once("<title>tlTown</title>", "<title>SQ001</title>"))
    assert [(one.item, one.kind, one.found) for one in found] == [
        ("tl_town", "code_renamed", "TrustLocal[SQ001]")
    ]
    assert found[0].is_breaking


def test_an_item_that_is_gone_is_told():
    found = compare(lambda content: content.replace("demWorks", "other1"))
    kinds = {(one.item, one.kind) for one in found}
    assert ("dem_works", "code_renamed") in kinds
    gone = compare(
        lambda content: content.replace("demWorks", "other1").replace(
            "Diriez-vous", "Dites-nous"
        )
    )
    assert [(one.kind, one.is_breaking) for one in gone] == [("item_absent", False)]


def test_an_added_answer_stops_a_run():
    found = compare(add_answer_to("demWorks"))
    assert [(one.item, one.kind, one.found) for one in found] == [
        ("dem_works", "answer_added", "5")
    ]


def add_answer_to(code: str) -> Change:
    def change(content: str) -> str:
        qid = content.split(f"<title>{code}</title>")[0].rsplit("<qid>", 1)[1]
        qid = qid.split("<")[0]
        row = (
            f"<row><aid>9999</aid><qid>{qid}</qid><code>5</code>"
            "<sortorder>9</sortorder><scale_id>0</scale_id></row>"
        )
        head, tail = content.split(" <answers>\n", 1)
        body, rest = tail.split("  <rows>\n", 1)
        return f"{head} <answers>\n{body}  <rows>\n{row}{rest}"

    return change


def test_a_removed_answer_stops_a_run():
    found = compare(
        lambda content: content.replace("<code>10</code>", "<code>98</code>")
    )
    breaking = {(one.item, one.kind, one.expected) for one in found if one.is_breaking}
    items = ("tl_town", "tp_general", "tl_assoc")
    assert {(item, "answer_removed", "10") for item in items} <= breaking


def test_a_missing_answer_that_is_not_offered_is_told():
    found = compare(
        lambda content: content.replace("<code>98</code>", "<code>99</code>")
    )
    assert {one.kind for one in found} == {"missing_not_offered"}
    assert not any(one.is_breaking for one in found)


def test_a_changed_wording_is_told_with_both_wordings():
    found = compare(
        replace_once("… la mairie de votre commune", "… la mairie de votre ville")
    )
    (one,) = found
    assert (one.item, one.kind, one.language) == ("tl_town", "wording_changed", "fr")
    assert one.expected == "... la mairie de votre commune ?"
    assert one.found == "... la mairie de votre ville ?"
    assert not one.is_breaking


def test_marks_and_tags_are_no_change_of_wording():
    assert (
        compare(
            lambda content: (
                content.replace("\N{NARROW NO-BREAK SPACE}?", "&amp;nbsp;?")
                .replace("’", "'")
                .replace(">… la mairie", ">&lt;p&gt;&lt;b&gt;... la&lt;/b&gt; mairie")
            )
        )
        == ()
    )


def test_changed_words_above_an_array_are_told_of_the_scale():
    (one,) = compare(replace_once("how much do you trust…", "do you trust…"))
    assert (one.scale, one.item, one.kind) == ("trust_local", "", "stem_changed")


def test_changed_words_of_answers_and_ends_are_told():
    found = compare(replace_once(">Très bien<", ">Super bien<"))
    assert [(one.item, one.kind, one.found) for one in found] == [
        ("dem_works", "answers_reworded", "4 = Super bien")
    ]
    found = compare(replace_once("10 = Complete trust", "10 = A lot of trust"))
    assert {one.kind for one in found} == {"ends_changed"}


def test_a_new_mandatory_rule_is_told():
    def demand(content: str) -> str:
        head, tail = content.split("<title>demWorks</title>", 1)
        return f"{head}<title>demWorks</title>" + tail.replace(
            "<mandatory>N</mandatory>", "<mandatory>Y</mandatory>", 1
        )

    (one,) = compare(demand)
    assert (one.item, one.kind) == ("dem_works", "became_mandatory")


def test_a_language_that_the_survey_lacks_is_told_once():
    content = write_lss(make_survey("core_only")).decode()
    french = content.replace(
        "<additional_languages>en</additional_languages>", "<additional_languages/>"
    )
    (one,) = compare_structure(
        read_structure(french.encode()),
        wave="t0",
        study=make_study("core_only"),
        questionnaire=load_questionnaire("core_only"),
    )
    assert (one.kind, one.language, one.found) == ("language_absent", "en", "fr")


@pytest.mark.parametrize(
    ("method", "kind"), [("mean", "range_changed"), ("none", "limit_changed")]
)
def test_a_changed_range_stops_a_run_where_the_number_is_scored(method, kind):
    questionnaire = ask_one_number(method)
    survey = build_survey(questionnaire, make_form(questionnaire))
    content = (
        write_lss(survey).decode().replace("<value>80</value>", "<value>70</value>")
    )
    (one,) = compare_structure(
        read_structure(content.encode()),
        wave="t0",
        study=make_study("core_only"),
        questionnaire=questionnaire,
    )
    assert (one.kind, one.expected, one.found) == (kind, "80", "70")


def ask_one_number(method: str) -> Questionnaire:
    words = {"fr": "Combien ?", "en": "How many?"}
    answers = {"type": "integer", "min": 0, "max": 80}
    scale = {
        "id": "s",
        "title": words,
        "measurement_model": "formative",
        "items": [{"id": "how_many", "text": words, "response_format": answers}],
        "scoring": {"method": method},
    }
    scales = (Scale.model_validate(scale),)
    return Questionnaire(id="q", title=scales[0].title, scales=scales)


@pytest.mark.parametrize("kind", DRIFT_KINDS)
def test_every_difference_is_said_in_words(kind: str):
    one = Difference("t0", "s", "item", kind, "expected", "found", "fr")
    for language in LANGUAGES:
        text = one.problem.render(language)
        assert not text.startswith("drift_")
        assert text.endswith(".")
        assert "t0 › item" in text


def test_differences_make_a_table():
    found = compare(replace_once("la mairie de votre commune", "la mairie"))
    table = build_drift_table(found)
    assert table[["item", "language"]].to_numpy().tolist() == [["tl_town", "fr"]]
    assert not table["is_breaking"].any()
    assert build_drift_table(()).empty
