"""How much items share beyond pairs: the Kaiser-Meyer-Olkin measure."""

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import ItemMoments, find_obstacle

# Below this, the smallest eigenvalue of the correlations is rounding.
_SINGULAR = 1e-10


def compute_kmo(moments: ItemMoments) -> Estimate:
    r"""Compute the Kaiser-Meyer-Olkin measure of sampling adequacy.

    .. math:: KMO = \frac{\sum r_{jk}^2}{\sum r_{jk}^2 + \sum q_{jk}^2}

    with *r* the correlations and *q* the partial correlations given all other items.

    Missing answers: listwise, as everything from `moments`. NaN with ``two_items``
    (always .5), ``singular_covariance`` or the reason of
    :func:`~barometre.statistics.item_moments.find_obstacle`.

    References
    ----------
    Kaiser H.F. (1974), Psychometrika 39, doi:10.1007/BF02291575.
    """
    reason = find_correlation_obstacle(moments)
    if reason:
        return build_undefined(
            "kmo", reason=reason, n=moments.n, n_missing=moments.n_missing
        )
    correlation = correlate(moments)
    inverse = np.linalg.inv(correlation)
    scale = np.sqrt(np.diag(inverse))
    partial = inverse / np.outer(scale, scale)
    pairs = np.tril_indices(scale.size, -1)
    seen, left = (correlation[pairs] ** 2).sum(), (partial[pairs] ** 2).sum()
    if seen + left == 0:
        return build_undefined(
            "kmo", reason="no_correlation", n=moments.n, n_missing=moments.n_missing
        )
    return Estimate(
        statistic="kmo",
        estimate=float(seen / (seen + left)),
        n=moments.n,
        n_missing=moments.n_missing,
        method="listwise",
        note=join_notes(n=moments.n),
    )


def find_correlation_obstacle(moments: ItemMoments) -> str:
    """Find the code of what keeps correlations of three items or more from use."""
    if reason := find_obstacle(moments):
        return reason
    if moments.n_items == 2:
        return "two_items"
    smallest = np.linalg.eigvalsh(correlate(moments))[0]
    return "singular_covariance" if smallest < _SINGULAR else ""


def correlate(moments: ItemMoments) -> FloatArray:
    """Correlations of items that vary."""
    scale = np.sqrt(np.diag(moments.covariance))
    return np.asarray(moments.covariance / np.outer(scale, scale))
