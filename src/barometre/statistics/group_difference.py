"""Two groups of different people: difference in means, and in standard deviations."""

from math import nan, sqrt

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import describe_by_t
from barometre.statistics.noncentral_t import (
    hedges_correction,
    noncentrality_interval,
)
from barometre.statistics.pairs import keep_answered


def compute_mean_difference(
    group: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    statistic: str = "mean_difference",
    confidence: float = 0.95,
) -> Estimate:
    """Compute the mean of a group minus the mean of a reference group, after Welch.

    Parameters
    ----------
    group, reference
        Scores; missing ones (NaN) are left out and counted over both groups.
    statistic
        Name of the result: ``mean_difference``, ``did``.
    confidence
        Level of the t interval, whose degrees of freedom are Satterthwaite's.

    Returns
    -------
    Estimate
        ``n`` counts both groups. NaN with ``too_few_people`` when one is empty; no
        interval when one has one person, or (``no_variance``) when neither varies.

    References
    ----------
    Welch B.L. (1947), Biometrika 34, doi:10.1093/biomet/34.1-2.28.
    """
    first, first_missing = keep_answered(group)
    second, second_missing = keep_answered(reference)
    n, n_missing = first.size + second.size, first_missing + second_missing
    if not (first.size and second.size):
        return build_undefined(
            statistic, reason="too_few_people", n=n, n_missing=n_missing, method="welch"
        )
    difference = float(first.mean() - second.mean())
    reason = _find_obstacle(first, second)
    std_error, df = (nan, nan) if reason else _welch_error(first, second)
    return describe_by_t(
        difference,
        std_error,
        df,
        statistic=statistic,
        n=n,
        n_missing=n_missing,
        method="welch",
        note=join_notes(reason, n=min(first.size, second.size)),
        confidence=confidence,
    )


def compute_hedges_g(
    group: npt.ArrayLike,
    reference: npt.ArrayLike,
    *,
    statistic: str = "hedges_g",
    confidence: float = 0.95,
) -> Estimate:
    r"""Compute the mean difference in pooled standard deviations, without its bias.

    .. math:: g = J(n_1+n_2-2)\,(\bar x_1 - \bar x_2)/s_p

    Parameters
    ----------
    group, reference
        Scores; missing ones (NaN) are left out and counted over both groups.
    statistic
        Name of the result: ``hedges_g``, ``attrition_difference``.
    confidence
        Level of the interval: noncentralities of Student's t, times J.

    Returns
    -------
    Estimate
        NaN with ``too_few_people`` (an empty group, or fewer than four people) or
        ``no_variance``.

    References
    ----------
    Hedges L.V. (1981), Journal of Educational Statistics 6,
    doi:10.3102/10769986006002107.
    """
    first, first_missing = keep_answered(group)
    second, second_missing = keep_answered(reference)
    n, n_missing = first.size + second.size, first_missing + second_missing
    method = "pooled_sd_noncentral_t"
    reason = "" if first.size and second.size and n > 3 else "too_few_people"
    reason = reason or ("" if _varies(first) or _varies(second) else "no_variance")
    if reason:
        return build_undefined(
            statistic, reason=reason, n=n, n_missing=n_missing, method=method
        )
    df = n - 2
    squares = sum(float(((x - x.mean()) ** 2).sum()) for x in (first, second))
    d = float(first.mean() - second.mean()) / sqrt(squares / df)
    per_t = sqrt(1 / first.size + 1 / second.size)
    low, high = noncentrality_interval(d / per_t, df=df, confidence=confidence)
    correction = hedges_correction(df)
    return Estimate(
        statistic=statistic,
        estimate=d * correction,
        ci_low=low * per_t * correction,
        ci_high=high * per_t * correction,
        ci_level=confidence if low == low else nan,
        df=float(df),
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(
            "" if low == low else "interval_out_of_range",
            n=min(first.size, second.size),
        ),
    )


def _varies(values: FloatArray) -> bool:
    return bool(np.ptp(values) > 0)


def _find_obstacle(first: FloatArray, second: FloatArray) -> str:
    if min(first.size, second.size) < 2:
        return "too_few_people"
    return "" if _varies(first) or _varies(second) else "no_variance"


def _welch_error(first: FloatArray, second: FloatArray) -> tuple[float, float]:
    """Compute the error of the difference, and Satterthwaite's degrees of freedom."""
    parts = [float(values.var(ddof=1)) / values.size for values in (first, second)]
    total = sum(parts)
    df = total**2 / (
        parts[0] ** 2 / (first.size - 1) + parts[1] ** 2 / (second.size - 1)
    )
    return sqrt(total), df
