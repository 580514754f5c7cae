"""How many things items measure, by what is left when components are taken out."""

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import ItemMoments
from barometre.statistics.kmo import correlate, find_correlation_obstacle


def compute_map_factors(moments: ItemMoments) -> Estimate:
    """Count the components that leave the smallest mean squared partial correlation.

    Velicer's minimum average partial test in its first form; none at all is possible.

    Missing answers: listwise, as everything from `moments`. NaN with the reason of
    :func:`~barometre.statistics.kmo.find_correlation_obstacle`.

    References
    ----------
    Velicer W.F. (1976), Psychometrika 41, doi:10.1007/BF02293557.
    """
    if reason := find_correlation_obstacle(moments):
        return build_undefined(
            "map_factors", reason=reason, n=moments.n, n_missing=moments.n_missing
        )
    left = average_partials(correlate(moments))
    return Estimate(
        statistic="map_factors",
        estimate=float(np.argmin(left)),
        n=moments.n,
        n_missing=moments.n_missing,
        method="velicer_1976",
        note=join_notes(n=moments.n),
    )


def average_partials(correlation: FloatArray) -> FloatArray:
    """Mean squared correlation left after 0, 1, ... k - 2 components are taken out."""
    k = correlation.shape[0]
    values, vectors = np.linalg.eigh(correlation)
    loadings = (vectors * np.sqrt(np.maximum(values, 0.0)))[:, ::-1]
    left, averages = correlation, []
    for component in range(k - 1):
        scale = np.sqrt(np.maximum(np.diag(left), 1e-300))
        partial = left / np.outer(scale, scale)
        averages.append(((partial**2).sum() - k) / (k * (k - 1)))
        left = left - np.outer(loadings[:, component], loadings[:, component])
    return np.asarray(averages)
