"""How each item goes with the others."""

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import ItemMoments, find_obstacle


def compute_mean_interitem_correlation(moments: ItemMoments) -> Estimate:
    """Mean of the correlations between two items, over all pairs.

    Missing answers: listwise, as everything from `moments`. NaN with the reason of
    :func:`~barometre.statistics.item_moments.find_obstacle`.

    References
    ----------
    Clark L.A., Watson D. (1995), Psychological Assessment 7,
    doi:10.1037/1040-3590.7.3.309.
    """
    name = "mean_interitem_correlation"
    n, n_missing = moments.n, moments.n_missing
    if reason := find_obstacle(moments):
        return build_undefined(name, reason=reason, n=n, n_missing=n_missing)
    scale = np.sqrt(np.diag(moments.covariance))
    correlation = moments.covariance / np.outer(scale, scale)
    pairs = correlation[np.triu_indices(scale.size, 1)]
    return Estimate(
        statistic=name,
        estimate=float(pairs.mean()),
        n=n,
        n_missing=n_missing,
        method="listwise",
        note=join_notes(n=n),
    )


def compute_item_rest_correlations(moments: ItemMoments) -> FloatArray:
    """Correlate each item with the sum of the other items.

    NaN for an item that does not vary, or whose others together do not; all NaN for
    one item or fewer than three people.
    """
    covariance = moments.covariance
    variances = np.diag(covariance)
    with_total = covariance.sum(axis=0)
    rest_variances = moments.total_variance - 2 * with_total + variances
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = (with_total - variances) / np.sqrt(variances * rest_variances)
    is_defined = (
        (variances > 0)
        & (rest_variances > 1e-12 * variances.sum())
        & (moments.n >= 3)
        & (moments.n_items >= 2)
    )
    return np.where(is_defined, correlations, np.nan)


def compute_alpha_if_dropped(moments: ItemMoments) -> FloatArray:
    """Cronbach's alpha of the other items, for each item left out.

    All NaN with fewer than three items or three people: nothing is left to compare.
    """
    k = moments.n_items
    if k < 3 or moments.n < 3:
        return np.full(k, np.nan)
    covariance = moments.covariance
    variances = np.diag(covariance)
    left = variances.sum() - variances
    total = moments.total_variance - 2 * covariance.sum(axis=0) + variances
    is_defined = total > 1e-12 * variances.sum()
    shares = np.divide(left, total, out=np.full(k, np.nan), where=is_defined)
    return np.asarray((k - 1) / (k - 2) * (1 - shares))
