"""What a design can see: power, smallest detectable change, people needed."""

from collections.abc import Callable
from math import isnan, nan
from typing import Literal

from scipy.optimize import brentq
from scipy.special import nctdtr, stdtrit

from barometre.statistics.estimate import Estimate, build_undefined, join_notes

Design = Literal[
    "paired",
    "unpaired",
    "two_group_change",
    "two_group_ancova",
    "clustered",
    "two_group_clustered",
]
DESIGNS: tuple[Design, ...] = (
    "paired",
    "unpaired",
    "two_group_change",
    "two_group_ancova",
    "clustered",
    "two_group_clustered",
)
CUSTOMARY_POWER = 0.8
_LEAST_DF = 0.5


def compute_power(noncentrality: float, *, df: float, confidence: float) -> float:
    """Chance that a two-sided t test finds a true change, in either direction.

    `noncentrality` is the true change over its standard error. Both tails are counted,
    as R's ``power.t.test(strict = TRUE)`` does. NaN below half a degree of freedom.

    References
    ----------
    Cohen J. (1988), Statistical Power Analysis for the Behavioral Sciences,
    doi:10.4324/9780203771587.
    """
    if not df >= _LEAST_DF:
        return nan
    edge = float(stdtrit(df, (1 + confidence) / 2))
    distance = abs(noncentrality)
    far = float(nctdtr(df, distance, -edge))
    # Where the far tail is nothing, the distribution gives up rather than say zero.
    return float(1 - nctdtr(df, distance, edge)) + (0.0 if isnan(far) else far)


def solve_noncentrality(*, df: float, power: float, confidence: float) -> float:
    """Find how many standard errors a true change must be to be found with `power`.

    NaN below half a degree of freedom, and for a power no larger than the risk of
    finding a change that is not there.

    References
    ----------
    Cohen J. (1988), Statistical Power Analysis for the Behavioral Sciences,
    doi:10.4324/9780203771587.
    """
    if not (df >= _LEAST_DF and power > 1 - confidence):
        return nan
    high = 2.0
    while compute_power(high, df=df, confidence=confidence) < power:
        high *= 2
    return _solve(
        lambda d: compute_power(d, df=df, confidence=confidence) - power, 0.0, high
    )


def solve_multiplier(*, df: float, power: float, confidence: float) -> float:
    """Compute Bloom's multiplier: the sum of the two quantiles of t.

    Minimum detectable effects of clustered designs are this times a standard error. NaN
    below half a degree of freedom.

    References
    ----------
    Bloom H.S. (1995), Evaluation Review 19, doi:10.1177/0193841X9501900504.
    Dong N., Maynard R. (2013), Journal of Research on Educational Effectiveness 6,
    doi:10.1080/19345747.2012.673143.
    """
    if not df >= _LEAST_DF:
        return nan
    return float(stdtrit(df, (1 + confidence) / 2) + stdtrit(df, power))


def compute_minimum_detectable_change(
    change: Estimate, *, power: float = CUSTOMARY_POWER, confidence: float = 0.95
) -> Estimate:
    """Smallest true change that so many people, who vary so much, could show.

    It says what the design could see, from the standard error alone: the change that
    was found does not enter it. It is no power worked out after the fact.

    Parameters
    ----------
    change
        A mean change or a difference of waves, with its standard error and degrees of
        freedom; missing answers are already out of it.
    power
        Chance of finding a true change of that size.
    confidence
        Level of the two-sided test.

    Returns
    -------
    Estimate
        ``minimum_detectable_change``, without sign. NaN, for the reason of `change`,
        where it has no standard error.

    References
    ----------
    Bloom H.S. (1995), Evaluation Review 19, doi:10.1177/0193841X9501900504.
    Hoenig J.M., Heisey D.M. (2001), The American Statistician 55,
    doi:10.1198/000313001300339897.
    """
    name, method = (
        "minimum_detectable_change",
        f"noncentral_t_power_{round(100 * power)}",
    )
    if isnan(change.std_error) or isnan(change.df):
        reason = change.note.split(";")[0] or "too_few_people"
        return build_undefined(
            name, reason=reason, n=change.n, n_missing=change.n_missing, method=method
        )
    distance = solve_noncentrality(df=change.df, power=power, confidence=confidence)
    return Estimate(
        statistic=name,
        estimate=distance * change.std_error,
        n=change.n,
        n_missing=change.n_missing,
        method=method,
        note=join_notes(n=change.n),
    )


def _solve(excess: Callable[[float], float], low: float, high: float) -> float:
    return float(brentq(excess, low, high, xtol=1e-12, rtol=1e-14, maxiter=500))
