import numpy as np
import pytest

from barometre.statistics.location import compute_mean
from barometre.statistics.weighted import (
    Design,
    compute_design_effect,
    compute_replicate_means,
    compute_resident_mean,
    compute_weighted_means,
    list_replicates,
)

NAN = np.nan
VALUES = np.array([3.0, 5.0, 4.0, 6.0, 2.0, 7.0, 5.5, 4.5])


def _design(weights, *, has_replicates=False):
    weights = np.asarray(weights, dtype=float)
    left_out = list_replicates(weights.size)
    return Design(
        weights=weights,
        base=weights,
        calibration=np.zeros((weights.size, 0)),
        replicates=np.where(left_out, 0.0, weights[:, None])
        if has_replicates
        else None,
    )


def test_equal_weights_are_students_mean():
    found = compute_weighted_means(VALUES[:, None], _design(np.full(8, 2.5)))[0]
    plain = compute_mean(VALUES)
    for name in ("estimate", "ci_low", "ci_high", "std_error", "df", "n"):
        assert getattr(found, name) == pytest.approx(getattr(plain, name)), name


def test_equal_weights_left_out_in_turn_are_students_error():
    design = _design(np.ones(8), has_replicates=True)
    found = compute_replicate_means(VALUES[:, None], design)[0]
    assert found.std_error == pytest.approx(compute_mean(VALUES).std_error)
    assert found.method == "jackknife_1"


def test_missing_values_are_left_out_and_counted_and_n_is_people():
    values = VALUES.copy()
    values[:2] = NAN
    weights = np.arange(1.0, 9.0)
    found = compute_weighted_means(values[:, None], _design(weights))[0]
    assert (found.n, found.n_missing) == (6, 2)
    assert found.estimate == pytest.approx(np.average(values[2:], weights=weights[2:]))


def test_people_outside_the_group_are_not_counted_as_missing():
    is_in = np.arange(8) < 5
    found = compute_weighted_means(
        VALUES[:, None], _design(np.ones(8)), is_counted=is_in
    )[0]
    assert (found.n, found.n_missing) == (5, 0)
    assert found.estimate == VALUES[:5].mean()


@pytest.mark.parametrize(
    ("values", "reason", "mean"),
    [
        ([NAN, NAN, NAN], "too_few_people", NAN),
        ([4.0, NAN, NAN], "too_few_people", 4.0),
        ([4.0, 4.0, 4.0], "no_variance", 4.0),
    ],
)
def test_nobody_one_person_or_one_answer_gives_no_interval_and_says_why(
    values, reason, mean
):
    design = _design([1.0, 2.0, 3.0], has_replicates=True)
    for compute in (compute_weighted_means, compute_replicate_means):
        (found,) = compute(np.array(values)[:, None], design)
        assert found.estimate == pytest.approx(mean, nan_ok=True)
        assert np.isnan(found.std_error)
        assert reason in found.note


def test_a_single_person_with_a_weight_has_a_mean():
    (found,) = compute_weighted_means([[4.0]], _design([2.0]))
    assert found.estimate == 4.0
    assert "too_few_people" in found.note


def test_without_replicates_there_is_no_error_by_leaving_out():
    assert compute_replicate_means(VALUES[:, None], _design(np.ones(8))) == []


def test_beyond_a_hundred_people_groups_are_left_out():
    left_out = list_replicates(250)
    assert left_out.shape == (250, 100)
    assert (left_out.sum(axis=1) == 1).all()
    assert set(left_out.sum(axis=0)) == {2, 3}


def test_everyone_asked_leaves_no_error_and_more_than_everyone_is_refused():
    everyone = compute_resident_mean(VALUES, np.ones(8), population=8)
    assert everyone.std_error == 0
    assert "these_residents_only" in everyone.note
    more = compute_resident_mean(VALUES, np.ones(8), population=7)
    assert np.isnan(more.estimate)
    assert "population_below_n" in more.note


def test_half_of_the_residents_halve_the_variance():
    half = compute_resident_mean(VALUES, np.ones(8), population=16)
    assert half.std_error == pytest.approx(
        compute_mean(VALUES).std_error * np.sqrt(0.5)
    )


def test_equal_weights_cost_nothing_and_nobody_has_no_cost():
    effect, worth, largest = compute_design_effect([2.0] * 10)
    assert (effect.estimate, worth.estimate, largest.estimate) == (1, 10, 1)
    assert "too_few_people" in compute_design_effect([])[0].note


def test_fitting_to_what_explains_the_answers_makes_the_error_smaller():
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1], 50)
    values = 4.0 * group + rng.normal(0, 1, 100)
    dummies = np.equal.outer(group, [0, 1]).astype(float)
    plain = _design(np.ones(100))
    fitted = Design(weights=np.ones(100), base=np.ones(100), calibration=dummies)
    errors = [
        compute_weighted_means(values[:, None], design)[0].std_error
        for design in (plain, fitted)
    ]
    assert errors[1] < errors[0] / 2
    assert errors[1] == pytest.approx(1 / 10, rel=0.2)
