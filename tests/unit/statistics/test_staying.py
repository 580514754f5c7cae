"""Who comes back, and what they weigh: edges, order, and a known truth."""

import numpy as np
import pytest

from barometre.statistics.staying import (
    count_chances,
    count_predictors,
    describe_odds,
    fit_staying,
)
from barometre.statistics.weighted_change import (
    describe_weighted,
    subtract,
    weigh_mean,
)


def draw(rng, n=300, *, slope=0.8):
    """People who are low leave more often, and those who are low rise more."""
    before = rng.normal(size=n)
    change = 0.5 - 0.6 * before + 0.5 * rng.normal(size=n)
    is_staying = rng.random(n) < 1 / (1 + np.exp(-(0.8 + slope * before)))
    return before[:, None], change, is_staying


def test_weights_bring_back_the_change_of_everyone():
    rng = np.random.default_rng(1)
    kept, weighted = [], []
    for _ in range(60):
        predictors, change, is_staying = draw(rng)
        staying = fit_staying(predictors, is_staying)
        kept.append(change[is_staying].mean())
        weighted.append(weigh_mean(change[is_staying], staying.weights).value)
    assert np.mean(kept) < 0.4
    assert np.mean(weighted) == pytest.approx(0.5, abs=0.03)


def test_nobody_predicts_their_own_return():
    rng = np.random.default_rng(2)
    gaps = {1: [], 5: []}
    for _ in range(40):
        noise, is_staying = rng.normal(size=(80, 6)), rng.random(80) < 0.6
        for n_folds, found in gaps.items():
            chances = fit_staying(noise, is_staying, n_folds=n_folds).chances
            found.append(chances[is_staying].mean() - chances[~is_staying].mean())
    assert np.mean(gaps[1]) > 0.05
    assert np.mean(gaps[5]) < 0.02


def test_the_same_people_get_the_same_weights_each_time():
    predictors, _, is_staying = draw(np.random.default_rng(4))
    first, second = (fit_staying(predictors, is_staying, seed=5) for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)


def test_a_missing_first_answer_counts_as_the_mean():
    predictors, _, is_staying = draw(np.random.default_rng(6))
    gaps = predictors.copy()
    gaps[:20] = np.nan
    filled = np.where(np.isnan(gaps), np.nanmean(gaps), gaps)
    one, other = (fit_staying(x, is_staying, n_folds=1) for x in (gaps, filled))
    np.testing.assert_allclose(one.chances, other.chances, rtol=1e-8)


def test_no_weight_is_above_ten_times_the_mean_and_trimming_holds():
    predictors, _, is_staying = draw(np.random.default_rng(7), slope=3.0)
    staying = fit_staying(predictors, is_staying)
    low, high = np.quantile(staying.chances, [0.01, 0.99])
    assert staying.weights.max() <= 1 / low + 1e-12
    assert staying.weights.min() >= 1 / high - 1e-12
    assert staying.effective_n < is_staying.sum()


@pytest.mark.parametrize(
    ("stayers", "leavers", "note"),
    [(0, 0, "too_few_people"), (3, 0, "too_few_people"), (40, 4, "too_few_people"),
     (4, 40, "too_few_people"), (20, 20, "separation")],
)  # fmt: skip
def test_where_no_model_can_be_had_there_are_no_weights(stayers, leavers, note):
    is_staying = np.repeat([True, False], [stayers, leavers])
    predictors = np.column_stack([is_staying * 1.0, np.arange(is_staying.size)])
    staying = fit_staying(predictors, is_staying)
    assert staying.note == note
    assert staying.weights.size == 0
    assert staying.effective_n == 0


def test_without_anything_known_at_the_start_there_is_no_model():
    is_staying = np.arange(40) % 3 > 0
    assert fit_staying(np.empty((40, 0)), is_staying).note == "no_variance"


def test_ten_people_of_the_smaller_side_buy_one_predictor():
    assert count_predictors(np.repeat([True, False], [100, 34])) == 3
    assert count_predictors(np.repeat([True, False], [100, 4])) == 1


def test_equal_weights_give_the_paired_t():
    rng = np.random.default_rng(8)
    changes = rng.normal(size=25)
    mean = weigh_mean(changes, np.full(25, 3.0))
    assert mean.variance == pytest.approx(changes.var(ddof=1) / 25)
    found = describe_weighted(mean, statistic="mean_change_ipw", n=25, n_missing=3)
    assert found.df == 24


def test_people_who_all_changed_alike_have_no_interval():
    mean = weigh_mean(np.ones(9), np.arange(1.0, 10.0))
    found = describe_weighted(mean, statistic="mean_change_ipw", n=9, n_missing=2)
    assert found.estimate == pytest.approx(1)
    assert np.isnan(found.ci_low)
    assert "no_variance" in found.note
    assert subtract(mean, mean).value == 0


def test_odds_that_do_not_move_are_one():
    rng = np.random.default_rng(9)
    is_staying = np.tile([True, True, False], 100)
    predictors = np.repeat(rng.normal(size=(100, 1)), 3, axis=0)
    staying = fit_staying(predictors, is_staying, n_folds=1)
    odds = describe_odds(staying, 0, n=300)
    assert odds.estimate == pytest.approx(1.0, abs=1e-8)
    assert odds.p_value == pytest.approx(1.0, abs=1e-6)


def test_chances_are_counted_by_tenth():
    counts = count_chances(np.array([0.0, 0.05, 0.1, 0.95, 1.0]))
    assert counts.tolist() == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]


def test_a_predictor_that_says_what_another_says_is_refused():
    predictors, _, is_staying = draw(np.random.default_rng(10))
    twice = np.column_stack([predictors, 2 * predictors + 1])
    assert fit_staying(twice, is_staying).note == "collinear"
