import numpy as np
import pytest

from barometre.statistics.location import compute_mean, compute_median, compute_sd

NAN = np.nan


def test_missing_values_are_left_out_and_counted():
    for compute in (compute_mean, compute_sd, compute_median):
        estimate = compute([1.0, NAN, 2.0, 6.0, NAN])
        assert (estimate.n, estimate.n_missing) == (3, 2)
    assert compute_mean([1.0, NAN, 2.0, 6.0]).estimate == 3.0
    assert compute_median([1.0, NAN, 2.0, 6.0]).estimate == 2.0


@pytest.mark.parametrize(
    ("values", "mean", "reason"),
    [
        ([], NAN, "too_few_people"),
        ([NAN, NAN], NAN, "too_few_people"),
        ([4.0], 4.0, "too_few_people"),
        ([0.1, 0.1, 0.1], 0.1, "no_variance"),
    ],
)
def test_a_mean_without_spread_has_no_interval(values, mean, reason):
    estimate = compute_mean(values)
    assert estimate.estimate == pytest.approx(mean, nan_ok=True)
    assert np.isnan([estimate.ci_low, estimate.ci_high, estimate.ci_level]).all()
    assert estimate.note == f"{reason};n_below_30"


def test_a_spread_needs_two_people():
    assert compute_sd([3.0]).note == "too_few_people;n_below_30"
    assert compute_sd([0.1, 0.1, 0.1]).estimate == 0.0
