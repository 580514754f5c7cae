"""Changes of several groups put together, without making them one or ranking them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq
from scipy.special import chdtrc, chdtri, stdtrit

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import two_sided_t

FEW_GROUPS = 5
_GRID = 256
_EXACT = 1e-15


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomEffects:
    """What several groups say together, and each of them with the help of the others.

    Parameters
    ----------
    pooled
        Mean over the groups that these groups stand for.
    prediction
        The same number with the interval of one more group.
    variance, sd
        Between the true values of groups: ``tau2`` and its root.
    inconsistency
        ``i2``: share of what is seen between groups that is not chance.
    heterogeneity
        ``cochran_q`` with its p-value.
    shrunken
        One a group, in the order given: drawn toward the pooled mean, the more the less
        its own people say.
    """

    pooled: Estimate
    prediction: Estimate
    variance: Estimate
    sd: Estimate
    inconsistency: Estimate
    heterogeneity: Estimate
    shrunken: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class _Groups:
    effects: FloatArray
    variances: FloatArray
    people: npt.NDArray[np.int64]
    confidence: float

    @property
    def count(self) -> int:
        return self.effects.size

    @property
    def n(self) -> int:
        return int(self.people.sum())

    @property
    def notes(self) -> tuple[str, ...]:
        return ("few_groups",) if self.count < FEW_GROUPS else ()


def pool_groups(
    effects: npt.ArrayLike,
    std_errors: npt.ArrayLike,
    people: npt.ArrayLike,
    *,
    confidence: float = 0.95,
) -> RandomEffects | None:
    r"""Pool the changes of groups that differ among themselves.

    .. math:: y_i = \mu + u_i + e_i,\quad u_i \sim N(0, \tau^2),\quad
              e_i \sim N(0, s_i^2)

    Parameters
    ----------
    effects, std_errors, people
        One a group: its mean change, the standard error of it, and its people. Groups
        without a finite effect or with an error that is not above zero are left out.
    confidence
        Level of every interval.

    Returns
    -------
    RandomEffects or None
        None below two groups. ``tau2`` is the REML estimate, never below zero, with the
        Q-profile interval. The interval of the mean is Hartung and Knapp's with
        :math:`t_{k-1}`, never narrower than the one that takes the errors as they are.
        The prediction interval takes :math:`t_{k-2}`: none for two groups.
        ``few_groups`` is noted below five.

    References
    ----------
    Röver C., Knapp G., Friede T. (2015), BMC Medical Research Methodology 15,
    doi:10.1186/s12874-015-0091-1. Viechtbauer W. (2007), Statistics in Medicine 26,
    doi:10.1002/sim.2514. Higgins J.P.T., Thompson S.G., Spiegelhalter D.J. (2009),
    Journal of the Royal Statistical Society A 172,
    doi:10.1111/j.1467-985X.2008.00552.x.
    """
    effect, error = (np.asarray(x, dtype=np.float64) for x in (effects, std_errors))
    is_kept = np.isfinite(effect) & np.isfinite(error) & (error > 0)
    if is_kept.sum() < 2:
        return None
    counts = np.asarray(people, dtype=np.int64)[is_kept]
    groups = _Groups(effect[is_kept], error[is_kept] ** 2, counts, confidence)
    tau2 = _find_reml(groups)
    pooled = _pool(groups, tau2)
    variance = _bound_variance(groups, tau2)
    return RandomEffects(
        pooled=pooled,
        prediction=_predict(groups, tau2, pooled),
        variance=variance,
        sd=_transform(variance, "tau", sqrt),
        inconsistency=_compare_with_chance(groups, variance),
        heterogeneity=_test_alike(groups),
        shrunken=_shrink(groups, tau2, pooled),
    )


def _mean(groups: _Groups, tau2: float) -> tuple[FloatArray, float]:
    weights = 1 / (groups.variances + tau2)
    return weights, float(weights @ groups.effects / weights.sum())


def _q(groups: _Groups, tau2: float) -> float:
    weights, mean = _mean(groups, tau2)
    return float(weights @ (groups.effects - mean) ** 2)


def _score(groups: _Groups, tau2: float) -> float:
    """Slope of the restricted likelihood in the variance between groups, twice."""
    weights, mean = _mean(groups, tau2)
    squared = weights**2
    spread = float(squared @ (groups.effects - mean) ** 2)
    return spread - float(weights.sum()) + float(squared.sum() / weights.sum())


def _likelihoods(groups: _Groups, tau2: FloatArray) -> FloatArray:
    """Restricted log likelihood, twice and but for a constant, of several tau2."""
    weights = 1 / (groups.variances + tau2[:, np.newaxis])
    total = weights.sum(axis=1)
    means = weights @ groups.effects / total
    squares = (groups.effects - means[:, np.newaxis]) ** 2
    return np.asarray(
        np.log(weights).sum(axis=1) - (weights * squares).sum(axis=1) - np.log(total)
    )


def _find_reml(groups: _Groups) -> float:
    """Find the highest peak of the restricted likelihood; there may be several."""
    top = float(np.ptp(groups.effects) ** 2 + groups.variances.max())
    grid = np.concatenate([[0.0], np.geomspace(1e-9 * top, top, _GRID)])
    peak = int(np.argmax(_likelihoods(groups, grid)))
    if peak == 0 and _score(groups, 0.0) <= 0:
        return 0.0
    low, high = grid[max(peak - 1, 0)], grid[min(peak + 1, _GRID)]
    return _find_root(lambda tau2: _score(groups, tau2), float(low), float(high))


def _find_root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(function, low, high, xtol=_EXACT * high, rtol=1e-14))


def _pool(groups: _Groups, tau2: float) -> Estimate:
    weights, mean = _mean(groups, tau2)
    df = groups.count - 1
    stretch = sqrt(max(1.0, _q(groups, tau2) / df))
    std_error = stretch / sqrt(weights.sum())
    margin = float(stdtrit(df, (1 + groups.confidence) / 2)) * std_error
    return Estimate(
        statistic="pooled_mean_change",
        estimate=mean,
        ci_low=mean - margin,
        ci_high=mean + margin,
        ci_level=groups.confidence,
        std_error=std_error,
        df=float(df),
        p_value=two_sided_t(mean / std_error, df=df),
        n=groups.n,
        method="reml_hartung_knapp",
        note=join_notes(*groups.notes, n=groups.n),
    )


def _predict(groups: _Groups, tau2: float, pooled: Estimate) -> Estimate:
    """Say where the change of one more group would be expected."""
    df = groups.count - 2
    method = "prediction_t_k_minus_2"
    if df < 1:
        return build_undefined(
            "predicted_mean_change", reason="too_few_groups", n=groups.n, method=method
        )
    std_error = sqrt(tau2 + pooled.std_error**2)
    margin = float(stdtrit(df, (1 + groups.confidence) / 2)) * std_error
    return replace(
        pooled,
        statistic="predicted_mean_change",
        ci_low=pooled.estimate - margin,
        ci_high=pooled.estimate + margin,
        std_error=std_error,
        df=float(df),
        p_value=nan,
        method=method,
    )


def _bound_variance(groups: _Groups, tau2: float) -> Estimate:
    """Give the variance between groups with the interval that inverts Cochran's Q."""
    tail = (1 - groups.confidence) / 2
    low, high = (
        _invert_q(groups, float(chdtri(groups.count - 1, p))) for p in (tail, 1 - tail)
    )
    return Estimate(
        statistic="tau2",
        estimate=tau2,
        ci_low=low,
        ci_high=high,
        ci_level=groups.confidence,
        n=groups.n,
        method="reml_q_profile",
        note=join_notes(*groups.notes, n=groups.n),
    )


def _invert_q(groups: _Groups, wanted: float) -> float:
    """Find the variance between groups whose Q is the one wanted; zero below."""
    if _q(groups, 0.0) <= wanted:
        return 0.0
    high = float(np.ptp(groups.effects) ** 2 + groups.variances.max())
    while _q(groups, high) > wanted:
        high *= 4
    return _find_root(lambda tau2: _q(groups, tau2) - wanted, 0.0, high)


def _compare_with_chance(groups: _Groups, variance: Estimate) -> Estimate:
    """Compare the variance between groups with what chance alone gives a usual one."""
    weights = 1 / groups.variances
    usual = float(
        (groups.count - 1) * weights.sum() / (weights.sum() ** 2 - (weights**2).sum())
    )
    return _transform(variance, "i2", lambda tau2: tau2 / (tau2 + usual))


def _transform(
    estimate: Estimate, statistic: str, function: Callable[[float], float]
) -> Estimate:
    return replace(
        estimate,
        statistic=statistic,
        estimate=function(estimate.estimate),
        ci_low=function(estimate.ci_low),
        ci_high=function(estimate.ci_high),
    )


def _test_alike(groups: _Groups) -> Estimate:
    found, df = _q(groups, 0.0), groups.count - 1
    return Estimate(
        statistic="cochran_q",
        estimate=found,
        df=float(df),
        p_value=float(chdtrc(df, found)),
        n=groups.n,
        method="chi2",
        note=join_notes(*groups.notes, n=groups.n),
    )


def _shrink(groups: _Groups, tau2: float, pooled: Estimate) -> tuple[Estimate, ...]:
    """Draw each group toward the mean by how much of it may be chance."""
    own = tau2 / (tau2 + groups.variances)
    values = own * groups.effects + (1 - own) * pooled.estimate
    errors = np.sqrt(own * groups.variances + ((1 - own) * pooled.std_error) ** 2)
    margins = float(stdtrit(groups.count - 1, (1 + groups.confidence) / 2)) * errors
    return tuple(
        Estimate(
            statistic="shrunken_mean_change",
            estimate=value,
            ci_low=value - margin,
            ci_high=value + margin,
            ci_level=groups.confidence,
            std_error=error,
            df=float(groups.count - 1),
            n=n,
            method="blup_reml",
            note=join_notes(*groups.notes, n=n),
        )
        for value, margin, error, n in zip(
            values.tolist(),
            margins.tolist(),
            errors.tolist(),
            groups.people.tolist(),
            strict=True,
        )
    )
