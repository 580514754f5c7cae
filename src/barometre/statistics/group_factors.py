"""Several factors behind the items, turned so that each item leans on few."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from barometre.statistics.estimate import FloatArray

_LEAST_RESIDUAL = 0.005
_MOST_STEPS = 2000
_CLOSE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFactors:
    """Loadings of items on correlated factors, and the factors' correlations."""

    loadings: FloatArray
    between: FloatArray
    residual_variances: FloatArray
    has_converged: bool

    @property
    def is_heywood(self) -> bool:
        """Whether an item's residual variance went to its lowest allowed value."""
        return bool((self.residual_variances <= _LEAST_RESIDUAL * (1 + 1e-6)).any())


def fit_group_factors(correlation: FloatArray, *, n_factors: int) -> GroupFactors:
    """Fit factors by least squares and turn them by direct oblimin.

    References
    ----------
    Harman H.H., Jones W.H. (1966), Psychometrika 31, doi:10.1007/BF02289468.
    Jennrich R.I. (2002), Psychometrika 67, doi:10.1007/BF02294706.
    """
    loadings, residuals, is_found = _extract(correlation, n_factors)
    turned, between, is_turned = _turn(loadings)
    # A factor that points away from its items is the same factor upside down.
    signs = np.where(turned.sum(axis=0) < 0, -1.0, 1.0)
    return GroupFactors(
        loadings=turned * signs,
        between=between * np.outer(signs, signs),
        residual_variances=residuals,
        has_converged=is_found and is_turned,
    )


def _extract(
    correlation: FloatArray, n_factors: int
) -> tuple[FloatArray, FloatArray, bool]:
    """Find residual variances that leave least off the diagonal (minres)."""
    k = correlation.shape[0]

    def misfit(residuals: FloatArray) -> tuple[float, FloatArray]:
        values, vectors = np.linalg.eigh(correlation - np.diag(residuals))
        rest, sides = values[: k - n_factors], vectors[:, : k - n_factors]
        return float(rest @ rest) / 2, -(sides**2 @ rest)

    start = 1 / np.diag(np.linalg.inv(correlation))
    found = minimize(
        misfit,
        np.clip(start, 0.05, 0.95),
        jac=True,
        method="SLSQP",
        bounds=[(_LEAST_RESIDUAL, 1.0)] * k,
        options={"ftol": 1e-15, "maxiter": 1000},
    )
    values, vectors = np.linalg.eigh(correlation - np.diag(found.x))
    top = np.maximum(values[-n_factors:], 0.0)
    return vectors[:, -n_factors:] * np.sqrt(top), found.x, bool(found.success)


def _turn(loadings: FloatArray) -> tuple[FloatArray, FloatArray, bool]:
    """Turn loadings obliquely (gradient projection on the quartimin criterion)."""
    start = _varimax(loadings)
    turn = np.eye(loadings.shape[1])
    pattern = start @ np.linalg.inv(turn).T
    value, slopes = _quartimin(pattern)
    gradient = -(pattern.T @ slopes @ np.linalg.inv(turn)).T
    step, distance = 1.0, np.inf
    for _ in range(_MOST_STEPS):
        along = gradient - turn * (turn * gradient).sum(axis=0)
        distance = float(np.linalg.norm(along))
        if distance < _CLOSE:
            break
        step *= 2
        for _ in range(60):
            trial = turn - step * along
            trial /= np.sqrt((trial**2).sum(axis=0))
            pattern = start @ np.linalg.inv(trial).T
            trial_value, slopes = _quartimin(pattern)
            if value - trial_value > 0.5 * distance**2 * step:
                break
            step /= 2
        else:
            break
        turn, value = trial, trial_value
        gradient = -(pattern.T @ slopes @ np.linalg.inv(turn)).T
    pattern = start @ np.linalg.inv(turn).T
    return np.asarray(pattern), np.asarray(turn.T @ turn), distance < 1e-6


def _quartimin(pattern: FloatArray) -> tuple[float, FloatArray]:
    squares = pattern**2
    others = squares.sum(axis=1, keepdims=True) - squares
    return float((squares * others).sum()) / 4, pattern * others


def _varimax(loadings: FloatArray) -> FloatArray:
    """Turn loadings rigidly first: the oblique search starts near a simple pattern."""
    length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    scaled = loadings / np.maximum(length, 1e-12)
    k, m = loadings.shape
    turn, reached = np.eye(m), 0.0
    for _ in range(1000):
        turned = scaled @ turn
        target = turned**3 - turned * (turned**2).sum(axis=0) / k
        left, singular, right = np.linalg.svd(scaled.T @ target)
        turn, before = left @ right, reached
        reached = float(singular.sum())
        if reached <= before * (1 + 1e-12):
            break
    return np.asarray(loadings @ turn)
