"""Two waves of different people, with few of them, or with nothing that differs."""

from math import isnan, sqrt

import numpy as np
import pytest

from barometre.statistics.brunner_munzel import compute_brunner_munzel
from barometre.statistics.dropout import (
    compute_dropout_bounds,
    compute_dropout_shift,
    compute_matching_gain,
)
from barometre.statistics.group_difference import compute_mean_difference
from barometre.statistics.location_shift import compute_location_shift
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.overlapping_samples import (
    compute_overlapping_difference,
    sort_people,
)


def overlapping(earlier_only, later_only, before, after, **options):
    people = sort_people(earlier_only, later_only, before, after)
    return compute_overlapping_difference(people, **options)


@pytest.mark.parametrize("sides", [([], []), ([1.0], []), ([], [1.0])])
@pytest.mark.parametrize("compute", [compute_brunner_munzel, compute_location_shift])
def test_an_empty_side_gives_no_number_and_says_why(compute, sides):
    found = compute(*sides)
    assert isnan(found.estimate)
    assert found.note.split(";")[0] == "too_few_people"


def test_missing_scores_are_left_out_and_counted():
    later, earlier = [1.0, 3.0, np.nan, 4.0], [2.0, 2.0, 1.0, np.nan]
    for compute in (compute_brunner_munzel, compute_location_shift):
        found = compute(later, earlier)
        assert (found.n, found.n_missing) == (6, 2)
        assert found.estimate == compute([1.0, 3.0, 4.0], [2.0, 2.0, 1.0]).estimate


def test_the_chance_of_being_higher_is_the_share_of_pairs():
    later, earlier = np.array([1.0, 2, 3, 3]), np.array([2.0, 3, 1])
    pairs = later[:, None] - earlier
    expected = np.mean(np.where(pairs > 0, 1, np.where(pairs == 0, 0.5, 0)))
    found = compute_brunner_munzel(later, earlier)
    assert found.estimate == pytest.approx(expected)
    assert compute_location_shift(later, earlier).estimate == np.median(pairs)


def test_waves_that_do_not_overlap_have_a_chance_of_one_and_no_interval():
    found = compute_brunner_munzel([8.0, 9.0, 9.0], [1.0, 2.0, 3.0])
    assert found.estimate == 1
    assert isnan(found.ci_low)
    assert "no_overlap" in found.note


def test_equal_scores_have_no_interval_and_say_so():
    for compute in (compute_brunner_munzel, compute_location_shift):
        found = compute([3.0] * 12, [3.0] * 12)
        assert isnan(found.ci_low)
        assert "no_variance" in found.note


def test_so_few_people_that_no_interval_reaches_its_level_get_none():
    found = compute_location_shift([1.0, 2.0], [3.0, 5.0])
    assert found.estimate == -2.5
    assert isnan(found.ci_low)
    assert "interval_level_not_reached" in found.note


def test_with_everyone_linked_the_overlapping_test_is_the_paired_one():
    rng = np.random.default_rng(2)
    before = rng.normal(size=30)
    after = before + rng.normal(0.3, 1, 30)
    people = sort_people([], [], before, after)
    found, paired = (
        compute_overlapping_difference(people),
        compute_mean_change(people.both),
    )
    for name in ("estimate", "std_error", "df", "ci_low", "p_value"):
        assert getattr(found, name) == pytest.approx(getattr(paired, name), rel=1e-9)


def test_with_hardly_anyone_linked_it_comes_close_to_welch():
    rng = np.random.default_rng(3)
    first, second = rng.normal(size=4000), rng.normal(0.1, 2, 3000)
    found = overlapping(first[3:], second[3:], first[:3], second[:3])
    welch = compute_mean_difference(second, first)
    assert found.std_error == pytest.approx(welch.std_error, rel=2e-3)
    assert found.df == pytest.approx(welch.df, rel=2e-3)


@pytest.mark.parametrize("n_linked", [0, 1, 2])
def test_fewer_than_three_linked_people_have_no_correlation_to_use(n_linked):
    found = overlapping([1.0, 2, 3], [2.0, 4], [1.0, 2][:n_linked], [2.0, 2][:n_linked])
    assert isnan(found.estimate)
    assert "too_few_people" in found.note


def test_linked_people_who_do_not_vary_have_no_correlation_to_use():
    found = overlapping([1.0, 2, 3], [2.0, 4], [2.0, 2, 2], [1.0, 2, 3])
    assert isnan(found.estimate)
    assert "no_variance" in found.note


def test_someone_without_a_score_at_one_wave_counts_at_the_other():
    people = sort_people([1.0, np.nan], [2.0], [1.0, 2, np.nan], [np.nan, 3, 4])
    assert people.earlier.tolist() == [1, 1, 2]
    assert people.later.tolist() == [2, 4, 3]
    assert (people.n, people.n_missing) == (5, 3)


def test_intervals_from_everyone_hold_the_true_difference():
    rng = np.random.default_rng(21)
    root = np.linalg.cholesky([[1, 0.6], [0.6, 1]])
    hits = []
    for _ in range(500):
        before, after = root @ rng.normal(size=(2, 20))
        found = overlapping(
            rng.normal(size=15), rng.normal(0.5, 1, 10), before, after + 0.5
        )
        hits.append(found.ci_low <= 0.5 <= found.ci_high)
    # Four standard errors of a share of .95 over 500 studies.
    assert np.mean(hits) == pytest.approx(0.95, abs=0.04)


def test_leaving_fakes_the_difference_between_those_who_stay_and_everyone():
    linked, lost = np.array([5.0, 6, 7]), np.array([1.0, 2])
    found = compute_dropout_shift(linked, lost)
    everyone = np.concatenate([linked, lost])
    assert found.estimate == pytest.approx(linked.mean() - everyone.mean())
    assert found.ci_low < found.estimate < found.ci_high


def test_nobody_lost_fakes_nothing():
    found = compute_dropout_shift([5.0, 6, 7], [])
    assert found.estimate == 0
    assert "nobody_lost" in found.note


def test_nobody_linked_leaves_the_shift_unknown():
    assert isnan(compute_dropout_shift([], [5.0, 6, 7]).estimate)


def test_at_worst_one_end_has_left():
    fall, rise = compute_dropout_bounds([1.0, 2, 3, 4, np.nan], n_later=3)
    assert (fall.estimate, rise.estimate) == (-0.5, 0.5)
    assert (fall.n, fall.n_missing) == (4, 1)


@pytest.mark.parametrize(
    ("n_later", "reason"), [(0, "too_few_people"), (4, "no_fewer_people")]
)
def test_without_fewer_people_there_is_no_bound(n_later, reason):
    for bound in compute_dropout_bounds([1.0, 2, 3, 4], n_later=n_later):
        assert isnan(bound.estimate)
        assert reason in bound.note


def test_linking_takes_away_what_the_correlation_says():
    rng = np.random.default_rng(4)
    before = rng.normal(size=4000)
    after = 0.8 * before + 0.6 * rng.normal(size=4000)
    people = sort_people([], [], before, after)
    paired = compute_mean_change(people.both)
    unpaired = compute_mean_difference(after, before)
    gain = compute_matching_gain(0.8, n=4000, is_assumed=False)
    assert gain.estimate == 1 - sqrt(0.2)
    saved = 1 - paired.std_error / unpaired.std_error
    assert saved == pytest.approx(gain.estimate, abs=0.02)
    assert isnan(compute_matching_gain(np.nan, n=2, is_assumed=False).estimate)
