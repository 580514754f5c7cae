import numpy as np
import pytest

from barometre.statistics.attrition import compute_attrition
from barometre.statistics.difference_in_differences import compute_did
from barometre.statistics.group_difference import (
    compute_hedges_g,
    compute_mean_difference,
)
from barometre.statistics.pairs import keep_pairs

NAN = np.nan


def test_missing_scores_are_left_out_and_counted_over_both_groups():
    for compute in (compute_mean_difference, compute_hedges_g):
        estimate = compute([1, 2, 3, NAN], [2, NAN, NAN, 5])
        assert (estimate.n, estimate.n_missing) == (5, 3)


@pytest.mark.parametrize(
    ("group", "reference", "reason"),
    [
        ([], [1, 2, 3], "too_few_people"),
        ([NAN], [1, 2, 3], "too_few_people"),
        ([2], [1, 2, 3], "too_few_people"),
        ([2, 2, 2], [1, 1, 1], "no_variance"),
    ],
)
def test_groups_that_cannot_be_compared_say_why(group, reference, reason):
    difference = compute_mean_difference(group, reference)
    assert reason in difference.note
    assert np.isnan([difference.ci_low, difference.p_value]).all()


def test_two_groups_without_spread_have_no_g():
    estimate = compute_hedges_g([2, 2, 2], [1, 1, 1])
    assert np.isnan(estimate.estimate)
    assert estimate.note == "no_variance;n_below_30"


def test_one_small_group_is_noted_however_large_the_other():
    scores = np.arange(100.0)
    assert "n_below_30" in compute_mean_difference(scores[:20], scores).note
    assert "n_below_30" not in compute_mean_difference(scores[:30], scores).note


def test_did_subtracts_the_change_of_the_comparison_group():
    treated = keep_pairs([1, 2, 3, NAN], [3, 5, 4, 1])
    control = keep_pairs([1, 2, 3], [1, 3, 3])
    estimate = compute_did(treated, control)
    assert estimate.estimate == pytest.approx(2 - 1 / 3)
    assert (estimate.statistic, estimate.n, estimate.n_missing) == ("did", 6, 1)


def test_attrition_is_positive_when_those_who_left_started_lower():
    attrition = compute_attrition([5, 6, 7, NAN], [1, 2, 3])
    assert attrition.difference.estimate > 0
    assert attrition.difference.statistic == "attrition_difference"
    assert (attrition.linked_mean.estimate, attrition.lost_mean.estimate) == (6, 2)


def test_nobody_lost_means_no_attrition_to_compare():
    attrition = compute_attrition([5, 6, 7], [])
    assert "too_few_people" in attrition.difference.note
    assert attrition.lost_mean.n == 0
