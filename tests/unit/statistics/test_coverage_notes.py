"""Intervals that are known to be too narrow, or too wide, say so."""

import pytest

from barometre.statistics.coverage import note_coverage
from barometre.statistics.estimate import Estimate


def note(statistic: str, n: int, **more) -> str:
    estimate = Estimate(statistic=statistic, estimate=0.5, n=n, **more)
    return note_coverage(estimate).note


@pytest.mark.parametrize(
    ("statistic", "enough", "code"),
    [
        ("cronbach_alpha_bootstrap", 100, "coverage_below_nominal"),
        ("mean_change_bootstrap", 30, "coverage_below_nominal"),
        ("mean_change_ipw_pomp", 30, "coverage_below_nominal"),
        ("mean_change_imputed", 30, "coverage_above_nominal"),
    ],
)
def test_below_enough_people_an_interval_too_narrow_or_too_wide_is_noted(
    statistic, enough, code
):
    interval = {"ci_low": 0.1, "ci_high": 0.9}
    assert note(statistic, enough - 1, **interval) == code
    assert note(statistic, enough, **interval) == ""


def test_the_method_decides_where_others_keep_their_promise():
    interval = {"ci_low": 0.1, "ci_high": 0.9}
    raked = note("weighted_mean", 50, method="taylor_calibrated", **interval)
    assert raked == "coverage_below_nominal"
    assert note("weighted_mean", 50, method="jackknife_1", **interval) == ""


def test_ties_make_some_intervals_too_wide_however_many_people():
    assert note("hodges_lehmann", 10_000, ci_low=0.1) == "coverage_above_nominal"


def test_the_range_of_a_share_holds_now_more_and_now_less():
    assert note("share_high", 500, method="wilson", ci_low=0.1) == "coverage_uneven"


def test_the_other_caveats_stay():
    found = note("mean_change_bootstrap", 20, ci_low=0.1, note="n_below_30")
    assert found == "n_below_30;coverage_below_nominal"


def test_an_interval_that_keeps_its_promise_or_does_not_exist_is_left_alone():
    assert note("mean_change", 10, ci_low=0.1) == ""
    assert note("cronbach_alpha_bootstrap", 10) == ""
