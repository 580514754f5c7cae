"""Halves of a scale, and Guttman's bounds."""

import numpy as np
import pytest

from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.guttman_lambdas import (
    compute_guttman_lambda1,
    compute_guttman_lambda5,
    compute_guttman_lambda6,
)
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.split_half import (
    compute_split_half_odd_even,
    compute_split_halves,
)

TRAIT = np.random.default_rng(3).normal(size=(60, 1))
NOISE = np.random.default_rng(4).normal(size=(60, 14))
ANSWERS = np.round(3 + TRAIT + NOISE)


def test_the_mean_of_all_splits_of_an_even_number_of_items_is_alpha():
    moments = compute_item_moments(ANSWERS[:, :6])
    alpha = compute_cronbach_alpha(moments).estimate
    halves = compute_split_halves(moments)
    assert halves.mean.estimate == pytest.approx(alpha, abs=1e-12)
    assert halves.lowest.estimate < alpha < halves.best.estimate


def test_more_than_twelve_items_have_too_many_splits():
    halves = compute_split_halves(compute_item_moments(ANSWERS))
    for number in (halves.lowest, halves.mean, halves.best):
        assert np.isnan(number.estimate)
        assert number.note == "too_many_items"


def test_an_item_that_the_others_make_up_has_no_lambda_6():
    answers = np.column_stack([ANSWERS[:, :3], ANSWERS[:, :3].sum(axis=1)])
    moments = compute_item_moments(answers)
    assert compute_guttman_lambda6(moments).note == "singular_covariance"
    assert np.isfinite(compute_guttman_lambda5(moments).estimate)


def test_a_half_that_does_not_vary_has_no_reliability():
    item = ANSWERS[:, 0]
    answers = np.column_stack([item, ANSWERS[:, 1], 6 - item])
    found = compute_split_half_odd_even(compute_item_moments(answers))
    assert found.note == "half_without_variance"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_people_have_no_bounds(n):
    moments = compute_item_moments(ANSWERS[:n, :4])
    for compute in (
        compute_guttman_lambda1,
        compute_guttman_lambda5,
        compute_guttman_lambda6,
        compute_split_half_odd_even,
    ):
        found = compute(moments)
        assert np.isnan(found.estimate)
        assert found.note == "too_few_people;n_below_30"
    assert np.isnan(compute_split_halves(moments).best.estimate)
