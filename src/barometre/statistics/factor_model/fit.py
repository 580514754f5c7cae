"""Fitting a declared factor model by maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from barometre.statistics.estimate import FloatArray
from barometre.statistics.factor_model.model import (
    CompiledGroup,
    FactorModel,
    Matrices,
    compile_model,
)
from barometre.statistics.factor_model.moments import (
    Fitted,
    compare_moments,
    expected_information,
    observed_information,
    slope,
    slope_matrices,
)
from barometre.statistics.factor_model.sample import Sample
from barometre.statistics.factor_model.start import find_starts

_MAX_STEPS = 200
_MAX_HALVINGS = 30
# Squared distance to the maximum, in standard errors of everyone's answers.
_CLOSE = 1e-16
_CLOSE_BUT_ROUNDED = 1e-9
# Share of the value that is rounding.
_ROUNDING = 1e-14
# Relative to its largest, an eigenvalue of the information this small is none.
_UNTOLD = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorFit:
    """A fitted factor model.

    Parameters
    ----------
    model, sample
        What was fitted to whom.
    parameters
        Free numbers, in the order of ``model.labels``.
    groups
        The same in their matrices, group by group.
    fitted
        Answers beside the implied moments, group by group.
    slopes
        Derivatives of the implied moments, group by group.
    value
        Minus twice the log-likelihood.
    reason
        ``not_converged``, ``not_identified``, or nothing.
    """

    model: FactorModel
    sample: Sample
    parameters: FloatArray
    groups: tuple[Matrices, ...]
    fitted: tuple[Fitted, ...]
    slopes: tuple[FloatArray, ...]
    value: float
    reason: str

    @property
    def chi2(self) -> float:
        """Twice the log-likelihood lost to the model."""
        best = sum(one.fitted.value for one in self.sample.saturated)
        return max(self.value - best, 0.0)

    @property
    def df(self) -> int:
        """Degrees of freedom of the model."""
        return self.model.df

    @property
    def is_heywood(self) -> bool:
        """Whether a residual variance is negative, or factors have no covariance."""
        return any(
            (np.diag(one.residual) < 0).any()
            or np.linalg.eigvalsh(one.factor_covariance)[0] < 0
            for one in self.groups
        )

    def find(self, label: str) -> float:
        """One free number by its label."""
        return float(self.parameters[self.model.labels.index(label)])


def fit_factor_model(
    model: FactorModel, sample: Sample, *, start: FloatArray | None = None
) -> FactorFit:
    """Fit a factor model by full information maximum likelihood.

    Parameters
    ----------
    model
        What is free, fixed and equal.
    sample
        From :func:`~barometre.statistics.factor_model.sample.gather_sample`. Missing
        answers: each person counts with the answers given.
    start
        Where the search begins; by default from one factor per block of items.

    Returns
    -------
    FactorFit
        With ``reason`` where the search did not end, or where the answers cannot tell
        the numbers of the model apart. Variances are not bounded: an improper solution
        shows itself (``is_heywood``), as in lavaan.

    Notes
    -----
    Newton's method with analytic derivatives, Fisher's where the curvature has the
    wrong sign; steps are halved until the fit improves.

    References
    ----------
    Jöreskog K.G. (1971), Psychometrika 36, doi:10.1007/BF02291366.
    """
    compiled = compile_model(model)
    starts = (
        find_starts(model, compiled, sample.saturated) if start is None else [start]
    )
    searches = [_search(compiled, sample, each) for each in starts]
    best = min(searches, key=lambda found: _value(found.fitted))
    slopes = tuple(group.differentiate(best.parameters) for group in compiled)
    information = gather_information(sample, best.fitted, slopes)
    reason = "" if _is_told(information) else "not_identified"
    return FactorFit(
        model=model,
        sample=sample,
        parameters=best.parameters,
        groups=tuple(group.fill(best.parameters) for group in compiled),
        fitted=best.fitted,
        slopes=slopes,
        value=_value(best.fitted),
        reason=reason
        or ("" if best.distance < _CLOSE_BUT_ROUNDED else "not_converged"),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Where a search ended, and how far the maximum still is."""

    parameters: FloatArray
    fitted: tuple[Fitted, ...]
    distance: float


def _search(
    compiled: Sequence[CompiledGroup], sample: Sample, start: FloatArray
) -> _Found:
    parameters, fitted = start, _compare(compiled, sample, start)
    if fitted is None:
        raise ValueError("the start is not a covariance matrix")
    distance = np.inf
    for _ in range(_MAX_STEPS):
        step, distance = _aim(compiled, sample, parameters, fitted)
        if distance < _CLOSE:
            break
        moved = _walk(compiled, sample, parameters, step, _value(fitted))
        if moved is None:
            break
        parameters, fitted = moved
    return _Found(parameters=parameters, fitted=fitted, distance=distance)


def gather_information(
    sample: Sample, fitted: Sequence[Fitted], slopes: Sequence[FloatArray]
) -> FloatArray:
    """Fisher information of the free numbers, all people together."""
    size = slopes[0].shape[0]
    total = np.zeros((size, size))
    for patterns, one, jacobian in zip(sample.groups, fitted, slopes, strict=True):
        total += jacobian @ expected_information(patterns, one) @ jacobian.T
    return total


def gather_curvature(
    compiled: Sequence[CompiledGroup],
    sample: Sample,
    parameters: FloatArray,
    fitted: Sequence[Fitted],
    slopes: Sequence[FloatArray],
) -> FloatArray:
    """Second derivatives of half the value with regard to the free numbers."""
    total = np.zeros((parameters.size, parameters.size))
    parts = zip(compiled, sample.groups, fitted, slopes, strict=True)
    for group, patterns, one, jacobian in parts:
        total += jacobian @ observed_information(patterns, one) @ jacobian.T
        total += group.bend(parameters, *slope_matrices(patterns, one))
    return total


def _aim(
    compiled: Sequence[CompiledGroup],
    sample: Sample,
    parameters: FloatArray,
    fitted: Sequence[Fitted],
) -> tuple[FloatArray, float]:
    """Give the next step, and how far the maximum is, in standard errors squared.

    Newton's step in a valley; on a ridge, where the curvature has the wrong sign,
    that of the expected information.
    """
    slopes = [group.differentiate(parameters) for group in compiled]
    gradient = np.zeros(parameters.size)
    for patterns, one, jacobian in zip(sample.groups, fitted, slopes, strict=True):
        gradient += jacobian @ slope(patterns, one)
    curvature = gather_curvature(compiled, sample, parameters, fitted, slopes)
    try:
        np.linalg.cholesky(curvature)
    except np.linalg.LinAlgError:
        curvature = gather_information(sample, fitted, slopes)
    scale = np.sqrt(np.maximum(np.diag(curvature), 1e-300))
    scaled = curvature / np.outer(scale, scale)
    step = np.linalg.lstsq(scaled, gradient / scale, rcond=_UNTOLD)[0] / scale
    return step, float(gradient @ step)


def _is_told(information: FloatArray) -> bool:
    """Whether the answers tell every free number apart from the others."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    values = np.linalg.eigvalsh(information / np.outer(scale, scale))
    return bool(values[0] > _UNTOLD * values[-1])


def _value(fitted: Sequence[Fitted]) -> float:
    return sum(one.value for one in fitted)


def _compare(
    compiled: Sequence[CompiledGroup], sample: Sample, parameters: FloatArray
) -> tuple[Fitted, ...] | None:
    found = []
    for group, patterns in zip(compiled, sample.groups, strict=True):
        filled = group.fill(parameters)
        one = compare_moments(patterns, filled.means, filled.covariance)
        if one is None:
            return None
        found.append(one)
    return tuple(found)


def _walk(
    compiled: Sequence[CompiledGroup],
    sample: Sample,
    parameters: FloatArray,
    step: FloatArray,
    value: float,
) -> tuple[FloatArray, tuple[Fitted, ...]] | None:
    """Go as far along a step as the fit improves; None where it no longer does."""
    slack = _ROUNDING * max(abs(value), 1.0)
    for halving in range(_MAX_HALVINGS):
        trial = parameters - step / 2**halving
        fitted = _compare(compiled, sample, trial)
        if fitted is not None and _value(fitted) <= value + slack:
            return trial, fitted
    return None
