"""How well means and covariances fit answers, some missing: value, slopes, curvature.

Moments are written as one vector: the p means, then the covariances on and below the
diagonal, row by row.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from barometre.statistics.estimate import FloatArray, IntArray
from barometre.statistics.factor_model.patterns import Patterns

# Cells of the largest table held at once when people are gone through in blocks.
_BLOCK_CELLS = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Answers beside the moments of a model.

    Parameters
    ----------
    value
        Minus twice the log-likelihood.
    inverses
        Inverse of the covariances of each pattern, zero where not answered, (J, p, p).
    residuals
        Mean residual of each pattern times its inverse, shape (J, p).
    spreads
        For the patterns with more than one person, their covariances between two
        inverses, shape (S, p, p).
    """

    value: float
    inverses: FloatArray
    residuals: FloatArray
    spreads: FloatArray


@lru_cache(maxsize=8)
def pair_items(n_items: int) -> tuple[IntArray, IntArray]:
    """Rows and columns of the covariances on and below the diagonal."""
    rows, columns = np.tril_indices(n_items)
    return rows.astype(np.int64), columns.astype(np.int64)


def stack_moments(means: FloatArray, covariance: FloatArray) -> FloatArray:
    """Write means and covariances as one vector."""
    return np.concatenate([means, covariance[pair_items(means.size)]])


def unstack_moments(moments: FloatArray, n_items: int) -> tuple[FloatArray, FloatArray]:
    """Read means and covariances from one vector."""
    rows, columns = pair_items(n_items)
    covariance = np.zeros((n_items, n_items))
    covariance[rows, columns] = covariance[columns, rows] = moments[n_items:]
    return moments[:n_items], covariance


def compare_moments(
    patterns: Patterns, means: FloatArray, covariance: FloatArray
) -> Fitted | None:
    """Set answers beside moments; None where the covariances are not positive definite.

    Everyone counts with the answers they gave: full information, right where answers
    are missing at random.

    References
    ----------
    Arbuckle J.L. (1996), in Advanced Structural Equation Modeling,
    doi:10.4324/9781315827414.
    """
    is_answered = patterns.is_answered
    both = is_answered[:, :, np.newaxis] & is_answered[:, np.newaxis, :]
    padded = np.where(both, covariance, np.eye(means.size))
    try:
        roots = np.linalg.cholesky(padded)
    except np.linalg.LinAlgError:
        return None
    log_determinants = 2 * np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1)
    inverses = np.where(both, np.linalg.inv(padded), 0.0)
    distances = np.where(is_answered, patterns.means - means, 0.0)
    residuals = (inverses @ distances[:, :, np.newaxis])[:, :, 0]
    of_shared = inverses[patterns.shared]
    inward = of_shared @ patterns.covariances
    each = log_determinants + (residuals * distances).sum(axis=1)
    each[patterns.shared] += np.trace(inward, axis1=1, axis2=2)
    n_answers = patterns.counts @ is_answered.sum(axis=1)
    value = float(patterns.counts @ each + n_answers * np.log(2 * np.pi))
    if not np.isfinite(value):
        return None
    return Fitted(
        value=value,
        inverses=inverses,
        residuals=residuals,
        spreads=inward @ of_shared,
    )


def slope(patterns: Patterns, fitted: Fitted) -> FloatArray:
    """First derivatives of half the value with regard to the moments."""
    of_means, of_covariance = slope_matrices(patterns, fitted)
    rows, columns = pair_items(patterns.n_items)
    doubled = np.where(rows == columns, 1.0, 2.0)
    return np.concatenate([of_means, doubled * of_covariance[rows, columns]])


def slope_matrices(patterns: Patterns, fitted: Fitted) -> tuple[FloatArray, FloatArray]:
    """Give the same derivatives as a vector of means and a symmetric matrix."""
    counts, z = patterns.counts, fitted.residuals
    excess = np.tensordot(counts, fitted.inverses, axes=1)
    excess -= (z * counts[:, np.newaxis]).T @ z
    excess -= np.tensordot(counts[patterns.shared], fitted.spreads, axes=1)
    return -counts @ z, excess / 2


def expected_information(patterns: Patterns, fitted: Fitted) -> FloatArray:
    """Fisher information of the moments, all people together."""
    p = patterns.n_items
    rows, columns = pair_items(p)
    flat = fitted.inverses[:, rows, columns]
    crossed = (flat * patterns.counts[:, np.newaxis]).T @ flat
    information = np.zeros((p + rows.size, p + rows.size))
    information[:p, :p] = np.tensordot(patterns.counts, fitted.inverses, axes=1)
    information[p:, p:] = _cross(crossed, p)
    return information


def observed_information(patterns: Patterns, fitted: Fitted) -> FloatArray:
    """Second derivatives of half the value with regard to the moments."""
    p = patterns.n_items
    rows, columns = pair_items(p)
    counts = patterns.counts[:, np.newaxis]
    z = fitted.residuals
    flat = fitted.inverses[:, rows, columns]
    seen = 2 * z[:, rows] * z[:, columns] - flat
    seen[patterns.shared] += 2 * fitted.spreads[:, rows, columns]
    crossed = (flat * counts).T @ seen
    information = np.zeros((p + rows.size, p + rows.size))
    information[:p, :p] = np.tensordot(patterns.counts, fitted.inverses, axes=1)
    information[p:, p:] = _cross((crossed + crossed.T) / 2, p)
    # Sum over people of inverse times residual, for every pair of items and item.
    turned = _place(p)
    between = (flat * counts).T @ z
    halves = np.where(rows == columns, 0.5, 1.0)
    mixed = halves * (
        between[turned[:, rows], columns] + between[turned[:, columns], rows]
    )
    information[:p, p:], information[p:, :p] = mixed, mixed.T
    return information


def cross_scores(patterns: Patterns, fitted: Fitted) -> FloatArray:
    """Sum over people of the products of their own first derivatives."""
    p = patterns.n_items
    rows, columns = pair_items(p)
    doubled = np.where(rows == columns, 0.5, 1.0)
    flat = fitted.inverses[:, rows, columns]
    size = p + rows.size
    total = np.zeros((size, size))
    step = max(1, _BLOCK_CELLS // size)
    # Residual of a person: that of the pattern, and their own distance from it.
    for start in range(0, patterns.n, step):
        of = patterns.pattern_of[start : start + step]
        own = patterns.answers[start : start + step] - patterns.means[of]
        z = fitted.residuals[of] + _turn(fitted.inverses, own, of)
        scores = np.empty((of.size, size))
        scores[:, :p] = z
        scores[:, p:] = doubled * (z[:, rows] * z[:, columns] - flat[of])
        total += scores.T @ scores
    return total


def _turn(inverses: FloatArray, own: FloatArray, of: IntArray) -> FloatArray:
    """Multiply each person's answers by the inverse of their pattern."""
    turned = np.zeros_like(own)
    patterns, counts = np.unique(of, return_counts=True)
    for pattern in patterns[counts > 1]:
        rows = of == pattern
        turned[rows] = own[rows] @ inverses[pattern]
    return turned


@lru_cache(maxsize=8)
def _place(n_items: int) -> IntArray:
    """Place of each pair of items among those on and below the diagonal."""
    rows, columns = pair_items(n_items)
    places = np.zeros((n_items, n_items), dtype=np.int64)
    places[rows, columns] = places[columns, rows] = np.arange(rows.size)
    return places


def _cross(crossed: FloatArray, n_items: int) -> FloatArray:
    """From products of pairs (ik)(jl) to the curvature between pairs (ij) and (kl)."""
    rows, columns = pair_items(n_items)
    straight, swapped = _cross_places(n_items)
    halves = np.where(rows == columns, 0.5, 1.0)
    flat = crossed.ravel()
    both = flat.take(straight) + flat.take(swapped)
    both *= halves
    both *= halves[:, np.newaxis]
    return np.asarray(both)


@lru_cache(maxsize=2)
def _cross_places(n_items: int) -> tuple[IntArray, IntArray]:
    """Places of (ik)(jl) and of (il)(jk) for every two pairs (ij) and (kl)."""
    rows, columns = pair_items(n_items)
    place = _place(n_items)
    straight = place[np.ix_(rows, rows)] * rows.size + place[np.ix_(columns, columns)]
    swapped = place[np.ix_(rows, columns)] * rows.size + place[np.ix_(columns, rows)]
    return straight, swapped
