"""Other judgements of a change where there is little or nothing to judge."""

from itertools import product
from math import isnan

import numpy as np
import pytest

from barometre.statistics.bayes_factor import compute_bayes_factor
from barometre.statistics.bootstrap import compute_bootstrap_mean
from barometre.statistics.cohens_d_rm import compute_cohens_d_rm
from barometre.statistics.equivalence import compute_equivalence
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.sign_flip import compute_sign_flip_p
from barometre.statistics.standardised_change import compute_cohens_d_av
from barometre.statistics.wave_correlation import compute_wave_correlation
from barometre.verdict import judge

CHECKS = [
    compute_bayes_factor,
    compute_cohens_d_rm,
    compute_sign_flip_p,
    compute_wave_correlation,
]


def pairs_of(changes, before=None):
    start = np.zeros(len(changes)) if before is None else np.asarray(before, float)
    return keep_pairs(start, start + np.asarray(changes, float))


@pytest.mark.parametrize("check", CHECKS)
def test_nobody_gives_no_number_and_says_why(check):
    found = check(pairs_of([]))
    assert isnan(found.estimate)
    assert found.note.split(";")[0] == "too_few_people"


@pytest.mark.parametrize("check", CHECKS)
def test_nobody_who_moved_gives_no_number_and_says_why(check):
    found = check(pairs_of([0.0, 0.0, 0.0, 0.0]))
    assert isnan(found.estimate)
    assert found.note.split(";")[0] == "no_variance"


@pytest.mark.parametrize("check", CHECKS)
def test_people_without_both_scores_are_left_out_and_counted(check):
    before = np.array([1.0, 2.0, np.nan, 4.0, 5.0, 2.0])
    after = np.array([2.0, 2.0, 3.0, np.nan, 4.0, 4.0])
    found, complete = (
        check(keep_pairs(before, after)),
        check(keep_pairs(before[[0, 1, 4, 5]], after[[0, 1, 4, 5]])),
    )
    assert (found.n, found.n_missing) == (4, 2)
    assert found.estimate == complete.estimate


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_people_have_a_permutation_but_no_effect_size(n):
    pairs = pairs_of([1.0, 2.0][:n], before=[1.0, 3.0][:n])
    assert compute_sign_flip_p(pairs).estimate == 2.0 ** (1 - n)
    assert isnan(compute_cohens_d_rm(pairs).estimate)
    assert isnan(compute_bayes_factor(pairs).estimate)


def test_three_people_have_a_correlation_without_an_interval():
    found = compute_wave_correlation(pairs_of([1.0, 0.0, 2.0], before=[1, 2, 4]))
    assert found.estimate == pytest.approx(np.corrcoef([1, 2, 4], [2, 2, 6])[0, 1])
    assert isnan(found.ci_low)


def test_a_perfect_correlation_is_said_and_has_no_interval():
    found = compute_wave_correlation(
        pairs_of([1.0, 2.0, 3.0, 4.0], before=[1, 2, 3, 4])
    )
    assert found.estimate == pytest.approx(1)
    assert "perfect_correlation" in found.note
    assert isnan(found.ci_low)


def test_the_permutation_counts_every_pattern_of_signs():
    changes = np.array([3.0, -1.0, 2.0, 2.0, 0.0, -4.0, 5.0])
    sums = [abs(np.dot(signs, changes)) for signs in product((-1, 1), repeat=7)]
    expected = np.mean(np.array(sums) >= abs(changes.sum()))
    assert compute_sign_flip_p(pairs_of(changes)).estimate == expected


def test_counting_sums_and_listing_patterns_give_the_same_p_value():
    # Twenty people are listed; with a twenty-first who did not move they are counted.
    changes = np.tile([1 / 3, -2 / 3, 1.0, 1.0], 5)
    listed = compute_sign_flip_p(pairs_of(changes))
    counted = compute_sign_flip_p(pairs_of([*changes, 0.0]))
    assert counted.method == listed.method == "sign_flip_all"
    assert counted.estimate == pytest.approx(listed.estimate, abs=1e-12)


def test_changes_that_cancel_out_have_a_p_value_of_one():
    counted = compute_sign_flip_p(pairs_of(np.tile([1.0, -1.0], 15)))
    assert counted.estimate == pytest.approx(1, abs=1e-12)


def test_the_permutation_is_never_below_its_own_pattern_and_the_mirror():
    found = compute_sign_flip_p(pairs_of(np.ones(60)))
    assert 2.0**-59 <= found.estimate < 1e-13


def test_drawn_signs_are_the_same_from_run_to_run_and_for_any_order():
    changes = np.random.default_rng(5).normal(0.3, 1, 40)
    found = compute_sign_flip_p(pairs_of(changes))
    assert found.method == "sign_flip_9999"
    assert found.estimate == compute_sign_flip_p(pairs_of(changes[::-1])).estimate


def test_a_bayes_factor_that_doubles_cannot_hold_is_said():
    rng = np.random.default_rng(1)
    found = compute_bayes_factor(pairs_of(10 + 0.01 * rng.normal(size=300)))
    assert isnan(found.estimate)
    assert found.note == "bayes_factor_too_large"


def test_d_rm_is_d_av_when_both_waves_spread_as_much():
    before, after = np.array([1.0, 2, 3, 4, 5]), np.array([3.0, 2, 5, 4, 6])
    after = (after - after.mean()) / after.std() * before.std() + 4
    pairs = keep_pairs(before, after)
    assert compute_cohens_d_rm(pairs).estimate == pytest.approx(
        compute_cohens_d_av(pairs).estimate, rel=1e-9
    )


@pytest.mark.parametrize("mean", [-0.9, -0.1, 0.0, 0.2, 0.49, 0.6])
def test_no_important_change_is_never_said_where_the_equivalence_test_would_not(mean):
    rng = np.random.default_rng(8)
    for n in (12, 40, 160):
        change = compute_mean_change(pairs_of(rng.normal(mean, 1, n)))
        found = compute_equivalence(change, worthwhile=0.5)
        verdict = judge(
            change.ci_low, change.ci_high, worthwhile=0.5, is_confirmed=False
        )
        within = change.ci_low > -0.5 and change.ci_high < 0.5
        assert (verdict == "no_important_change") == within
        assert within == (found.tost_p.estimate < 0.025)
        assert (found.bound.estimate < 0.5) == (found.tost_p.estimate < 0.05)


def test_without_a_worthwhile_change_there_is_a_bound_and_no_test():
    found = compute_equivalence(
        compute_mean_change(pairs_of([1.0, 0, -1, 2])), worthwhile=None
    )
    assert found.tost_p is None
    assert found.bound.estimate > 0


def test_a_change_without_error_rules_nothing_out():
    found = compute_equivalence(compute_mean_change(pairs_of([1.0])), worthwhile=1.0)
    assert isnan(found.bound.estimate)
    assert isnan(found.tost_p.estimate)
    assert found.tost_p.note == "too_few_people;n_below_30"


def test_a_bootstrap_of_uneven_changes_does_not_depend_on_the_order_of_people():
    changes = np.random.default_rng(3).normal(size=30)
    first, second = (compute_bootstrap_mean(c) for c in (changes, changes[::-1]))
    assert first.method == "bca_5000"
    assert (first.ci_low, first.ci_high) == (second.ci_low, second.ci_high)
