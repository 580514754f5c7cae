"""Mean, standard deviation and median of a score."""

from math import nan, sqrt

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.pairs import keep_answered


def compute_mean(values: npt.ArrayLike, *, confidence: float = 0.95) -> Estimate:
    """Compute the mean with Student's t interval.

    Missing values (NaN) are left out and counted. No interval for one person
    (``too_few_people``) or when all are equal (``no_variance``); nothing at all for
    nobody.
    """
    kept, n_missing = keep_answered(values)
    return describe_mean("mean", kept, n_missing=n_missing, confidence=confidence)


def describe_mean(
    statistic: str,
    values: FloatArray,
    *,
    n_missing: int,
    confidence: float,
    is_tested: bool = False,
) -> Estimate:
    """Mean of values without missing ones, with t interval and, if asked, t test of 0.

    The name of the statistic is the caller's: a mean, a mean change.
    """
    n = values.size
    if n == 0:
        return build_undefined(
            statistic, reason="too_few_people", n=0, n_missing=n_missing, method="t"
        )
    mean = float(values.mean())
    has_spread = n > 1 and bool(np.ptp(values) > 0)
    if not has_spread:
        return Estimate(
            statistic=statistic,
            estimate=float(values[0]),
            n=n,
            n_missing=n_missing,
            method="t",
            note=join_notes("no_variance" if n > 1 else "too_few_people", n=n),
        )
    std_error = float(values.std(ddof=1)) / sqrt(n)
    margin = float(stdtrit(n - 1, (1 + confidence) / 2)) * std_error
    return Estimate(
        statistic=statistic,
        estimate=mean,
        ci_low=mean - margin,
        ci_high=mean + margin,
        ci_level=confidence,
        std_error=std_error,
        df=float(n - 1),
        p_value=two_sided_t(mean / std_error, df=n - 1) if is_tested else nan,
        n=n,
        n_missing=n_missing,
        method="t",
        note=join_notes(n=n),
    )


def two_sided_t(t: float, *, df: float) -> float:
    """Two-sided p-value of Student's t."""
    return 2 * float(stdtr(df, -abs(t)))


def compute_sd(values: npt.ArrayLike) -> Estimate:
    """Compute the standard deviation (denominator n - 1).

    Missing values (NaN) are left out and counted; NaN below two people.
    """
    kept, n_missing = keep_answered(values)
    if kept.size < 2:
        return build_undefined(
            "sd", reason="too_few_people", n=kept.size, n_missing=n_missing
        )
    return Estimate(
        statistic="sd",
        estimate=float(kept.std(ddof=1)) if np.ptp(kept) > 0 else 0.0,
        n=kept.size,
        n_missing=n_missing,
        note=join_notes(n=kept.size),
    )


def compute_median(values: npt.ArrayLike) -> Estimate:
    """Compute the median, the middle of the two middle values when n is even.

    Missing values (NaN) are left out and counted; NaN for nobody.
    """
    kept, n_missing = keep_answered(values)
    return describe_median("median", kept, n_missing=n_missing)


def describe_median(statistic: str, values: FloatArray, *, n_missing: int) -> Estimate:
    """Median of values without missing ones, under the caller's name."""
    if values.size == 0:
        return build_undefined(
            statistic, reason="too_few_people", n=0, n_missing=n_missing
        )
    return Estimate(
        statistic=statistic,
        estimate=float(np.median(values)),
        n=values.size,
        n_missing=n_missing,
        note=join_notes(n=values.size),
    )
