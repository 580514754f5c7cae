"""A blank in a published survey: not asked without consent, skipped with it."""

import pyarrow as pa
from made_surveys import make_survey
from test_drift import make_study

from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.load import load_questionnaire
from barometre.responses.decode import decode_wave


def decode(rows: list[dict[str, str]]):
    """Decode responses whose other columns are blank."""
    questionnaire = load_questionnaire("jobseekers")
    always = ["respondent_id", "source_row", "submitdate", "lastpage", "startdate"]
    columns = [*always, *questionnaire.items]
    numbered = [
        {"respondent_id": f"p{n}", "source_row": str(n), "submitdate": "2026-02-01"}
        | row
        for n, row in enumerate(rows, start=1)
    ]
    raw = pa.table({name: [row.get(name, "") for row in numbered] for name in columns})
    return decode_wave(
        raw,
        wave="t0",
        study=make_study("jobseekers"),
        questionnaire=questionnaire,
        structure=write_lss(make_survey("jobseekers")),
    ).frame


def test_a_blank_says_why_it_is_blank():
    agreed = {"consent_answer": "1", "consent_link": "1"}
    frame = decode(
        [
            {"consent_answer": "0"},
            {**agreed, "tp_general": "5", "pr_situation": "1"},
            {**agreed, "tp_general": "5", "pr_situation": "3"},
        ]
    )
    assert frame["dem_works__missing"].tolist() == ["not_asked", "skipped", "skipped"]
    assert frame["js_meet__missing"].tolist() == ["not_asked", "skipped", "not_asked"]
    assert frame["consent_link__missing"].tolist()[0] == "not_asked"
