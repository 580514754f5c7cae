"""How far people keep their place from one wave to the next."""

from math import atanh, nan, sqrt, tanh

import numpy as np
from scipy.special import ndtri

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.pairs import Pairs


def compute_wave_correlation(pairs: Pairs, *, confidence: float = 0.95) -> Estimate:
    """Compute Pearson's correlation of the same people's scores at two waves.

    It says how much linking people is worth: the interval of a change of linked people
    is about the square root of (1 - r) as wide as that of different people.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    confidence
        Level of the interval, through Fisher's z.

    Returns
    -------
    Estimate
        ``wave_correlation``. NaN with ``too_few_people`` below three pairs,
        ``no_variance`` when one wave does not vary; no interval for three pairs
        (``too_few_people``), nor for a perfect correlation
        (``perfect_correlation``).

    References
    ----------
    Fisher R.A. (1921), Metron 1, 3-32.
    """
    name, method = "wave_correlation", "fisher_z"
    reason = "too_few_people" if pairs.n < 3 else ""
    if not reason and (np.ptp(pairs.before) == 0 or np.ptp(pairs.after) == 0):
        reason = "no_variance"
    if reason:
        return build_undefined(
            name, reason=reason, n=pairs.n, n_missing=pairs.n_missing, method=method
        )
    r = pairs.correlation
    is_perfect = abs(r) > 1 - 1e-12
    has_interval = pairs.n > 3 and not is_perfect
    few = "too_few_people" if pairs.n == 3 else ""
    low = high = nan
    if has_interval:
        margin = float(ndtri((1 + confidence) / 2)) / sqrt(pairs.n - 3)
        low, high = tanh(atanh(r) - margin), tanh(atanh(r) + margin)
    return Estimate(
        statistic=name,
        estimate=r,
        ci_low=low,
        ci_high=high,
        ci_level=confidence if has_interval else nan,
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=method,
        note=join_notes("perfect_correlation" if is_perfect else few, n=pairs.n),
    )
