"""Likely answers: inside the scale, uncertain, the same each time, right on average."""

import numpy as np
import pytest

from barometre.statistics.bounds import Followed
from barometre.statistics.imputation import Bounds, count_draws, impute_chained
from barometre.statistics.imputed_change import (
    describe_imputed,
    find_tipping_point,
    impute_changes,
)
from barometre.statistics.rubin import pool_imputations


def draw(rng, n=120, *, missing=0.4):
    """Those who start low leave, and would have risen."""
    before = rng.normal(5, 1.5, n)
    after = 2.5 + 0.6 * before + rng.normal(0, 1, n)
    after[rng.random(n) < missing * 2 / (1 + np.exp(1.5 * (before - 5)))] = np.nan
    return Followed(before=before, after=after, low=-np.inf, high=np.inf)


def others_of(followed):
    return np.empty((followed.n, 0))


def test_imputed_scores_stay_inside_the_scale():
    rng = np.random.default_rng(1)
    table = np.clip(np.round(rng.normal(9, 2, (80, 2))), 0, 10)
    table[:30, 1] = np.nan
    filled = impute_chained(table, bounds=(Bounds(0, 10),) * 2, n_draws=50, seed=2)
    assert filled.min() >= 0
    assert filled.max() <= 10
    assert not np.isnan(filled).any()


def test_known_answers_are_left_as_they_are():
    rng = np.random.default_rng(3)
    table = rng.normal(size=(40, 3))
    table[:10, 1], table[5:15, 2] = np.nan, np.nan
    filled = impute_chained(table, bounds=(Bounds(),) * 3, n_draws=7, seed=4)
    known = ~np.isnan(table)
    assert (filled[:, known] == table[known]).all()
    assert filled[:, ~known].std(axis=0).min() > 0


def test_the_draws_are_the_same_each_time():
    followed = draw(np.random.default_rng(5))
    first, second = (
        impute_changes(followed, others_of(followed), missing_share=0.4, seed=6)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.means, second.means)


@pytest.mark.parametrize(("share", "draws"), [(0.0, 20), (0.2, 20), (0.404, 41)])
def test_there_are_as_many_draws_as_hundredths_missing(share, draws):
    assert count_draws(share) == draws


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_too_few_people_give_a_reason(n):
    after = np.full(n, np.nan)
    after[1:] = 1.0
    followed = Followed(before=np.arange(float(n)), after=after, low=0, high=10)
    imputed = impute_changes(followed, others_of(followed), missing_share=0.5, seed=1)
    found = describe_imputed([imputed], "mean_change_imputed")
    assert np.isnan(found.estimate)
    assert "too_few_people" in found.note


def test_the_interval_holds_the_change_of_everyone_and_complete_cases_miss_it():
    rng = np.random.default_rng(7)
    truth = 2.5 - 0.4 * 5
    held, complete = [], []
    for _ in range(300):
        followed = draw(rng)
        imputed = impute_changes(
            followed, others_of(followed), missing_share=0.4, seed=8
        )
        found = describe_imputed([imputed], "mean_change_imputed")
        held.append(found.ci_low <= truth <= found.ci_high)
        changes = followed.changes
        margin = 1.98 * changes.std(ddof=1) / np.sqrt(changes.size)
        complete.append(abs(changes.mean() - truth) <= margin)
    assert 0.91 <= np.mean(held) <= 0.985
    assert np.mean(complete) < 0.85


def test_other_answers_of_the_start_help_and_may_be_missing_too():
    rng = np.random.default_rng(9)
    before, other = rng.normal(size=(2, 200))
    after = before + other
    after[:80] = np.nan
    gaps = other.copy()
    gaps[70:90] = np.nan
    followed = Followed(before=before, after=after, low=-np.inf, high=np.inf)
    alone, helped = (
        describe_imputed(
            [impute_changes(followed, columns, missing_share=0.4, seed=10)],
            "mean_change_imputed",
        )
        for columns in (others_of(followed), gaps[:, None])
    )
    assert helped.std_error < alone.std_error


def test_where_nothing_is_missing_nothing_is_added():
    rng = np.random.default_rng(11)
    before, after = rng.normal(size=(2, 50))
    followed = Followed(before=before, after=after, low=-9, high=9)
    imputed = impute_changes(followed, others_of(followed), missing_share=0.1, seed=1)
    found = describe_imputed([imputed], "mean_change_imputed")
    change = after - before
    assert found.estimate == pytest.approx(change.mean())
    assert found.std_error == pytest.approx(change.std(ddof=1) / np.sqrt(50))


def test_degrees_of_freedom_are_never_more_than_complete_data_would_have():
    rng = np.random.default_rng(12)
    pooled = pool_imputations(rng.normal(size=20), np.full(20, 0.5), df_complete=30)
    assert 0 < pooled.df < 30


@pytest.mark.parametrize(("sign", "is_down"), [(1, True), (-1, False)])
def test_what_tips_a_conclusion_goes_against_it(sign, is_down):
    rng = np.random.default_rng(13)
    before = rng.normal(size=100)
    after = before + sign * 1.0 + 0.3 * rng.normal(size=100)
    after[:25] = np.nan
    followed = Followed(before=before, after=after, low=-np.inf, high=np.inf)
    imputed = impute_changes(followed, others_of(followed), missing_share=0.25, seed=1)
    found = describe_imputed([imputed], "mean_change_imputed")
    tipping = find_tipping_point(found)
    assert (tipping.estimate < 0) is is_down
    nearest = found.ci_low if is_down else found.ci_high
    assert nearest + tipping.estimate * 0.25 == pytest.approx(0, abs=1e-12)


def test_there_is_nothing_to_tip_where_the_interval_holds_zero():
    rng = np.random.default_rng(14)
    before = rng.normal(size=60)
    after = before + rng.normal(size=60)
    after[:20] = np.nan
    after -= np.nanmean(after - before)
    followed = Followed(before=before, after=after, low=-np.inf, high=np.inf)
    imputed = impute_changes(followed, others_of(followed), missing_share=0.3, seed=1)
    tipping = find_tipping_point(describe_imputed([imputed], "mean_change_imputed"))
    assert np.isnan(tipping.estimate)
    assert "interval_holds_zero" in tipping.note
