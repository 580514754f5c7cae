"""Intervals that are known to be too narrow say so."""

import pytest

from barometre.statistics.coverage import note_coverage
from barometre.statistics.estimate import Estimate


def note(statistic: str, n: int, **more) -> str:
    estimate = Estimate(statistic=statistic, estimate=0.5, n=n, **more)
    return note_coverage(estimate).note


@pytest.mark.parametrize(
    ("statistic", "enough"),
    [
        ("mcdonald_omega_total", 100),
        ("mean_change_bootstrap", 30),
        ("mean_change_ipw_pomp", 30),
    ],
)
def test_below_enough_people_the_shortfall_is_noted(statistic, enough):
    interval = {"ci_low": 0.1, "ci_high": 0.9}
    assert note(statistic, enough - 1, **interval) == "coverage_below_nominal"
    assert note(statistic, enough, **interval) == ""


def test_the_other_caveats_stay():
    found = note("mean_change_bootstrap", 20, ci_low=0.1, note="n_below_30")
    assert found == "n_below_30;coverage_below_nominal"


def test_an_interval_that_keeps_its_promise_or_does_not_exist_is_left_alone():
    assert note("mean_change", 10, ci_low=0.1) == ""
    assert note("mcdonald_omega_total", 10) == ""
