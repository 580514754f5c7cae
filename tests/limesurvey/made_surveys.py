"""Surveys laid out from presets of the bank, for tests."""

from barometre.questionnaire.limesurvey.form import (
    Form,
    Linking,
    estimate_minutes,
)
from barometre.questionnaire.limesurvey.layout import build_survey
from barometre.questionnaire.limesurvey.survey import Survey
from barometre.questionnaire.load import load_questionnaire
from barometre.questionnaire.load_forms import load_module_titles, load_survey_texts
from barometre.questionnaire.response_format import Text
from barometre.questionnaire.scale import Questionnaire

PRESETS = (
    "core_only",
    "exit_full",
    "jobseekers",
    "political_trust",
    "territory_diagnosis",
)


def make_form(
    questionnaire: Questionnaire, *, survey_id: int = 700001, linking: Linking = "code"
) -> Form:
    same = {"organisation": "Café", "contact": "a@example.org", "readers": "2"}
    facts = {name: Text(fr=words, en=words) for name, words in same.items()}
    minutes = str(estimate_minutes(questionnaire))
    facts |= {
        "keep_months": Text(fr="24", en="24"),
        "minutes": Text(fr=minutes, en=minutes),
    }
    return Form(
        survey_id=survey_id,
        title=Text(fr="Cafés : entrée", en="Cafés: entry"),
        languages=("fr", "en"),
        texts=load_survey_texts(None),
        module_titles=load_module_titles(),
        facts=facts,
        linking=linking,
        constants={"study": "cafes", "wave": "t0"},
        breakdowns=("territory", "cohort", "mode"),
        wave="t0",
        waves=("t0", "t1"),
        settings={
            "anonymized": "Y",
            "datestamp": "N",
            "savetimings": "N",
            "usetokens": "Y" if linking == "token" else "N",
        },
    )


def make_survey(preset: str, *, linking: Linking = "code") -> Survey:
    questionnaire = load_questionnaire(preset)
    return build_survey(questionnaire, make_form(questionnaire, linking=linking))
