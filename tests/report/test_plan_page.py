"""The page of a plan: what it says, what it draws, in both languages."""

import re
from dataclasses import replace

import pytest
from made_estimates import all_words, say

from barometre.evaluation.study_plan import (
    Known,
    StudyPlan,
    Wishes,
    plan_outcome,
)
from barometre.messages import LANGUAGES
from barometre.questionnaire.scale import Text
from barometre.report.accessibility import check_page
from barometre.report.html import render_html
from barometre.report.model import Figure, Number, Paragraph, Table
from barometre.report.planning import build_plan_report
from barometre.report.texts import load_texts
from barometre.report.xlsx import render_xlsx
from barometre.statistics.power import DESIGNS
from barometre.statistics.study_design import solve_units

LABEL = Text(fr="Un score", en="A score")


def plan_of(known=None, **wishes):
    return plan_outcome(
        "score", LABEL, low=0, high=100, known=known or Known(), wishes=Wishes(**wishes)
    )


def report_of(outcome):
    plan = StudyPlan("made", LABEL, (outcome,), is_of_study=True)
    return build_plan_report(plan, provenance={"software_version": "0"})


def blocks_of(report, kind):
    return [b for s in report.sections for b in s.blocks if isinstance(b, kind)]


def test_what_was_asked_wins_over_the_study_and_the_study_over_a_guess():
    known = Known(worthwhile=4.0, sd=15.0, correlation=0.7, attrition=0.1, people=90)
    assert plan_of().sd.origin == "assumed"
    seen = plan_of(known)
    assert (seen.change.value, seen.change.origin) == (4.0, "planned")
    assert (seen.sd.value, seen.sd.origin) == (15.0, "observed")
    assert (seen.people.value, seen.people.origin) == (90.0, "observed")
    asked = plan_of(known, change=6.0, sd=25.0, people=40)
    assert (asked.change.value, asked.change.origin) == (6.0, "given")
    assert (asked.sd.origin, asked.correlation.origin) == ("given", "observed")
    assert asked.people.value == 40


def test_the_page_says_the_people_that_the_same_people_design_needs():
    outcome = plan_of()
    headline = blocks_of(report_of(outcome), Paragraph)[0]
    units = solve_units("paired", 5.0, outcome.given)
    assert f"{int(units) + 1} people before and after" in say(headline.words)
    assert "129 at the start" in say(headline.words)


def test_every_design_has_a_line_and_every_assumption_its_origin():
    needed, assumptions = None, None
    for table in blocks_of(report_of(plan_of(people=100)), Table):
        if table.id.startswith("plan_needed"):
            needed = table
        else:
            assumptions = table
    assert [row[0].key for row in needed.rows] == [f"plan.design.{d}" for d in DESIGNS]
    assert all(isinstance(row[4], Number) and row[4].value > 0 for row in needed.rows)
    assert {row[2].key for row in assumptions.rows} == {
        "plan.origin.assumed", "plan.origin.given", "plan.origin.chosen",
    }  # fmt: skip


def test_the_curve_and_its_table_hold_the_same_numbers():
    (figure,) = blocks_of(report_of(plan_of()), Figure)
    for place, line in enumerate(figure.data.lines):
        column = [row[1 + place].value for row in figure.table.rows]
        assert column == [power.value for _, power in line.points]
        assert column == sorted(column)


def test_the_curve_passes_the_power_asked_where_people_are_enough():
    (figure,) = blocks_of(report_of(plan_of()), Figure)
    points = figure.data.lines[0].points
    below = max(people.value for people, power in points if power.value < 0.8)
    above = min(people.value for people, power in points if power.value >= 0.8)
    assert below < 129 <= above


def test_a_change_that_nobody_could_see_is_said_to_be_out_of_reach():
    report = report_of(plan_of(change=1e-4))
    assert "no reasonable number of people" in say(
        blocks_of(report, Paragraph)[0].words
    )
    assert "no reasonable number" in say(blocks_of(report, Figure)[0].title)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "wishes", [{}, {"people": 3}, {"change": 1e-4}, {"clusters": 6}]
)
def test_the_page_is_whole_and_accessible_in_both_languages(language, wishes):
    report = report_of(plan_of(**wishes))
    page = render_html(report, language=language, texts=load_texts(language))
    check_page(page)
    assert not re.search(r"\bnan\b", page)
    assert all(say(words, language) for words in all_words(report))


def test_the_curve_is_a_chart_of_the_workbook_too():
    report = report_of(plan_of())
    assert render_xlsx(report, language="en", texts=load_texts("en"))


def test_a_level_that_is_not_known_is_not_drawn(reader):
    report = report_of(plan_of())
    (figure,) = blocks_of(report, Figure)
    hidden = replace(figure.data.target, value=None, absence="not_computed")
    changed = replace(figure, data=replace(figure.data, target=hidden))
    section = replace(report.sections[0], blocks=(changed,))
    page = render_html(replace(report, sections=(section,)), **reader)
    assert 'data-key="plan/score/power"' not in page
