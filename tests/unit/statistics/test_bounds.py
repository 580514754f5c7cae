"""Worst cases: nothing that people who left could have answered lies outside."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.statistics.bounds import (
    Followed,
    compute_change_bounds,
    compute_did_bounds,
    compute_lee_bounds,
)

SCORES = st.integers(0, 10)


def follow(before, after):
    return Followed(
        before=np.asarray(before, dtype=float),
        after=np.asarray(after, dtype=float),
        low=0.0,
        high=10.0,
    )


@given(st.lists(st.tuples(SCORES, SCORES, st.booleans()), min_size=2, max_size=30))
def test_whatever_those_who_left_would_have_said_lies_between_the_bounds(people):
    before, truth, left = (np.array(x) for x in zip(*people, strict=True))
    after = np.where(left, np.nan, truth)
    low, high = compute_change_bounds(follow(before, after))
    assert low.estimate - 1e-9 <= (truth - before).mean() <= high.estimate + 1e-9
    assert low.n_missing == left.sum()


def test_where_nobody_left_both_bounds_are_the_change():
    low, high = compute_change_bounds(follow([1, 2, 5], [2, 2, 7]))
    assert low.estimate == high.estimate == 1


def test_the_worst_case_of_a_difference_holds_that_of_each_side():
    treated = follow([5, 5, 5], [6, 7, np.nan])
    control = follow([5, 5, 5], [5, 5, np.nan])
    low, high = compute_did_bounds(treated, control)
    assert low.estimate == pytest.approx((1 + 2 - 5) / 3 - 5 / 3)
    assert high.estimate == pytest.approx((1 + 2 + 5) / 3 + 5 / 3)
    assert low.n_missing == 2


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_people_give_a_reason(n):
    few, many = follow([5] * n, [5] * n), follow([5, 4, 3], [5, 6, np.nan])
    found = (
        *compute_change_bounds(few),
        *compute_did_bounds(few, many),
        *compute_lee_bounds(few, many),
        *compute_lee_bounds(many, few),
    )
    for estimate in found:
        assert np.isnan(estimate.ci_low)
        assert "too_few_people" in estimate.note


def draw(rng, *, n=400, effect=1.0, kept=(0.9, 0.7)):
    """Taking part makes some people stay: those whose change is lowest."""
    treated = rng.random(n) < 0.5
    wish = rng.normal(size=n)
    change = 0.8 * wish + rng.normal(size=n) + effect * treated
    cut = [np.quantile(wish, 1 - share) for share in kept]
    is_staying = wish > np.where(treated, cut[0], cut[1])
    before = np.full(n, 5.0)
    after = np.where(is_staying, before + change, np.nan)
    return [follow(before[side], after[side]) for side in (treated, ~treated)]


@pytest.mark.parametrize("kept", [(0.9, 0.7), (0.7, 0.9)])
def test_lees_bounds_hold_the_effect_on_those_who_would_always_stay(kept):
    rng = np.random.default_rng(1)
    held, plain = [], []
    for _ in range(200):
        groups = draw(rng, kept=kept)
        low, high = compute_lee_bounds(*groups)
        held.append(low.ci_low <= 1.0 <= high.ci_high)
        plain.append(groups[0].changes.mean() - groups[1].changes.mean())
    assert np.mean(held) >= 0.93
    assert abs(np.mean(plain) - 1.0) > 0.1


def test_where_both_groups_kept_as_many_lees_bounds_are_the_difference():
    treated = follow([5, 5, 5, 5], [6, 7, 8, np.nan])
    control = follow([5, 5, 5, 5], [5, 6, 5, np.nan])
    low, high = compute_lee_bounds(treated, control)
    assert low.estimate == pytest.approx(high.estimate)
    assert low.estimate == pytest.approx(2 - 1 / 3)


def test_turning_both_groups_round_turns_lees_bounds_round():
    groups = draw(np.random.default_rng(2))
    low, high = compute_lee_bounds(*groups)
    turned_low, turned_high = compute_lee_bounds(*reversed(groups))
    assert turned_low.estimate == pytest.approx(-high.estimate)
    assert turned_high.estimate == pytest.approx(-low.estimate)
