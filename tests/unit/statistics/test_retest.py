"""Test-retest reliability, where it exists and where it does not."""

import numpy as np
import pytest

from barometre.statistics.pairs import keep_pairs
from barometre.statistics.retest import compute_retest

BEFORE = np.array([2.0, 5, 3, 8, 6, 4, 7, 1, 9, 5])


def test_the_same_answers_twice_are_perfect_and_have_no_interval():
    found = compute_retest(keep_pairs(BEFORE, BEFORE))
    for icc in (found.agreement, found.consistency):
        assert icc.estimate == pytest.approx(1.0)
        assert np.isnan(icc.ci_low)
        assert "perfect_correlation" in icc.note
    assert [error.estimate for error in found.errors] == [0, 0, 0, 0]


def test_a_shift_of_everyone_is_error_for_agreement_alone():
    found = compute_retest(keep_pairs(BEFORE, BEFORE + 2))
    assert found.consistency.estimate == pytest.approx(1.0)
    assert found.agreement.estimate < 0.9
    by_name = {error.statistic: error.estimate for error in found.errors}
    assert by_name["standard_error_of_measurement_agreement"] > 1
    assert by_name["standard_error_of_measurement_consistency"] == 0


@pytest.mark.parametrize("n", [0, 1, 2])
def test_fewer_than_three_people_have_no_retest(n):
    found = compute_retest(keep_pairs(BEFORE[:n], BEFORE[:n] + 1))
    for number in (found.agreement, found.consistency, *found.errors):
        assert np.isnan(number.estimate)
        assert "too_few_people" in number.note


def test_people_who_all_answer_the_same_both_times_have_no_retest():
    found = compute_retest(keep_pairs(np.full(20, 4.0), np.full(20, 4.0)))
    assert "no_variance" in found.agreement.note
    assert np.isnan(found.agreement.estimate)


def test_people_who_swap_places_agree_less_than_chance():
    found = compute_retest(keep_pairs(BEFORE, 10 - BEFORE))
    assert found.consistency.estimate == pytest.approx(-1.0)
    assert found.agreement.note == "interval_out_of_range;n_below_30"


def test_a_missing_answer_at_either_time_leaves_a_pair_out_and_counts_it():
    before, after = BEFORE.copy(), BEFORE + np.array([0, 1] * 5)
    before[0], after[3] = np.nan, np.nan
    found = compute_retest(keep_pairs(before, after), caveat="retest_caveat")
    assert (found.agreement.n, found.agreement.n_missing) == (8, 2)
    assert found.agreement.note == "retest_caveat;n_below_30"


def test_the_true_reliability_lies_in_the_interval_as_often_as_stated():
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(400):
        trait = rng.normal(size=(40, 1)) * np.sqrt(0.7)
        twice = trait + rng.normal(size=(40, 2)) * np.sqrt(0.3)
        found = compute_retest(keep_pairs(*twice.T)).consistency
        hits += found.ci_low <= 0.7 <= found.ci_high
    # 0.95 within four standard errors of 400 trials.
    assert hits / 400 == pytest.approx(0.95, abs=0.044)
