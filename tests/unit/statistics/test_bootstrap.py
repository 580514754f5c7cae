from itertools import product

import numpy as np
import pytest

from barometre.statistics.bootstrap import (
    compute_bootstrap_alpha,
    compute_bootstrap_cohens_d_av,
    compute_bootstrap_mean,
)
from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.lattice import distribute_mean, find_lattice
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.standardised_change import compute_cohens_d_av

NAN = np.nan


@pytest.mark.parametrize("values", [[0, 1, 1, 4], [1 / 3, 2, 7 / 3], [0.2, 0.5, 0.5]])
def test_every_resample_is_counted(values):
    distinct, counts = np.unique(values, return_counts=True)
    means, probabilities = distribute_mean(find_lattice(distinct), counts)
    all_means = [np.mean(draw) for draw in product(values, repeat=len(values))]
    expected, times = np.unique(np.round(all_means, 9), return_counts=True)
    np.testing.assert_allclose(means, expected, atol=1e-9)
    np.testing.assert_allclose(probabilities, times / times.sum(), atol=1e-12)


def test_scores_of_three_items_are_evenly_spaced_and_measures_are_not():
    lattice = find_lattice(np.round(np.array([1, 5 / 3, 2, 10 / 3]), 10))
    assert lattice.step == pytest.approx(1 / 3)
    assert lattice.places.tolist() == [0, 2, 3, 7]
    assert find_lattice(np.array([0.0, 1.0, np.pi])) is None


def test_counting_and_drawing_give_the_same_interval():
    values = np.random.default_rng(1).integers(0, 11, 60) / 1.0
    counted = compute_bootstrap_mean(values)
    drawn = compute_bootstrap_mean(values + 1e-5 * np.sqrt(np.arange(60)))
    assert (counted.method, drawn.method) == ("bca_all", "bca_5000")
    noise = 0.2 * values.std() / np.sqrt(60)
    assert drawn.ci_low == pytest.approx(counted.ci_low, abs=noise)
    assert drawn.ci_high == pytest.approx(counted.ci_high, abs=noise)


def test_missing_values_are_left_out_and_counted():
    estimate = compute_bootstrap_mean([1, NAN, 2, 4, 4])
    assert (estimate.n, estimate.n_missing) == (4, 1)
    answers = np.array([[1, 2.0], [2, 2], [NAN, 1], [4, 5], [5, 3]])
    assert compute_bootstrap_alpha(answers).n_missing == 1


@pytest.mark.parametrize(
    ("values", "reason"),
    [([], "too_few_people"), ([1, 2], "too_few_people"), ([3, 3, 3], "no_variance")],
)
def test_a_mean_that_cannot_be_resampled_says_why(values, reason):
    estimate = compute_bootstrap_mean(values)
    assert np.isnan(estimate.estimate)
    assert estimate.note == f"{reason};n_below_30"


def test_the_estimates_are_those_without_resampling():
    rng = np.random.default_rng(5)
    answers = np.round(3 + rng.normal(size=(50, 1)) + rng.normal(size=(50, 4)))
    alpha = compute_bootstrap_alpha(answers, n_resamples=200)
    expected = compute_cronbach_alpha(compute_item_moments(answers)).estimate
    assert alpha.estimate == pytest.approx(expected, abs=1e-12)
    pairs = keep_pairs(answers[:, 0], answers[:, 1])
    d_av = compute_bootstrap_cohens_d_av(pairs, n_resamples=200)
    expected = compute_cohens_d_av(pairs).estimate
    assert d_av.estimate == pytest.approx(expected, abs=1e-12)


def test_the_seed_decides():
    values = np.random.default_rng(0).normal(size=40)
    first, again, other = (compute_bootstrap_mean(values, seed=s) for s in (1, 1, 2))
    assert first == again
    assert first.ci_low != other.ci_low


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.zeros((0, 3)), "too_few_people"),
        (np.ones((9, 3)), "no_variance"),
        (np.ones((9, 1)), "one_item"),
        (np.eye(9, 3), "unstable_resamples"),
    ],
)
def test_an_alpha_that_cannot_be_resampled_says_why(answers, reason):
    estimate = compute_bootstrap_alpha(answers, n_resamples=500)
    assert reason in estimate.note
    assert np.isnan(estimate.ci_low)
