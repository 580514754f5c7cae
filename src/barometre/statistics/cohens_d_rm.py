"""Change of linked people in the spread of scores, worked back from the changes."""

from math import nan, sqrt
from typing import Literal

import numpy as np
from scipy.special import ndtri

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.pairs import Pairs
from barometre.statistics.standardised_change import compute_cohens_d_z

RepeatedInterval = Literal["borenstein_2009", "noncentral_t_fixed_r"]


def compute_cohens_d_rm(
    pairs: Pairs,
    *,
    interval: RepeatedInterval = "borenstein_2009",
    confidence: float = 0.95,
) -> Estimate:
    r"""Mean change in units of the spread of scores, controlled for their correlation.

    .. math:: d_{rm} = \frac{\bar D}{s_D}\sqrt{2(1-r)}

    Equal to d_av when both waves spread as much; the further apart the two spreads,
    the further apart the two numbers.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    interval
        ``borenstein_2009`` has the variance :math:`2(1-r)(1/n + d^2/2n)` and normal
        quantiles. ``noncentral_t_fixed_r`` is the interval of d_z times
        :math:`\sqrt{2(1-r)}`. Both take the correlation as known.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``cohens_d_rm``. NaN with ``too_few_people`` below three pairs, ``no_variance``
        when everyone changed by the same amount or one wave does not vary.

    References
    ----------
    Lakens D. (2013), Frontiers in Psychology 4, doi:10.3389/fpsyg.2013.00863.
    Borenstein M. et al. (2009), Introduction to Meta-Analysis, ch. 4,
    doi:10.1002/9780470743386.
    """
    name = "cohens_d_rm"
    if reason := _find_obstacle(pairs):
        return build_undefined(
            name, reason=reason, n=pairs.n, n_missing=pairs.n_missing, method=interval
        )
    correlation = pairs.correlation
    stretch = sqrt(max(2 * (1 - correlation), 0.0))
    by_changes = compute_cohens_d_z(pairs, confidence=confidence)
    d = by_changes.estimate * stretch
    if interval == "borenstein_2009":
        std_error = stretch * sqrt((1 + d**2 / 2) / pairs.n)
        margin = float(ndtri((1 + confidence) / 2)) * std_error
        low, high = d - margin, d + margin
    else:
        std_error = nan
        low, high = by_changes.ci_low * stretch, by_changes.ci_high * stretch
    has_interval = low == low
    return Estimate(
        statistic=name,
        estimate=d,
        ci_low=low,
        ci_high=high,
        ci_level=confidence if has_interval else nan,
        std_error=std_error,
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=interval,
        note=join_notes("" if has_interval else "interval_out_of_range", n=pairs.n),
    )


def _find_obstacle(pairs: Pairs) -> str:
    if pairs.n < 3:
        return "too_few_people"
    columns = (pairs.before, pairs.after, pairs.change)
    return "no_variance" if any(np.ptp(column) == 0 for column in columns) else ""
