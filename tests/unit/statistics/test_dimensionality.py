"""How many things items measure, and what is said when that cannot be told."""

import numpy as np
import pytest

from barometre.statistics.dimensionality import (
    FIT_STATISTICS,
    compute_number_of_factors,
    compute_structure_fit,
)
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.kmo import compute_kmo
from barometre.statistics.parallel_analysis import compute_parallel_factors


def draw(n, blocks=((0.8,) * 4,), *, seed=1, missing=0.0):
    rng = np.random.default_rng(seed)
    parts = []
    for loadings in blocks:
        noise = rng.normal(size=(n, len(loadings))) * np.sqrt(1 - np.square(loadings))
        parts.append(rng.normal(size=(n, 1)) * loadings + noise)
    answers = np.clip(np.round(3 + 1.2 * np.hstack(parts)), 1, 5)
    answers[rng.random(answers.shape) < missing] = np.nan
    return answers


def by_name(estimates):
    return {one.statistic: one for one in estimates}


@pytest.mark.parametrize("n", [200, 5000])
def test_one_trait_and_two_traits_are_counted(n):
    one = by_name(compute_number_of_factors(draw(n)))
    two = by_name(compute_number_of_factors(draw(n, ((0.8,) * 4, (0.7,) * 4))))
    for name in ("parallel_factors", "map_factors"):
        assert (one[name].estimate, two[name].estimate) == (1, 2)
    assert two["parallel_factors"].method.endswith("_limit") == (n == 5000)


def test_items_without_any_tie_measure_nothing_in_common():
    rng = np.random.default_rng(3)
    found = by_name(compute_number_of_factors(rng.integers(1, 6, size=(300, 6))))
    assert found["parallel_factors"].estimate == 0
    assert found["map_factors"].estimate == 0
    assert found["kmo"].estimate == pytest.approx(0.5, abs=0.1)


def test_the_normal_limit_gives_what_shuffling_gives():
    answers = draw(1999, ((0.5,) * 5, (0.3,) * 4), seed=5)
    again = np.vstack([answers, answers[:2]])
    shuffled, limit = map(compute_parallel_factors, (answers, again))
    assert (shuffled.method, limit.method) == ("parallel_200", "parallel_200_limit")
    assert shuffled.estimate == limit.estimate


def test_a_seed_repeats_itself():
    answers = draw(60, ((0.4,) * 6,))
    once, twice = (compute_parallel_factors(answers, seed=9) for _ in range(2))
    assert once == twice


@pytest.mark.parametrize("n", [0, 1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_few_people_or_items_give_a_reason_and_no_number(n, k):
    answers = draw(6, ((0.6,) * k,))[:n]
    for one in compute_structure_fit(answers, blocks=[range(k)]):
        assert np.isnan(one.estimate)
        assert one.note
    for one in compute_number_of_factors(answers):
        assert np.isfinite(one.estimate) or one.note


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (np.full((50, 4), 3.0), "singular_covariance"),
        (np.full((50, 4), np.nan), "too_few_people"),
        (draw(50)[:, [0, 1, 2, 2]], "singular_covariance"),
        (draw(50)[:, :3], "saturated_model"),
        (draw(50)[:, :2], "two_items"),
    ],
    ids=["no variance", "all missing", "repeated", "three items", "two items"],
)
def test_what_cannot_be_fitted_says_why(answers, reason):
    estimates = compute_structure_fit(answers, blocks=[range(answers.shape[1])])
    assert [one.statistic for one in estimates] == list(FIT_STATISTICS)
    for one in estimates:
        assert np.isnan(one.estimate)
        assert reason in one.note.split(";")


def test_the_declared_structure_fits_where_one_factor_does_not():
    answers = draw(400, ((0.8,) * 4, (0.7,) * 4), missing=0.05)
    one = by_name(compute_structure_fit(answers, blocks=[range(8)]))
    two = by_name(compute_structure_fit(answers, blocks=[range(4), range(4, 8)]))
    assert one["cfi"].estimate < 0.8 < 0.98 < two["cfi"].estimate
    assert one["rmsea"].ci_low > two["rmsea"].ci_high
    assert one["rmsea"].ci_level == 0.90
    assert one["chi2"].df - two["chi2"].df == 1


def test_fewer_than_a_hundred_people_are_said_to_be_few():
    few, enough = (
        by_name(compute_structure_fit(draw(n), blocks=[range(4)])) for n in (99, 100)
    )
    assert few["cfi"].note == "few_for_model"
    assert enough["cfi"].note == ""


def test_the_kaiser_measure_of_two_items_is_not_given():
    assert compute_kmo(compute_item_moments(draw(50)[:, :2])).note == "two_items"
