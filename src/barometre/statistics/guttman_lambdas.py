"""Guttman's other lower bounds of reliability, from the covariances alone."""

from math import sqrt

import numpy as np

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.item_moments import ItemMoments, find_obstacle

# Below this, the smallest eigenvalue of the correlations is rounding.
_SINGULAR = 1e-10


def compute_guttman_lambda1(moments: ItemMoments) -> Estimate:
    r"""Compute the simplest bound, and the lowest: :math:`1 - \sum_j s_j^2 / s_T^2`.

    Lambda 3 is this times k / (k - 1), and is Cronbach's alpha. Missing answers:
    listwise, as everything from `moments`.

    References
    ----------
    Guttman L. (1945), Psychometrika 10, doi:10.1007/BF02288892.
    """
    name = "guttman_lambda1"
    if reason := find_obstacle(moments):
        return _undefined(name, moments, reason)
    return _estimate(name, moments, _first_bound(moments))


def compute_guttman_lambda5(moments: ItemMoments) -> Estimate:
    r"""Compute the bound that leans on the item that goes best with the others.

    .. math:: \lambda_5 = \lambda_1
        + \frac{2\sqrt{\max_j \sum_{i\ne j} s_{ij}^2}}{s_T^2}

    Missing answers: listwise, as everything from `moments`.

    References
    ----------
    Guttman L. (1945), Psychometrika 10, doi:10.1007/BF02288892.
    """
    name = "guttman_lambda5"
    if reason := find_obstacle(moments):
        return _undefined(name, moments, reason)
    shared = moments.covariance - np.diag(np.diag(moments.covariance))
    most = float((shared**2).sum(axis=0).max())
    bound = _first_bound(moments) + 2 * sqrt(most) / moments.total_variance
    return _estimate(name, moments, bound)


def compute_guttman_lambda6(moments: ItemMoments) -> Estimate:
    r"""Compute the bound from what each item keeps once all the others are known.

    .. math:: \lambda_6 = 1 - \frac{\sum_j e_j^2}{s_T^2}

    with :math:`e_j^2` the variance of item j that a regression on the others leaves.
    Missing answers: listwise, as everything from `moments`. NaN with
    ``singular_covariance`` where an item is a combination of the others, or where
    there are not more people than items.

    References
    ----------
    Guttman L. (1945), Psychometrika 10, doi:10.1007/BF02288892.
    """
    name = "guttman_lambda6"
    if reason := find_obstacle(moments):
        return _undefined(name, moments, reason)
    scale = np.sqrt(np.diag(moments.covariance))
    correlation = moments.covariance / np.outer(scale, scale)
    if np.linalg.eigvalsh(correlation)[0] < _SINGULAR:
        return _undefined(name, moments, "singular_covariance")
    left = 1 / np.diag(np.linalg.inv(correlation)) * scale**2
    return _estimate(name, moments, 1 - float(left.sum()) / moments.total_variance)


def _first_bound(moments: ItemMoments) -> float:
    return 1 - float(np.trace(moments.covariance)) / moments.total_variance


def _estimate(name: str, moments: ItemMoments, value: float) -> Estimate:
    return Estimate(
        statistic=name,
        estimate=value,
        n=moments.n,
        n_missing=moments.n_missing,
        method="listwise",
        note=join_notes(n=moments.n),
    )


def _undefined(name: str, moments: ItemMoments, reason: str) -> Estimate:
    return build_undefined(
        name, reason=reason, n=moments.n, n_missing=moments.n_missing, method="listwise"
    )
