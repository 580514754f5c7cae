"""Means of people who do not all count the same, with an error that knows it."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit, stdtrit

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)

_MOST_REPLICATES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """People, their weights, and what the weights were fitted to.

    Parameters
    ----------
    weights
        One a person, above zero.
    base
        Weights before they were fitted to margins; the same where they were not.
    calibration
        One column a category of the margins, 0 or 1; no column where the weights came
        with the responses.
    replicates
        Weights without one person, or one group of people, at a time: one column each;
        None where they were not asked for.
    """

    weights: FloatArray
    base: FloatArray
    calibration: FloatArray
    replicates: FloatArray | None = None

    @property
    def n(self) -> int:
        """People with a weight."""
        return self.weights.size

    @property
    def method(self) -> str:
        """How the error is worked out."""
        is_fitted = self.calibration.shape[1] > 0
        return "taylor_calibrated" if is_fitted else "taylor_linearised"


def list_replicates(n: int) -> npt.NDArray[np.bool_]:
    """Mark who is left out of each replicate: people by replicates.

    One person at a time up to a hundred; beyond, one of a hundred groups, dealt out in
    the order of the responses.
    """
    groups = min(n, _MOST_REPLICATES)
    return np.equal.outer(np.arange(n) % groups, np.arange(groups))


def compute_weighted_means(
    values: npt.ArrayLike,
    design: Design,
    *,
    statistic: str = "weighted_mean",
    is_counted: npt.NDArray[np.bool_] | None = None,
    is_share: bool = False,
    confidence: float = 0.95,
) -> list[Estimate]:
    r"""Compute the weighted mean of each column, its error by linearisation.

    .. math:: \hat V = \frac{n}{n-1}\sum_i (z_i - \bar z)^2,\quad
              z_i = w_i\, e_i / \sum_j w_j

    Parameters
    ----------
    values
        People by columns; a share is the mean of 0 and 1. Whoever has none (NaN) is
        outside the part of the sample that the mean is about, and is counted in
        ``n_missing``.
    design
        Weights, and what they were fitted to.
    statistic
        Name of the results.
    is_counted
        People whom the mean is about; the others still bear on its error. All by
        default.
    is_share
        Whether the values are 0 and 1: the interval is then made on the logit, and
        stays between 0 and 1.
    confidence
        Level of the t interval, with n - 1 degrees of freedom.

    Returns
    -------
    list of Estimate
        ``n`` is people, never weights. :math:`e_i` is the distance from the mean; with
        weights fitted to margins, what the margins leave of it. NaN with
        ``too_few_people`` for nobody; no interval for one person or (``no_variance``)
        when all are equal.

    References
    ----------
    Lumley T. (2004), Journal of Statistical Software 9, doi:10.18637/jss.v009.i08.
    Lumley T. (2010), Complex Surveys, doi:10.1002/9780470580066 (logit of a share).
    Deville J.-C., Särndal C.-E. (1992), doi:10.1080/01621459.1992.10475217.
    """
    given = np.asarray(values, dtype=np.float64)
    whom = np.ones(design.n, dtype=np.bool_) if is_counted is None else is_counted
    is_there = ~np.isnan(given) & whom[:, np.newaxis]
    weights = design.weights[:, np.newaxis] * is_there
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (weights * np.where(is_there, given, 0.0)).sum(axis=0) / total
        apart = np.where(is_there, given - means, 0.0)
        linear = design.weights[:, np.newaxis] * _leave(apart, design) / total
    centred = linear - linear.mean(axis=0) if design.n else linear
    scale = design.n / (design.n - 1) if design.n > 1 else nan
    errors = np.sqrt(scale * (centred**2).sum(axis=0))
    spread = np.where(is_there, np.abs(apart), 0.0).max(axis=0, initial=0.0)
    counts = is_there.sum(axis=0)
    return [
        _describe(
            statistic,
            mean=float(means[place]),
            std_error=float(errors[place]) if spread[place] > 1e-12 else nan,
            df=design.n - 1,
            n=int(counts[place]),
            n_missing=int(whom.sum() - counts[place]),
            confidence=confidence,
            method=f"{design.method}_logit" if is_share else design.method,
            is_share=is_share,
        )
        for place in range(given.shape[1])
    ]


def _leave(apart: FloatArray, design: Design) -> FloatArray:
    """Take off what the margins explain, by least squares in the weights before."""
    if not design.calibration.shape[1]:
        return apart
    root = np.sqrt(design.base)[:, np.newaxis]
    fitted = np.linalg.lstsq(design.calibration * root, apart * root, rcond=None)[0]
    return np.asarray(apart - design.calibration @ fitted)


def _describe(
    statistic: str,
    *,
    mean: float,
    std_error: float,
    df: float,
    n: int,
    n_missing: int,
    confidence: float,
    method: str,
    is_share: bool = False,
    note: str = "",
) -> Estimate:
    if n == 0:
        return build_undefined(
            statistic,
            reason="too_few_people",
            n=0,
            n_missing=n_missing,
            method=method,
        )
    has_error = std_error == std_error and n > 1
    margin = float(stdtrit(df, (1 + confidence) / 2)) * std_error if has_error else nan
    reason = "" if has_error else ("no_variance" if n > 1 else "too_few_people")
    low, high = mean - margin, mean + margin
    if is_share and has_error:
        stretched = margin / (mean * (1 - mean))
        low, high = (float(expit(logit(mean) + x)) for x in (-stretched, stretched))
    return Estimate(
        statistic=statistic,
        estimate=mean,
        ci_low=low,
        ci_high=high,
        ci_level=confidence if has_error else nan,
        std_error=std_error if has_error else nan,
        df=float(df) if has_error else nan,
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(reason, note, n=n),
    )


def compute_replicate_means(
    values: npt.ArrayLike,
    design: Design,
    *,
    statistic: str = "weighted_mean",
    is_counted: npt.NDArray[np.bool_] | None = None,
    confidence: float = 0.95,
) -> list[Estimate]:
    r"""Compute the same means, their error by leaving people out in turn.

    .. math:: \hat V = \frac{R-1}{R}\sum_r (\hat\theta_r - \bar\theta)^2

    The weights of each replicate are fitted to the margins again. Missing values and
    results as in :func:`compute_weighted_means`; an empty list without replicates.

    References
    ----------
    Wolter K.M. (2007), Introduction to Variance Estimation, 2nd ed., ch. 4,
    doi:10.1007/978-0-387-35099-8.
    """
    if design.replicates is None:
        return []
    given = np.asarray(values, dtype=np.float64)
    whom = np.ones(design.n, dtype=np.bool_) if is_counted is None else is_counted
    is_there = (~np.isnan(given) & whom[:, np.newaxis]).astype(np.float64)
    held = np.where(is_there > 0, given, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = (design.weights @ held) / (design.weights @ is_there)
        turned = (design.replicates.T @ held) / (design.replicates.T @ is_there)
    count = design.replicates.shape[1]
    counts = is_there.sum(axis=0).astype(np.int64)
    with np.errstate(invalid="ignore"):
        spread = ((turned - turned.mean(axis=0)) ** 2).sum(axis=0)
        errors = np.sqrt((count - 1) / count * spread)
    return [
        _describe(
            statistic,
            mean=float(means[place]),
            std_error=float(errors[place]) if errors[place] > 1e-12 else nan,
            df=count - 1,
            n=int(counts[place]),
            n_missing=int(whom.sum() - counts[place]),
            confidence=confidence,
            method="jackknife_1" if count == design.n else "jackknife_groups",
        )
        for place in range(given.shape[1])
    ]


def compute_resident_mean(
    values: npt.ArrayLike,
    weights: npt.ArrayLike,
    *,
    population: float,
    confidence: float = 0.95,
) -> Estimate:
    r"""Compute the weighted mean of these residents, of whom many were asked.

    .. math:: \hat V = \Bigl(1-\frac nN\Bigr)\frac{n}{n-1}\sum_i (z_i-\bar z)^2

    Parameters
    ----------
    values, weights
        One a person; missing values (NaN) are left out and counted.
    population
        Residents of the place, all of them.
    confidence
        Level of the t interval.

    Returns
    -------
    Estimate
        ``resident_mean``: about these residents at this time and no one else, never
        about what a programme does (``these_residents_only``). NaN with
        ``population_below_n`` where fewer live there than answered.

    References
    ----------
    Cochran W.G. (1977), Sampling Techniques, 3rd ed., section 2.6.
    """
    given = np.asarray(values, dtype=np.float64)
    is_there = ~np.isnan(given)
    kept, mass = given[is_there], np.asarray(weights, dtype=np.float64)[is_there]
    n, n_missing = kept.size, int((~is_there).sum())
    statistic, method = "resident_mean", "taylor_finite_population"
    if n > population or n == 0:
        reason = "population_below_n" if n else "too_few_people"
        return build_undefined(
            statistic, reason=reason, n=n, n_missing=n_missing, method=method
        )
    mean = float(mass @ kept / mass.sum())
    linear = mass * (kept - mean) / mass.sum()
    scale = (1 - n / population) * n / (n - 1) if n > 1 else nan
    is_varied = bool(np.ptp(kept) > 0)
    return _describe(
        statistic,
        mean=mean,
        std_error=sqrt(scale * float((linear**2).sum()))
        if n > 1 and is_varied
        else nan,
        df=max(n - 1, 1),
        n=n,
        n_missing=n_missing,
        confidence=confidence,
        method=method,
        note="these_residents_only",
    )


def compute_design_effect(
    weights: npt.ArrayLike, *, n_missing: int = 0
) -> list[Estimate]:
    r"""Compute what unequal weights cost.

    .. math:: d = n\sum w_i^2 / (\sum w_i)^2,\quad n_{\text{eff}} = n/d

    Parameters
    ----------
    weights
        One a person, above zero.
    n_missing
        People without a weight.

    Returns
    -------
    list of Estimate
        ``design_effect``, ``effective_n``, and ``largest_weight`` in mean weights. NaN
        with ``too_few_people`` for nobody.

    References
    ----------
    Kish L. (1965), Survey Sampling, section 11.7; Kish L. (1992), Journal of Official
    Statistics 8, 183-200.
    """
    given = np.asarray(weights, dtype=np.float64)
    n = given.size
    names = ("design_effect", "effective_n", "largest_weight")
    if n == 0:
        return [
            build_undefined(
                name, reason="too_few_people", n=0, n_missing=n_missing, method="kish"
            )
            for name in names
        ]
    effect = float(n * (given**2).sum() / given.sum() ** 2)
    numbers = (effect, n / effect, float(given.max() / given.mean()))
    return [
        Estimate(
            statistic=name,
            estimate=number,
            n=n,
            n_missing=n_missing,
            method="kish",
            note=join_notes(n=n),
        )
        for name, number in zip(names, numbers, strict=True)
    ]
