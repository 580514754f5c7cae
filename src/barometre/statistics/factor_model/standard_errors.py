"""How far the numbers of a fitted factor model may be off, and how far its test."""

from typing import Literal

import numpy as np

from barometre.statistics.estimate import FloatArray
from barometre.statistics.factor_model.fit import (
    FactorFit,
    gather_curvature,
    gather_information,
)
from barometre.statistics.factor_model.model import compile_model
from barometre.statistics.factor_model.moments import (
    compare_moments,
    cross_scores,
    observed_information,
)
from barometre.statistics.factor_model.sample import Sample
from barometre.statistics.factor_model.saturated import diagonal_moments

Kind = Literal["expected", "observed", "robust"]


def compute_parameter_covariance(
    fit: FactorFit, *, kind: Kind = "robust"
) -> FloatArray:
    r"""Covariances of the free numbers of a fitted model.

    Parameters
    ----------
    fit
        A fitted model.
    kind
        ``expected``: inverse of the Fisher information; ``observed``: of the second
        derivatives, right with answers missing at random; ``robust``:
        :math:`H^{-1}BH^{-1}`, right also where answers are not normal (MLR).

    References
    ----------
    Huber P.J. (1967), Proceedings of the Fifth Berkeley Symposium 1, 221-233.
    Yuan K.-H., Bentler P.M. (2000), Sociological Methodology 30,
    doi:10.1111/0081-1750.00078.
    """
    if kind == "expected":
        return _invert(gather_information(fit.sample, fit.fitted, fit.slopes))
    inverse = _invert(_curvature(fit))
    return inverse if kind == "observed" else inverse @ _scores(fit) @ inverse


def compute_scaling_factor(
    fit: FactorFit, *, without_model: float | None = None
) -> float:
    r"""How much too large the test of a model is for answers that are not normal.

    .. math:: c = \frac{\mathrm{tr}(B_1A_1^{-1}) - \mathrm{tr}(B_0H^{-1})}{df}

    with second derivatives and products of scores without a model
    (:math:`A_1, B_1`) and under it (:math:`H, B_0`). NaN without degrees of freedom.

    Parameters
    ----------
    fit
        A fitted model.
    without_model
        The first trace where it is known already: it is the same for every model of
        a sample.

    References
    ----------
    Yuan K.-H., Bentler P.M. (2000), doi:10.1111/0081-1750.00078, in the variant of
    Mplus, as lavaan's ``yuan.bentler.mplus``.
    """
    if fit.df < 1:
        return float("nan")
    of_model = float(np.trace(_scores(fit) @ _invert(_curvature(fit))))
    if without_model is None:
        without_model = trace_without_model(fit.sample)
    return (without_model - of_model) / fit.df


def compute_baseline_scaling_factor(fit: FactorFit) -> float:
    """Give the same for unrelated items, each with its own mean and variance."""
    total, df = 0.0, 0
    for patterns in fit.sample.groups:
        means, covariance = diagonal_moments(patterns)
        fitted = compare_moments(patterns, means, covariance)
        if fitted is None:
            return float("nan")
        p = patterns.n_items
        free = np.concatenate([np.arange(p), p + np.cumsum(np.arange(1, p + 1)) - 1])
        kept = np.ix_(free, free)
        inverse = _invert(observed_information(patterns, fitted)[kept])
        total += float(np.trace(cross_scores(patterns, fitted)[kept] @ inverse))
        df += p * (p - 1) // 2
    return (trace_without_model(fit.sample) - total) / df


def trace_without_model(sample: Sample) -> float:
    """Sum the products of scores in units of the information, without any model."""
    total = 0.0
    for patterns, best in zip(sample.groups, sample.saturated, strict=True):
        inverse = _invert(observed_information(patterns, best.fitted))
        total += float(np.trace(cross_scores(patterns, best.fitted) @ inverse))
    return total


def _curvature(fit: FactorFit) -> FloatArray:
    compiled = compile_model(fit.model)
    return gather_curvature(
        compiled, fit.sample, fit.parameters, fit.fitted, fit.slopes
    )


def _scores(fit: FactorFit) -> FloatArray:
    parts = zip(fit.sample.groups, fit.fitted, fit.slopes, strict=True)
    size = fit.parameters.size
    return sum(
        (
            jacobian @ cross_scores(patterns, one) @ jacobian.T
            for patterns, one, jacobian in parts
        ),
        np.zeros((size, size)),
    )


def _invert(matrix: FloatArray) -> FloatArray:
    scale = np.sqrt(np.maximum(np.abs(np.diag(matrix)), 1e-300))
    units = np.outer(scale, scale)
    return np.asarray(np.linalg.pinv(matrix / units, hermitian=True) / units)
