"""Where the survey was not the questionnaire, for the scales that the report shows."""

import pytest
from made_estimates import change_rows, make_report, paragraphs, say, tables

from barometre.frames import DRIFT, build_table
from barometre.report.texts import load_texts
from barometre.responses.drift import ReportedKind


def make_drift(*rows: dict[str, object]):
    always = {"wave": "t0", "scale": "power_act", "language": "fr", "found": "dit"}
    return build_table([{**always, **row} for row in rows], DRIFT)


def test_both_wordings_stand_side_by_side():
    drift = make_drift(
        {"item": "pa_speak", "kind": "wording_changed", "expected": "écrit"},
        {"item": "pa_who", "kind": "wording_changed", "expected": "écrit"},
        {"item": "pa_who", "kind": "ends_changed", "expected": "bouts"},
    )
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)), drift=drift)
    (caution,) = paragraphs(report, "survey_differences")
    assert "differs from the questionnaire" in caution
    table = tables(report, "survey_differences")["survey_differences"]
    shown = [[say(cell) for cell in row] for row in table.rows]
    assert [row[2:] for row in shown] == [
        ["the words differ", "French", "écrit", "dit"],
        ["the words at both ends of the numbers differ", "French", "bouts", "dit"],
    ]
    assert ", " in shown[0][1]


def test_differences_of_scales_that_are_not_shown_are_left_out():
    drift = make_drift(
        {"scale": "consent", "item": "consent_answer", "kind": "wording_changed"}
    )
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)), drift=drift)
    assert "survey_differences" not in {part.id for part in report.sections}


def test_a_report_without_differences_says_nothing_of_them():
    report = make_report(change_rows("power_act", (0.5, 0.3, 0.7)))
    assert "survey_differences" not in {part.id for part in report.sections}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", ReportedKind.__args__)
def test_every_reported_difference_has_words(kind, language):
    assert f"survey_differences.{kind}" in load_texts(language)
