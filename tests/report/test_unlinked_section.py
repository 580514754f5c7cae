"""What the report says where people are not linked, or some are not."""

import pytest
from made_estimates import (
    change_rows,
    make_report,
    make_study,
    number_row,
    paragraphs,
    say,
    tables,
)

from barometre.report.model import Number

WHERE = {"scale": "power_act", "baseline_wave": "t0", "wave": "t1"}
UNLINKED = make_study(respondent={"by": "none"})


def level_rows():
    return [
        number_row("descriptive", "mean", 3.0, 2.8, 3.2, scale="power_act", wave=wave)
        for wave in ("t0", "t1")
    ]


def difference_rows(*values, method="welch_unlinked", n=60, **more):
    row = number_row("change", "mean_difference", *values, n=n, **WHERE)
    on_hundred = number_row(
        "change", "mean_difference_pomp", *(25 * v for v in values), n=n, **WHERE
    )
    return [row | {"method": method} | more, on_hundred | {"method": method}]


def unlinked_report(*values, **more):
    return make_report(
        level_rows(),
        difference_rows(*values, **more),
        [number_row("change", "matching_gain", 0.37, **WHERE)],
        study=UNLINKED,
    )


def test_a_difference_of_waves_is_never_said_to_be_a_rise_of_people():
    said = paragraphs(unlinked_report(0.4, 0.25, 0.55), "summary")
    assert said[0].endswith(
        "The mean is higher at “Exit”: between +6 and +14 points out of 100. "
        "These are not necessarily the same people."
    )
    assert "without knowing which come from the same people" in " ".join(said)


def test_what_cannot_be_told_is_said_and_why_the_waves_are_compared_so():
    said = paragraphs(unlinked_report(0.1, -0.25, 0.45), "results_primary")
    assert any("We cannot tell" in sentence for sentence in said)
    assert any("Responses are not linked" in sentence for sentence in said)
    assert any("about 37% narrower" in sentence for sentence in said)


def test_a_difference_that_does_not_survive_its_family_is_not_claimed():
    said = paragraphs(unlinked_report(0.4, 0.05, 0.75, p_adjusted=0.09), "summary")
    assert "We cannot conclude" in said[0]


def test_a_few_linked_people_are_described_and_the_waves_compared():
    report = make_report(
        change_rows("power_act", (0.3, 0.1, 0.5), n=8), difference_rows(0.4, 0.2, 0.6)
    )
    said = paragraphs(report, "results_primary")
    assert any("Only 8 people" in sentence for sentence in said)
    assert any("Too few people are linked" in sentence for sentence in said)


def test_what_leaving_could_fake_stands_beside_the_difference():
    place = WHERE | {"category": "lowest"}
    bound = number_row("attrition", "dropout_bound", 0.5, **place) | {"n_missing": 20}
    report = make_report(
        level_rows(), difference_rows(0.4, 0.2, 0.6), [bound], study=UNLINKED
    )
    table = tables(report, "results_primary")["results_primary_dropout_t0_t1"]
    numbers = [cell.value for cell in table.rows[0] if isinstance(cell, Number)]
    assert numbers == [20, 0.4, None, 0.5]


@pytest.mark.parametrize(("p", "is_said"), [(0.001, True), (0.03, False)])
def test_a_difference_is_ruled_out_where_its_whole_interval_agrees(p, is_said):
    bound = number_row("change", "equivalence_bound", 0.09, -0.05, 0.09, **WHERE)
    report = make_report(
        level_rows(),
        difference_rows(0.02, -0.08, 0.12),
        [bound, number_row("change", "tost_p", p, **WHERE)],
        study=UNLINKED,
    )
    said = " ".join(paragraphs(report, "results_primary"))
    assert ("is ruled out for" in said) == is_said
    table = tables(report, "results_primary")["results_primary_ruled_out_waves_t0_t1"]
    assert [cell.value for cell in table.rows[0][1:]] == [60, -0.05, 0.09, 0.09, 0.2, p]


def everyone_report(difference):
    return make_report(
        change_rows("power_act", (0.4, 0.25, 0.55)),
        difference_rows(*difference, method="overlapping_unequal", n=90),
        [number_row("attrition", "dropout_shift", 0.1, -0.1, 0.3, **WHERE)],
    )


def test_everyone_stands_beside_the_linked_with_what_leaving_would_fake():
    report = everyone_report((0.3, 0.1, 0.5))
    table = tables(report, "results_primary")["results_primary_everyone_t0_t1"]
    assert [cell.value for cell in table.rows[0][1:8]] == [
        60,
        0.4,
        90,
        0.3,
        0.1,
        0.5,
        0.1,
    ]
    said = " ".join(paragraphs(report, "results_primary"))
    assert "each conclusion keeps its direction" in said
    assert "are not necessarily the same people" not in said


def test_a_conclusion_that_everyone_does_not_share_is_named():
    said = paragraphs(everyone_report((0.1, -0.4, 0.6)), "results_primary")
    named = [sentence for sentence in said if "is not the same for" in sentence]
    assert len(named) == 1
    assert "power" in named[0].lower() or "act" in named[0].lower()


def test_a_conclusion_of_everyone_that_is_withheld_does_not_differ():
    report = make_report(
        change_rows("power_act", (0.4, 0.25, 0.55)),
        difference_rows(0.3, 0.1, 0.5, method="overlapping_unequal", n=90),
        hidden="mean_difference",
    )
    said = " ".join(paragraphs(report, "results_primary"))
    assert "is not the same for" not in said


def test_both_languages_say_it():
    report = unlinked_report(0.4, 0.25, 0.55)
    said = paragraphs(report, "results_primary", "fr")
    assert any("Ce ne sont pas forcément les mêmes personnes" in one for one in said)
    title = tables(report, "results_primary")["results_primary_unlinked_t0_t1"].title
    assert say(title, "fr").startswith("Moyennes de")
