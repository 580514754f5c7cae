"""Mean, standard deviation and median of a score."""

from math import isnan, nan, sqrt

import numpy.typing as npt
from scipy.special import stdtr, stdtrit

from barometre.statistics.counted import Counted, count_people
from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)


def compute_mean(
    values: npt.ArrayLike,
    *,
    people: npt.ArrayLike | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Compute the mean with Student's t interval.

    Missing values (NaN) are left out and counted. No interval for one person
    (``too_few_people``) or when all are equal (``no_variance``); nothing at all for
    nobody. With `people`, `values` are distinct and ascending, and so many people gave
    each.
    """
    counted = count_people(values, people)
    return _describe_mean("mean", counted, confidence=confidence)


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
    counted = Counted(values, None, n_missing)
    return _describe_mean(
        statistic, counted, confidence=confidence, is_tested=is_tested
    )


def _describe_mean(
    statistic: str, counted: Counted, *, confidence: float, is_tested: bool = False
) -> Estimate:
    n, n_missing = counted.n, counted.n_missing
    if n == 0:
        return build_undefined(
            statistic, reason="too_few_people", n=0, n_missing=n_missing, method="t"
        )
    if not counted.has_spread:
        return Estimate(
            statistic=statistic,
            estimate=float(counted.values[0]),
            n=n,
            n_missing=n_missing,
            method="t",
            note=join_notes("no_variance" if n > 1 else "too_few_people", n=n),
        )
    mean, std_error = counted.mean, counted.sd / sqrt(n)
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


def describe_by_t(
    value: float,
    std_error: float,
    df: float,
    *,
    statistic: str,
    n: int,
    n_missing: int,
    method: str,
    note: str,
    confidence: float,
) -> Estimate:
    """Put a number with Student's t interval and test of 0; none for a NaN error."""
    has_error = not isnan(std_error)
    margin = float(stdtrit(df, (1 + confidence) / 2)) * std_error
    return Estimate(
        statistic=statistic,
        estimate=value,
        ci_low=value - margin,
        ci_high=value + margin,
        ci_level=confidence if has_error else nan,
        std_error=std_error,
        df=df if has_error else nan,
        p_value=two_sided_t(value / std_error, df=df),
        n=n,
        n_missing=n_missing,
        method=method,
        note=note,
    )


def two_sided_t(t: float, *, df: float) -> float:
    """Two-sided p-value of Student's t."""
    return 2 * float(stdtr(df, -abs(t)))


def compute_sd(
    values: npt.ArrayLike, *, people: npt.ArrayLike | None = None
) -> Estimate:
    """Compute the standard deviation (denominator n - 1).

    Missing values (NaN) are left out and counted; NaN below two people. `people` as in
    :func:`compute_mean`.
    """
    counted = count_people(values, people)
    n, n_missing = counted.n, counted.n_missing
    if n < 2:
        return build_undefined("sd", reason="too_few_people", n=n, n_missing=n_missing)
    return Estimate(
        statistic="sd",
        estimate=counted.sd if counted.has_spread else 0.0,
        n=n,
        n_missing=n_missing,
        note=join_notes(n=n),
    )


def compute_median(
    values: npt.ArrayLike, *, people: npt.ArrayLike | None = None
) -> Estimate:
    """Compute the median, the middle of the two middle values when n is even.

    Missing values (NaN) are left out and counted; NaN for nobody. `people` as in
    :func:`compute_mean`.
    """
    return _describe_median("median", count_people(values, people))


def describe_median(statistic: str, values: FloatArray, *, n_missing: int) -> Estimate:
    """Median of values without missing ones, under the caller's name."""
    return _describe_median(statistic, Counted(values, None, n_missing))


def _describe_median(statistic: str, counted: Counted) -> Estimate:
    n, n_missing = counted.n, counted.n_missing
    if n == 0:
        return build_undefined(
            statistic, reason="too_few_people", n=0, n_missing=n_missing
        )
    return Estimate(
        statistic=statistic,
        estimate=counted.median,
        n=n,
        n_missing=n_missing,
        note=join_notes(n=n),
    )
