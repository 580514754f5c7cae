"""How surprising a difference between groups is when people live in a few places."""

from dataclasses import dataclass
from itertools import product
from math import inf, isfinite, nan, sqrt

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    IntArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.group_regression import (
    Compared,
    Question,
    build_regression,
    number_clusters,
)
from barometre.statistics.least_squares import (
    Fit,
    fit_least_squares,
    sum_by_cluster,
    sum_rows,
)

_WEBB = tuple(sign * sqrt(square) for square in (0.5, 1.0, 1.5) for sign in (1.0, -1.0))
_MOST_WEBB, _MOST_ENUMERATED, _MOST_CLUSTERS, _LEAST_CLUSTERS = 5, 12, 50, 3
_DRAWS = 4_999
_HALVINGS = 60
_FARTHEST = 1 << 10  # standard errors
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class _Signs:
    """Signs that residuals of whole clusters are given: one row per draw."""

    values: FloatArray
    method: str
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class _Surprise:
    """The p-value as a function of the difference that is supposed.

    Squared numerators and variances of every draw are polynomials of it.
    """

    estimate: float
    variance: float
    above: tuple[FloatArray, FloatArray]
    below: tuple[FloatArray, FloatArray, FloatArray]
    is_drawn: bool

    def p_value(self, supposed: float) -> float:
        """Share of draws at least as far away as what was observed."""
        observed = (self.estimate - supposed) ** 2 / self.variance
        moved = (self.above[0] - supposed * self.above[1]) ** 2
        first, cross, second = self.below
        spread = first - 2 * supposed * cross + supposed**2 * second
        # A tie between both sides must not depend on binary fractions.
        is_far = moved >= observed * spread * (1 - _EQUAL) - 1e-300
        n_far, n_draws = int(is_far.sum()), is_far.size
        return (n_far + 1) / (n_draws + 1) if self.is_drawn else n_far / n_draws


def compute_wild_cluster(
    compared: Compared,
    *,
    question: Question = "did",
    seed: int = 0,
    confidence: float = 0.95,
) -> Estimate:
    """Compute a difference between groups with its wild cluster bootstrap.

    Residuals of each place are kept or turned round together, under the difference
    that is tested; the interval holds every difference that the test does not refuse.

    Parameters
    ----------
    compared
        People with both scores; those of unknown places are left out and counted.
    question
        ``did`` or ``ancova``.
    seed
        Only above twelve places, where signs are drawn; otherwise all are counted.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``did_cluster_wild``, ``ancova_cluster_wild``. Six values after Webb up to five
        places, two after Rademacher above. Draws equal to what was observed count as
        far: p is then on the careful side. NaN with ``too_few_clusters`` below three
        places, ``too_many_clusters`` above fifty; no interval with
        ``interval_out_of_range`` where so few places allow none.

    References
    ----------
    Cameron A.C., Gelbach J.B., Miller D.L. (2008), Review of Economics and Statistics
    90, doi:10.1162/rest.90.3.414.
    Webb M.D. (2023), Canadian Journal of Economics 56, doi:10.1111/caje.12661.
    """
    known = compared.with_cluster()
    name = f"{question}_cluster_wild"
    n_clusters = known.n_clusters
    outcome, design = build_regression(known, question)
    fit = fit_least_squares(outcome, design) if known.fewest else None
    reason = _find_obstacle(n_clusters, known, fit)
    if fit is None or reason:
        return build_undefined(
            name,
            reason=reason or "collinear",
            n=known.n,
            n_missing=known.n_missing,
            method="wild_cluster",
        )
    signs = _list_signs(n_clusters, seed)
    surprise = _prepare(outcome, fit, number_clusters(known), signs)
    if surprise is None:
        return build_undefined(
            name,
            reason="no_variance",
            n=known.n,
            n_missing=known.n_missing,
            method=signs.method,
        )
    ends = [_find_end(surprise, side, 1 - confidence) for side in (-1, 1)]
    has_ends = all(isfinite(end) for end in ends)
    return Estimate(
        statistic=name,
        estimate=fit.last,
        ci_low=ends[0] if has_ends else nan,
        ci_high=ends[1] if has_ends else nan,
        ci_level=confidence if has_ends else nan,
        p_value=surprise.p_value(0.0),
        n=known.n,
        n_missing=known.n_missing,
        method=signs.method,
        note=join_notes("" if has_ends else "interval_out_of_range", n=known.fewest),
    )


def _find_obstacle(n_clusters: int, known: Compared, fit: Fit | None) -> str:
    if n_clusters < _LEAST_CLUSTERS:
        return "too_few_clusters"
    if n_clusters > _MOST_CLUSTERS:
        return "too_many_clusters"
    return "" if fit is not None or known.fewest > 1 else "too_few_people"


def _list_signs(n_clusters: int, seed: int) -> _Signs:
    """List all signs, the first cluster's positive: turning all round changes none."""
    if n_clusters > _MOST_ENUMERATED:
        drawn = np.random.default_rng(seed).integers(0, 2, (_DRAWS, n_clusters))
        values = np.asarray(drawn * 2 - 1, dtype=np.float64)
        return _Signs(values, f"wild_cluster_rademacher_{_DRAWS}", is_drawn=True)
    is_webb = n_clusters <= _MOST_WEBB
    choices = _WEBB if is_webb else (1.0, -1.0)
    first = tuple(choice for choice in choices if choice > 0)
    rows = list(product(first, *([choices] * (n_clusters - 1))))
    law = "webb" if is_webb else "rademacher"
    return _Signs(
        np.array(rows, dtype=np.float64), f"wild_cluster_{law}_all", is_drawn=False
    )


def _prepare(
    outcome: FloatArray, fit: Fit, clusters: IntArray, signs: _Signs
) -> _Surprise | None:
    """Work out what every draw needs, once; None where nothing is left to explain."""
    products, scores = sum_by_cluster(fit, clusters)
    variance = float(((scores @ fit.inverse[:, -1]) ** 2).sum())
    scale = float(outcome @ outcome) + fit.last**2
    if variance <= _EQUAL**2 * scale * fit.inverse[-1, -1]:
        return None
    group, others = fit.design[:, -1], fit.design[:, :-1]
    parts = [
        _draw(fit, products, _leave(column, others), clusters, signs)
        for column in (outcome, group)
    ]
    (above_0, spread_0), (above_1, spread_1) = parts
    return _Surprise(
        estimate=fit.last,
        variance=variance,
        above=(above_0, above_1),
        below=(
            (spread_0**2).sum(axis=1),
            (spread_0 * spread_1).sum(axis=1),
            (spread_1**2).sum(axis=1),
        ),
        is_drawn=signs.is_drawn,
    )


def _leave(column: FloatArray, others: FloatArray) -> FloatArray:
    """Leave of a column what the other ones do not explain."""
    return np.asarray(column - others @ np.linalg.lstsq(others, column, rcond=None)[0])


def _draw(
    fit: Fit,
    products: FloatArray,
    left: FloatArray,
    clusters: IntArray,
    signs: _Signs,
) -> tuple[FloatArray, FloatArray]:
    """Numerator of each draw, and the part of each cluster in its variance."""
    weights = fit.inverse[:, -1]
    sums = sum_rows(fit.design * left[:, None], clusters)
    own = signs.values * (sums @ weights)
    shared = signs.values @ sums
    pulls = products @ weights @ fit.inverse
    return own.sum(axis=1), own - shared @ pulls.T


def _find_end(surprise: _Surprise, side: int, limit: float) -> float:
    """Find where the p-value first falls to the limit, going away from the estimate."""
    step = sqrt(surprise.variance)
    inside, outside, reach = surprise.estimate, inf * side, 1
    while reach <= _FARTHEST:
        tried = surprise.estimate + side * reach * step
        if surprise.p_value(tried) <= limit:
            outside = tried
            break
        inside, reach = tried, reach * 2
    if not isfinite(outside):
        return outside
    for _ in range(_HALVINGS):
        middle = (inside + outside) / 2
        if surprise.p_value(middle) <= limit:
            outside = middle
        else:
            inside = middle
    return (inside + outside) / 2
