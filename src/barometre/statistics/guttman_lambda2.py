"""Guttman's lambda 2, a lower bound of reliability that is never below alpha."""

from math import sqrt

import numpy as np

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.item_moments import ItemMoments, find_obstacle


def compute_guttman_lambda2(moments: ItemMoments) -> Estimate:
    r"""Lower bound of the reliability of the sum of the items.

    .. math:: \lambda_2 = \frac{\sum_{i\ne j}s_{ij}
        + \sqrt{\frac{k}{k-1}\sum_{i\ne j}s_{ij}^2}}{s_T^2}

    Missing answers: listwise, as everything from `moments`.

    References
    ----------
    Guttman L. (1945), Psychometrika 10, doi:10.1007/BF02288892.
    """
    name = "guttman_lambda2"
    n, n_missing = moments.n, moments.n_missing
    if reason := find_obstacle(moments):
        return build_undefined(name, reason=reason, n=n, n_missing=n_missing)
    shared = moments.covariance - np.diag(np.diag(moments.covariance))
    k = moments.n_items
    bound = float(shared.sum()) + sqrt(k / (k - 1) * float((shared**2).sum()))
    return Estimate(
        statistic=name,
        estimate=bound / moments.total_variance,
        n=n,
        n_missing=n_missing,
        method="listwise",
        note=join_notes(n=n),
    )
