from itertools import product

import numpy as np
import pytest

from barometre.statistics.hodges_lehmann import compute_hodges_lehmann
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.signed_ranks import (
    compute_signed_rank_p,
    rank_changes,
    rank_sum_probabilities,
)


def pairs_of(change):
    return keep_pairs(np.zeros(len(change)), change)


def walsh_median(change):
    sums = np.add.outer(change, change)[np.triu_indices(len(change))]
    return np.median(sums) / 2


@pytest.mark.parametrize("step", [1.0, 1 / 3, 0.01])
@pytest.mark.parametrize("n", [3, 10, 61, 200])
def test_the_typical_change_is_the_median_of_all_averages_of_two(n, step):
    drawn = np.random.default_rng(n).normal(0.4, 2, n)
    change = np.round(drawn / step) * step
    estimate = compute_hodges_lehmann(pairs_of(change), zeros="keep")
    assert estimate.estimate == pytest.approx(walsh_median(change), abs=1e-9)
    moved = compute_hodges_lehmann(pairs_of(change))
    expected = walsh_median(change[np.round(change, 10) != 0])
    assert moved.estimate == pytest.approx(expected, abs=1e-9)


def test_people_who_did_not_change_are_dropped_aloud():
    change = [0, 0, 0, 0, 1]
    assert compute_hodges_lehmann(pairs_of(change)).estimate == 1.0
    assert "zeros_dropped" in compute_hodges_lehmann(pairs_of(change)).note
    kept = compute_hodges_lehmann(pairs_of(change), zeros="keep")
    assert kept.estimate == 0.0
    assert "zeros_dropped" not in kept.note


def test_too_few_people_for_the_level_get_no_interval():
    estimate = compute_hodges_lehmann(pairs_of([1.0, 2.5, 3.1]))
    assert np.isnan(estimate.ci_low)
    assert "interval_level_not_reached" in estimate.note
    assert estimate.p_value == 0.25


def test_exact_probabilities_are_those_of_all_signs():
    sums = [sum(np.arange(1, 7)[list(up)]) for up in product([False, True], repeat=6)]
    expected = np.bincount(sums) / 2**6
    np.testing.assert_allclose(rank_sum_probabilities(6), expected)


def test_nobody_who_changed_gives_no_p_value():
    assert np.isnan(compute_signed_rank_p(rank_changes(np.zeros(4))))


def test_a_million_changes_need_no_table_of_pairs():
    change = np.random.default_rng(0).integers(-6, 8, 1_000_000) / 3
    estimate = compute_hodges_lehmann(pairs_of(change), zeros="keep")
    assert estimate.estimate == pytest.approx(1 / 6, abs=1e-9)
