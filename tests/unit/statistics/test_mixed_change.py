import numpy as np
import pytest

from barometre.statistics.friedman import compute_friedman
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.mixed_change import (
    compute_mixed_changes,
    compute_random_territory_changes,
)
from barometre.statistics.pairs import keep_pairs

NAN = np.nan


def _people(n, *, waves=3, seed=1, rest=1.0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) + rng.normal(0, rest, (n, waves)) + np.arange(waves)


def test_two_waves_with_nobody_lost_are_the_paired_t():
    scores = _people(25, waves=2)
    change = compute_mixed_changes(scores).changes[0]
    paired = compute_mean_change(keep_pairs(*scores.T))
    for name in ("estimate", "ci_low", "ci_high", "std_error", "df", "p_value"):
        expected = pytest.approx(getattr(paired, name), rel=1e-9)
        assert getattr(change, name) == expected, name


def test_someone_seen_once_counts_and_someone_never_seen_is_missing():
    scores = _people(40)
    scores[:8, 1:] = NAN
    scores[-2:] = NAN
    found = compute_mixed_changes(scores)
    change = found.changes[1]
    assert (change.n, change.n_missing) == (38, 2)
    assert [mean.n for mean in found.means] == [38, 30, 30]
    assert [mean.n_missing for mean in found.means] == [2, 10, 10]
    without = compute_mixed_changes(scores[8:-2]).changes[1]
    assert change.estimate != without.estimate


def test_leaving_after_a_low_answer_biases_the_mean_and_not_the_model():
    """Truth: no change. Those low at first leave; 4000 people, error about 0.03."""
    scores = _people(4000, waves=2, rest=0.6) - np.arange(2)
    scores[scores[:, 0] < 0, 1] = NAN
    model = compute_mixed_changes(scores).changes[0]
    naive = np.nanmean(scores[:, 1]) - np.nanmean(scores[:, 0])
    assert naive > 0.5
    assert abs(model.estimate) < 0.1


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (np.zeros((0, 3)), "too_few_people"),
        ([[1.0, 2.0]], "too_few_people"),
        ([[1, NAN], [NAN, 2], [3, NAN], [NAN, 1.0]], "too_few_people"),
        ([[3.0, 3.0]] * 10, "no_variance"),
        ([[i, i + 1.0] for i in range(10)], "no_variance"),
        ([[i, i + 1.0, i + 1.5] for i in range(10)], "no_variance"),
        ([[i, -i, 0.0] for i in range(-5, 6)], "not_converged"),
    ],
)
def test_where_there_is_no_model_it_is_said_and_no_number_given(scores, reason):
    found = compute_mixed_changes(scores)
    for estimate in (*found.means, *found.changes):
        assert np.isnan(estimate.estimate)
        assert reason in estimate.note


def test_two_people_have_a_change_with_one_degree_of_freedom():
    change = compute_mixed_changes([[1, 2.0], [2, 4.0]]).changes[0]
    assert change.df == pytest.approx(1)
    assert change.estimate == pytest.approx(1.5)


def test_people_who_turn_round_are_a_singular_fit_and_still_a_paired_t():
    rng = np.random.default_rng(3)
    first = rng.normal(size=30)
    scores = np.column_stack([first, -0.7 * first + rng.normal(0, 0.5, 30)])
    change = compute_mixed_changes(scores).changes[0]
    paired = compute_mean_change(keep_pairs(*scores.T))
    assert "singular_fit" in change.note
    assert change.std_error == pytest.approx(paired.std_error, rel=1e-8)


def test_slopes_are_taken_where_people_move_apart_and_only_there():
    rng = np.random.default_rng(5)
    apart = _people(150, waves=4, rest=0.5)
    apart += rng.normal(0, 0.6, (150, 1)) * np.arange(4)
    assert "slope" in compute_mixed_changes(apart).changes[0].method
    assert "intercept" in compute_mixed_changes(_people(150)).changes[0].method


def test_too_many_territories_for_the_people_are_left_out_and_said():
    scores = _people(12)
    few = compute_mixed_changes(scores, np.arange(12) % 2)
    many = compute_mixed_changes(scores, np.arange(12) % 4)
    assert "groups_not_fitted" not in few.changes[0].note
    assert "groups_not_fitted" in many.changes[0].note
    assert many.changes[0].estimate == compute_mixed_changes(scores).changes[0].estimate


def test_a_shift_of_all_scores_moves_means_and_leaves_changes():
    scores = _people(30)
    scores[:6, 2] = NAN
    here, there = compute_mixed_changes(scores), compute_mixed_changes(scores + 1000)
    for ours, theirs in zip(here.changes, there.changes, strict=True):
        assert theirs.estimate == pytest.approx(ours.estimate, rel=1e-9)
        assert theirs.std_error == pytest.approx(ours.std_error, rel=1e-9)
    assert there.means[0].estimate == pytest.approx(here.means[0].estimate + 1000)


def test_the_interval_covers_no_change_as_often_as_it_says():
    """Twelve people, three waves, a quarter of later answers lost: 400 draws."""
    rng = np.random.default_rng(11)
    covered = 0
    for _ in range(400):
        scores = rng.normal(size=(12, 1)) + rng.normal(size=(12, 3))
        scores[:, 1:][rng.random((12, 2)) < 0.25] = NAN
        change = compute_mixed_changes(scores).changes[1]
        covered += change.ci_low <= 0 <= change.ci_high
    assert 0.917 <= covered / 400 <= 0.983


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (np.zeros((0, 3)), "too_few_people"),
        ([[1.0, 2.0, 3.0]], "too_few_people"),
        ([[1.0, 2.0], [2.0, 3.0]], "too_few_people"),
        ([[1.0, 1.0, 1.0]] * 5, "no_variance"),
    ],
)
def test_ranks_need_two_people_three_waves_and_someone_who_moved(scores, reason):
    assert reason in compute_friedman(scores).note


def test_ranks_leave_out_who_missed_a_wave_and_count_them():
    scores = np.array([[1, 2, 3], [1, 3, 2], [2, 3, NAN], [1, 2, 3.0]])
    found = compute_friedman(scores)
    assert (found.n, found.n_missing) == (3, 1)


def test_territories_that_differ_by_chance_only_leave_the_model_without_them():
    scores = _people(60)
    territories = np.empty(60, dtype=int)
    territories[scores.mean(axis=1).argsort()] = np.arange(60) % 6  # dealt out evenly
    drawn = compute_random_territory_changes(scores, territories)
    plain = compute_mixed_changes(scores)
    alike = ["territories_alike" in change.note for change in drawn]
    assert alike == [True, True]
    assert drawn[1].estimate == pytest.approx(plain.changes[1].estimate)


def test_territories_that_differ_are_drawn_and_leave_the_change_as_it_is():
    territories = np.repeat(np.arange(6), 15)
    scores = _people(90) + np.array([0, 2, 4, 1, 3, 5.0])[territories][:, None]
    drawn = compute_random_territory_changes(scores, territories)[1]
    fixed = compute_mixed_changes(scores, territories).changes[1]
    assert "random_territory" in drawn.method
    assert drawn.estimate == pytest.approx(fixed.estimate, abs=0.02)
    assert drawn.n == 90


@pytest.mark.parametrize("territories", [np.zeros(40), np.arange(40)])
def test_one_territory_or_too_many_are_not_drawn(territories):
    assert compute_random_territory_changes(_people(40), territories) == ()


def test_nobody_to_model_draws_no_territory():
    assert compute_random_territory_changes([[3.0, 3.0]] * 10, np.arange(10) % 2) == ()


def test_a_handful_of_people_with_gaps_never_break_the_model():
    rng = np.random.default_rng(0)
    for _ in range(400):
        n, waves = rng.integers(1, 9), rng.integers(2, 5)
        scores = rng.integers(1, 4, (n, waves)).astype(float)
        scores[rng.random((n, waves)) < 0.3] = NAN
        scores = scores[:, ~np.isnan(scores).all(axis=0)]
        if scores.shape[1] < 2:
            continue
        found = compute_mixed_changes(scores, rng.integers(0, 3, n))
        compute_random_territory_changes(scores, rng.integers(0, 3, n))
        for change in found.changes:
            assert np.isnan(change.estimate) or change.std_error > 0
