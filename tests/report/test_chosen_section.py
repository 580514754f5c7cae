"""What is said of people who were chosen by their first score."""

import pytest
from made_estimates import (
    PLAN,
    change_rows,
    make_report,
    make_study,
    number_row,
    paragraphs,
)


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (5.0, "cannot be told from a mere return towards the mean"),
        (-3.0, "the range does not hold this number"),
    ],
)
def test_a_rise_of_people_chosen_low_is_read_beside_the_one_to_be_expected(
    expected, words
):
    where = {
        "scale": "power_act",
        "baseline_wave": "t0",
        "wave": "t1",
        "group_by": "selected_by_baseline",
        "group": "chosen",
    }
    study = make_study(
        plan={**PLAN, "selected_by_baseline": {"outcome": "power_act", "at_most": 2}}
    )
    report = make_report(
        change_rows("power_act", (0.5, 0.3, 0.7)),
        [
            number_row("change", "mean_change_pomp", 8.0, 2.0, 14.0, **where),
            number_row("change", "expected_regression", expected / 25, **where),
            number_row("change", "expected_regression_pomp", expected, **where),
        ],
        study=study,
    )
    assert words in paragraphs(report, "chosen")[1]
