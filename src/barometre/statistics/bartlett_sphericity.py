"""Whether items are related at all: Bartlett's test of sphericity."""

import numpy as np
from scipy.special import chdtrc

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.item_moments import ItemMoments
from barometre.statistics.kmo import correlate, find_correlation_obstacle


def compute_bartlett_sphericity(moments: ItemMoments) -> Estimate:
    r"""Test whether the correlations of the items are all zero.

    .. math:: \chi^2 = -\left(n - 1 - \frac{2k+5}{6}\right)\log|R|, \quad
              df = k(k-1)/2

    It nearly always rejects: it says that there is something to describe, not that one
    thing is measured.

    Missing answers: listwise, as everything from `moments`. NaN with the reason of
    :func:`~barometre.statistics.kmo.find_correlation_obstacle`.

    References
    ----------
    Bartlett M.S. (1951), Biometrika 38, doi:10.1093/biomet/38.3-4.337.
    """
    reason = find_correlation_obstacle(moments)
    n, k = moments.n, moments.n_items
    if not reason and n <= (2 * k + 11) / 6:
        reason = "too_few_people"
    if reason:
        return build_undefined(
            "bartlett_chi2", reason=reason, n=n, n_missing=moments.n_missing
        )
    _, log_determinant = np.linalg.slogdet(correlate(moments))
    chi2 = -(n - 1 - (2 * k + 5) / 6) * float(log_determinant)
    df = k * (k - 1) / 2
    return Estimate(
        statistic="bartlett_chi2",
        estimate=chi2,
        df=df,
        p_value=float(chdtrc(df, chi2)),
        n=n,
        n_missing=moments.n_missing,
        method="listwise",
        note=join_notes(n=n),
    )
