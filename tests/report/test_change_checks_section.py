"""What the results say about changes that are ruled out, and by other methods."""

import html
import re

import pytest
from made_estimates import change_rows, make_report, number_row, paragraphs, tables

from barometre.report.html import render_html
from barometre.report.texts import load_texts

WHERE = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
NARROW = (0.02, -0.1, 0.14)


def ruled_out(report):
    said = paragraphs(report, "results_primary")
    return [sentence for sentence in said if "ruled out" in sentence]


@pytest.mark.parametrize(("p", "is_said"), [(0.001, True), (0.03, False), (0.2, False)])
def test_a_change_is_said_to_be_ruled_out_only_where_the_whole_interval_agrees(
    p, is_said
):
    report = make_report(
        change_rows("power_act", NARROW),
        [number_row("change", "tost_p", p, **WHERE)],
    )
    assert bool(ruled_out(report)) == is_said


def test_a_test_that_is_not_shown_rules_nothing_out():
    report = make_report(
        change_rows("power_act", NARROW),
        [number_row("change", "tost_p", 0.001, **WHERE)],
        hidden="tost_p",
    )
    assert ruled_out(report) == []


def test_other_methods_have_a_table_only_where_they_were_worked_out():
    with_checks = make_report(
        change_rows("power_act", NARROW),
        [
            number_row("change", "permutation_p", 0.4, **WHERE),
            number_row("change", "bayes_factor_10", 0.21, **WHERE),
        ],
    )
    name = "results_primary_checks_t0_t1"
    row = tables(with_checks, "results_primary")[name].rows[0]
    assert [cell.value for cell in row[6:8]] == [0.4, 0.21]
    assert row[8].key == "judgement.bayes_factor.rather_none"
    without = make_report(change_rows("power_act", NARROW))
    assert name not in tables(without, "results_primary")


def test_the_page_folds_what_is_for_those_who_check_whatever_its_size():
    report = make_report(change_rows("power_act", NARROW))
    page = render_html(report, language="en", texts=load_texts("en"))
    summaries = re.findall(r"<summary>(.*?)</summary>", page)
    title = "Changes that can be ruled out, from “Entry” to “Exit”"
    assert title in map(html.unescape, summaries)


def test_few_people_get_no_test_of_any_kind():
    report = make_report(
        change_rows("power_act", NARROW, n=12),
        [
            number_row("change", "permutation_p", 0.4, n=12, **WHERE),
            number_row("change", "bayes_factor_10", 5.0, n=12, **WHERE),
        ],
    )
    row = tables(report, "results_primary")["results_primary_checks_t0_t1"].rows[0]
    assert {cell.key for cell in row[6:9]} == {"cell.too_few_to_test"}
