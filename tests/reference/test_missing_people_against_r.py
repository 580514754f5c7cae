"""Those who left: glm, survey, mice, and bounds worked out another way."""

from math import sqrt

import numpy as np
import pytest
from read_reference import agrees, name_of, read_data, read_rows

from barometre.statistics.bounds import (
    Followed,
    compute_change_bounds,
    compute_did_bounds,
    compute_lee_bounds,
)
from barometre.statistics.imputation import Bounds, impute_chained
from barometre.statistics.imputed_change import Imputed, describe_imputed
from barometre.statistics.lost_share import (
    compute_share_lost,
    compute_share_lost_difference,
)
from barometre.statistics.rubin import pool_imputations
from barometre.statistics.staying import describe_odds, fit_staying
from barometre.statistics.weighted_change import (
    describe_weighted,
    subtract,
    weigh_mean,
)

ROWS = read_rows("missing_people")
NOISY = "mean_change_imputed"


def read_arm(dataset: str, name: str):
    """First scores, last scores and the second baseline of one group."""
    before, after, other, treated, _ = read_data(dataset).T
    is_in = treated == (name == "treated")
    return (
        Followed(before=before[is_in], after=after[is_in], low=0.0, high=10.0),
        other[is_in],
    )


def fit(dataset: str, name: str):
    followed, other = read_arm(dataset, name)
    predictors = np.column_stack([followed.before, other])
    is_known = ~np.isnan(followed.after)
    return followed, fit_staying(predictors, is_known, n_folds=1)


def weigh(dataset: str, name: str):
    followed, staying = fit(dataset, name)
    return followed, staying, weigh_mean(followed.changes, staying.weights)


def find(dataset: str, statistic: str, item: str):
    if statistic.startswith("share_lost"):
        counts = [int(part) for part in dataset.split()]
        if statistic == "share_lost":
            return compute_share_lost(*counts[:2])
        return compute_share_lost_difference(*counts)
    if statistic == "staying_odds_ratio":
        followed, staying = fit(dataset, item[:-1])
        return describe_odds(staying, int(item[-1]) - 1, n=followed.n)
    if statistic.startswith("mean_change_bound"):
        low, high = compute_change_bounds(read_arm(dataset, item)[0])
        return low if statistic.endswith("low") else high
    if statistic.startswith("mean_change_ipw"):
        followed, _, mean = weigh(dataset, statistic.rpartition("_")[2])
        n_missing = followed.n_missing
        return describe_weighted(
            mean,
            statistic="mean_change_ipw",
            n=followed.n - n_missing,
            n_missing=n_missing,
        )
    if statistic == "did_ipw":
        treated, control = (weigh(dataset, name) for name in ("treated", "control"))
        return describe_weighted(
            subtract(treated[2], control[2]),
            statistic=statistic,
            n=treated[0].changes.size + control[0].changes.size,
            n_missing=0,
        )
    arms = [read_arm(dataset, name)[0] for name in ("treated", "control")]
    bounds = compute_lee_bounds if "lee" in statistic else compute_did_bounds
    return {e.statistic: e for e in bounds(*arms)}[statistic]


# glm's search stops at 1e-14 of its deviance: coefficients are right to about 1e-8.
@pytest.mark.parametrize(
    "row",
    [r for r in ROWS if r["statistic"] not in (NOISY, "pool", "effective_n")],
    ids=name_of,
)
def test_those_who_left_count_as_in_r(row):
    estimate = find(row["dataset"], row["statistic"], row["item"])
    within = 1e-7 if row["statistic"].startswith("staying") else 1e-8
    agrees(estimate, row, within=within)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["statistic"] == "effective_n"], ids=name_of
)
def test_the_people_that_weights_are_worth_agree_with_r(row):
    _, staying, _ = weigh(row["dataset"], row["item"])
    assert staying.effective_n == pytest.approx(row["estimate"], rel=1e-8)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["statistic"] == "pool"], ids=name_of
)
def test_rubins_rules_agree_with_mice(row):
    m, scale, df = (float(part) for part in row["dataset"].split())
    places = np.arange(1, m + 1)
    pooled = pool_imputations(
        scale * np.sin(places), 0.04 * (1 + np.cos(places) / 10), df_complete=df
    )
    assert pooled.value == pytest.approx(row["estimate"], abs=1e-12)
    assert sqrt(pooled.variance) == pytest.approx(row["std_error"], rel=1e-12)
    assert pooled.df == pytest.approx(row["df"], rel=1e-12)


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r["statistic"] == NOISY], ids=name_of
)
def test_the_whole_imputation_agrees_with_mice_up_to_the_noise_of_drawing(row):
    followed, other = read_arm(row["dataset"], row["item"])
    table = np.column_stack([followed.before, other, followed.after])
    filled = impute_chained(table, bounds=(Bounds(),) * 3, n_draws=2000, seed=1)
    changes = filled[:, :, 2] - followed.before
    means = changes.mean(axis=1)
    imputed = Imputed(
        means, changes.var(axis=1, ddof=1) / followed.n, followed.n, followed.n_missing
    )
    found = describe_imputed([imputed], NOISY)
    # mice drew 400 tables: four of its own errors, and ours beside.
    noise = 4 * means.std() * sqrt(1 / 400 + 1 / 2000)
    assert found.estimate == pytest.approx(row["estimate"], abs=noise)
    assert found.std_error == pytest.approx(row["std_error"], rel=0.06)
    assert found.df == pytest.approx(row["df"], rel=0.15)
    assert (found.n, found.n_missing) == (row["n"], row["n_missing"])
