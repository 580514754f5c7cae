"""Change of linked people in standard deviations: d_av and d_z, with Hedges' g."""

from dataclasses import replace
from math import nan, sqrt
from typing import Literal

import numpy as np
from scipy.special import ndtri

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.noncentral_t import (
    hedges_correction,
    noncentrality_interval,
)
from barometre.statistics.pairs import Pairs

AverageInterval = Literal["bonett_2008", "bird_2002"]


def compute_cohens_d_av(
    pairs: Pairs,
    *,
    interval: AverageInterval = "bonett_2008",
    confidence: float = 0.95,
) -> Estimate:
    r"""Mean change in units of the average spread of the scores.

    .. math:: d_{av} = \bar D / \sqrt{(s_1^2 + s_2^2)/2}

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    interval
        ``bonett_2008`` counts the uncertainty of the standard deviations.
        ``bird_2002`` (SE = :math:`s_D/(\sqrt n\,s_{av})`) does not, and is what
        ``effectsize::repeated_measures_d(method = "av")`` gives; too narrow for large
        effects. Both use normal quantiles.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``cohens_d_av``, comparable with a d between groups. NaN with
        ``too_few_people`` below three pairs, ``no_variance`` when scores do not vary
        at either time; without interval when nobody changed.

    References
    ----------
    Cumming G. (2012), Understanding the New Statistics, doi:10.4324/9780203807002.
    Bonett D.G. (2008), Psychological Methods 13, doi:10.1037/1082-989X.13.2.99.
    Bird K.D. (2002), Educational and Psychological Measurement 62,
    doi:10.1177/0013164402062002001.
    """
    name = "cohens_d_av"
    if pairs.n < 3:
        return _undefined(name, pairs, "too_few_people", interval)
    covariance = np.cov(pairs.before, pairs.after)
    average = float(np.trace(covariance)) / 2
    if np.ptp(pairs.before) == 0 and np.ptp(pairs.after) == 0:
        return _undefined(name, pairs, "no_variance", interval)
    d = float(pairs.change.mean()) / sqrt(average)
    of_change = float(pairs.change.var(ddof=1)) / average
    if interval == "bird_2002":
        variance = of_change / pairs.n
    else:
        of_spread = d**2 * float((covariance**2).sum()) / (8 * average**2)
        variance = (of_spread + of_change) / (pairs.n - 1)
    has_interval = variance > 0
    margin = float(ndtri((1 + confidence) / 2)) * sqrt(variance)
    return Estimate(
        statistic=name,
        estimate=d,
        ci_low=d - margin if has_interval else nan,
        ci_high=d + margin if has_interval else nan,
        ci_level=confidence if has_interval else nan,
        std_error=sqrt(variance),
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=interval,
        note=join_notes("" if has_interval else "no_variance", n=pairs.n),
    )


def compute_cohens_d_z(pairs: Pairs, *, confidence: float = 0.95) -> Estimate:
    r"""Mean change in units of the spread of the changes: :math:`\bar D / s_D`.

    For planning the next study only: it grows with the correlation of the two waves,
    so it is not comparable with a d between groups.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``cohens_d_z``. NaN with ``too_few_people`` below three pairs, ``no_variance``
        when everyone changed by the same amount.

    Notes
    -----
    Interval: noncentralities of the paired t on n - 1 degrees of freedom, divided by
    the root of n.

    References
    ----------
    Lakens D. (2013), Frontiers in Psychology 4, doi:10.3389/fpsyg.2013.00863.
    """
    name, method = "cohens_d_z", "noncentral_t"
    if pairs.n < 3:
        return _undefined(name, pairs, "too_few_people", method)
    if np.ptp(pairs.change) == 0:
        return _undefined(name, pairs, "no_variance", method)
    d = float(pairs.change.mean() / pairs.change.std(ddof=1))
    root = sqrt(pairs.n)
    low, high = noncentrality_interval(d * root, df=pairs.n - 1, confidence=confidence)
    return Estimate(
        statistic=name,
        estimate=d,
        ci_low=low / root,
        ci_high=high / root,
        ci_level=confidence if low == low else nan,
        df=float(pairs.n - 1),
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=method,
        note=join_notes("" if low == low else "interval_out_of_range", n=pairs.n),
    )


def correct_small_sample(cohens_d: Estimate) -> Estimate:
    """Hedges' g of a standardised change: d, its interval and error times exact J(n-1).

    A d that is NaN gives a g that is NaN, for the same reason.

    References
    ----------
    Hedges L.V. (1981), Journal of Educational Statistics 6,
    doi:10.3102/10769986006002107.
    """
    factor = hedges_correction(cohens_d.n - 1)
    return replace(
        cohens_d,
        statistic=cohens_d.statistic.replace("cohens_d", "hedges_g"),
        estimate=cohens_d.estimate * factor,
        ci_low=cohens_d.ci_low * factor,
        ci_high=cohens_d.ci_high * factor,
        std_error=cohens_d.std_error * factor,
    )


def _undefined(name: str, pairs: Pairs, reason: str, method: str) -> Estimate:
    return build_undefined(
        name, reason=reason, n=pairs.n, n_missing=pairs.n_missing, method=method
    )
