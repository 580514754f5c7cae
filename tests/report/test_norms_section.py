"""The backdrop: what stands beside a national figure, and what never does."""

from made_estimates import (
    QUESTIONNAIRE,
    change_rows,
    make_report,
    number_row,
    paragraphs,
    say,
    tables,
)

from barometre.report.sections.norms import show_national

WHERE = {
    "scale": "trust_people",
    "item": "tp_general",
    "wave": "t0",
    "category": "srcv2018_people_mean",
}


def show(*values, n=60):
    rows = [number_row("item", "benchmark_mean", *values, n=n, **WHERE)]
    return make_report(change_rows("trust_people", (0.1, -0.3, 0.5)), rows)


def test_the_local_mean_stands_beside_the_national_one_with_source_year_and_grade():
    report = show(5.2, 4.6, 5.8)
    (row,) = tables(report, "norms")["norms"].rows
    shown = [cell.value for cell in row if hasattr(cell, "value")]
    assert shown == [60, 5.2, 4.6, 5.8, 5.9]
    words = [say(cell) for cell in row if not hasattr(cell, "value")]
    assert "2018" in words
    assert "close words" in words
    assert any("INSEE" in word for word in words)
    assert "not a target" in paragraphs(report, "norms")[0]


def test_below_thirty_people_neither_figure_is_shown():
    (row,) = tables(show(n=29), "norms")["norms"].rows
    assert [c.value for c in row if hasattr(c, "value")] == [29]
    assert [say(c) for c in row[4:8]] == ["fewer than 30 people"] * 4


def test_without_a_comparable_figure_there_is_no_backdrop():
    report = make_report(change_rows("power_act", (0.1, -0.3, 0.5)))
    assert "norms" not in [section.id for section in report.sections]


def test_a_share_in_per_cent_is_drawn_as_a_share():
    norms = {norm.id: norm for norm in QUESTIONNAIRE.norms}
    number = show_national(norms["oecd2023_people_share"])
    assert (number.kind, number.value) == ("share", 0.57)
    assert number.key == "norm/oecd2023_people_share"
