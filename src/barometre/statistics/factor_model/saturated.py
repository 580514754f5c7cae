"""Means and covariances without any model: the best that answers allow."""

from dataclasses import dataclass

import numpy as np

from barometre.statistics.estimate import FloatArray
from barometre.statistics.factor_model.moments import (
    Fitted,
    compare_moments,
    expected_information,
    slope,
    slope_matrices,
    stack_moments,
    unstack_moments,
)
from barometre.statistics.factor_model.patterns import Patterns

_EM_STEPS = 8
_MAX_STEPS = 60
_MAX_HALVINGS = 20
# Squared distance to the maximum, in standard errors of everyone's answers.
_CLOSE = 1e-16
_CLOSE_BUT_ROUNDED = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Saturated:
    """Means and covariances that fit best, and minus twice their log-likelihood.

    ``means`` and ``covariance`` have the number of people as denominator.
    """

    means: FloatArray
    covariance: FloatArray
    fitted: Fitted
    has_converged: bool


def fit_saturated(patterns: Patterns) -> Saturated | None:
    """Estimate means and covariances by full information maximum likelihood.

    Answers that are missing at random do no harm. A few steps of expectation and
    maximisation, then Fisher scoring. None where the covariances are not positive
    definite: items that repeat each other, that do not vary, fewer people than items,
    or two items that nobody answered both.
    """
    if not patterns.n or not _has_every_pair(patterns):
        return None
    start = _start(patterns)
    fitted = compare_moments(patterns, *start) if _is_regular(start[1]) else None
    if fitted is None:
        return None
    if patterns.is_complete:
        return Saturated(
            means=start[0], covariance=start[1], fitted=fitted, has_converged=True
        )
    means, covariance = start
    for _ in range(_EM_STEPS):
        means, covariance = _expect_and_maximise(patterns, fitted, means, covariance)
        stepped = compare_moments(patterns, means, covariance)
        if stepped is None or not _is_regular(covariance):
            return None
        fitted = stepped
    return _score(patterns, stack_moments(means, covariance), fitted)


def _score(patterns: Patterns, moments: FloatArray, fitted: Fitted) -> Saturated | None:
    """Fisher scoring from close by; halved steps never worsen the fit."""
    distance = np.inf
    for _ in range(_MAX_STEPS):
        information = expected_information(patterns, fitted)
        gradient = slope(patterns, fitted)
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            return None
        distance = float(gradient @ step)
        if distance < _CLOSE:
            break
        for halving in range(_MAX_HALVINGS):
            trial = moments - step / 2**halving
            seen = compare_moments(patterns, *unstack_moments(trial, patterns.n_items))
            if seen is not None and seen.value <= fitted.value:
                break
        else:
            break
        moments, fitted = trial, seen
    means, covariance = unstack_moments(moments, patterns.n_items)
    if not _is_regular(covariance):
        return None
    return Saturated(
        means=means,
        covariance=covariance,
        fitted=fitted,
        has_converged=abs(distance) < _CLOSE_BUT_ROUNDED,
    )


def compute_baseline(patterns: Patterns) -> tuple[float, int]:
    """Minus twice the log-likelihood of unrelated items, and its free numbers.

    Each item has its own mean and variance, from everyone who answered it.
    """
    n_by_item = patterns.counts @ patterns.is_answered
    _, variances = _means_and_variances(patterns)
    value = n_by_item @ (np.log(2 * np.pi * variances) + 1)
    return float(value), 2 * patterns.n_items


def diagonal_moments(patterns: Patterns) -> tuple[FloatArray, FloatArray]:
    """Means, and variances without any covariance, of everyone who answered."""
    means, variances = _means_and_variances(patterns)
    return means, np.diag(variances)


def _expect_and_maximise(
    patterns: Patterns, fitted: Fitted, means: FloatArray, covariance: FloatArray
) -> tuple[FloatArray, FloatArray]:
    of_means, of_covariance = slope_matrices(patterns, fitted)
    shift = -covariance @ of_means / patterns.n
    moved = covariance @ (2 * of_covariance) @ covariance / patterns.n
    return means + shift, covariance - moved - np.outer(shift, shift)


def _start(patterns: Patterns) -> tuple[FloatArray, FloatArray]:
    """Moments of everyone where all answered; else variances alone."""
    if not patterns.is_complete:
        return diagonal_moments(patterns)
    if patterns.shared.size:
        return patterns.means[0], patterns.covariances[0]
    return patterns.means[0], np.zeros((patterns.n_items,) * 2)


def _means_and_variances(patterns: Patterns) -> tuple[FloatArray, FloatArray]:
    is_there = patterns.is_answered
    n_by_item = patterns.counts @ is_there
    means = patterns.counts @ patterns.means / n_by_item
    squares = np.where(is_there, (patterns.means - means) ** 2, 0.0)
    squares[patterns.shared] += np.diagonal(patterns.covariances, axis1=1, axis2=2)
    return means, patterns.counts @ squares / n_by_item


def _has_every_pair(patterns: Patterns) -> bool:
    together = patterns.is_answered.T @ (
        patterns.is_answered * patterns.counts[:, np.newaxis]
    )
    return bool((together >= 2).all())


def _is_regular(covariance: FloatArray) -> bool:
    """Whether the items vary, and none follows from the others but for rounding."""
    variances = np.diag(covariance)
    if not (variances > 0).all():
        return False
    scale = np.sqrt(variances)
    return bool(np.linalg.eigvalsh(covariance / np.outer(scale, scale))[0] > 1e-8)
