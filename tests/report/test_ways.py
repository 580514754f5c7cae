"""Under each headline: the same change, counted in every other way."""

import pytest
from made_estimates import change_rows, make_report, number_row, paragraphs, tables

RISE, UNCLEAR = (0.5, 0.3, 0.7), (0.1, -0.3, 0.5)
PLACE = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}


def make(*rows, **more):
    return make_report(change_rows("power_act", RISE), *rows, **more)


def find_table(report):
    return tables(report, "results_primary").get("results_primary_ways_t0_t1")


def said(report) -> str:
    return " ".join(paragraphs(report, "results_primary"))


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        (change_rows("power_act", RISE, population="unflagged"), "flagged responses"),
        (change_rows("power_act", RISE, population="tolerant_links"), "one slip"),
        ([number_row("change", "mean_change_ipw", *RISE, **PLACE)], "coming back"),
        ([number_row("change", "mean_change_imputed", *RISE, **PLACE)], "imputed"),
        (
            [number_row("weighting", "weighted_mean_change", *RISE, **PLACE)],
            "study’s weights",
        ),
    ],
)
def test_every_way_of_counting_stands_under_its_headline(rows, name):
    report = make(rows)
    assert len(find_table(report).rows) == 2
    assert "The verdict stays the same when counted otherwise" in said(report)
    assert name in said(report)


def test_a_way_that_overturns_the_verdict_is_named():
    report = make(
        change_rows("power_act", RISE, population="unflagged"),
        [number_row("change", "mean_change_imputed", *UNCLEAR, **PLACE)],
    )
    assert "changes when counted this way: scores of those who left" in said(report)
    assert "flagged responses" not in said(report)


def test_with_one_way_to_count_there_is_no_table():
    assert find_table(make()) is None


def test_ways_that_disclosure_withholds_are_said_to_be_withheld():
    rows = change_rows("power_act", RISE, population="unflagged")
    report = make(rows, hidden="unflagged")
    assert "other ways of counting are not shown" in said(report)
    shown = find_table(report).rows[1]
    assert all(getattr(cell, "value", None) is None for cell in shown)
