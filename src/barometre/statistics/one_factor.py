"""One common factor behind the items: maximum likelihood and least squares."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from barometre.statistics.estimate import FloatArray

_MAX_STEPS = 500
_MAX_HALVINGS = 30
# Squared distance to the minimum, in standard errors of one person's data.
_CLOSE = 1e-20
# Where rounding stops the descent, this close still is the minimum.
_CLOSE_BUT_ROUNDED = 1e-14
# A residual variance this far below zero, in variances of its item, runs away: no
# factor reproduces the covariances.
_RUNAWAY = -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OneFactor:
    """Loadings and residual variances, and whether the search ended well.

    ``parameter_covariance`` is of the loadings followed by the residual variances, for
    one person: divide by n. NaN for least squares.
    """

    loadings: FloatArray
    residual_variances: FloatArray
    parameter_covariance: FloatArray
    has_converged: bool

    @property
    def is_heywood(self) -> bool:
        """Whether an item has more in common with the others than it varies."""
        return bool((self.residual_variances <= 0).any())


def fit_one_factor_ml(covariance: FloatArray) -> OneFactor:
    r"""Fit one factor to a positive definite covariance matrix by maximum likelihood.

    Minimises :math:`\log|\Sigma| + \mathrm{tr}(S\Sigma^{-1})` with
    :math:`\Sigma = \lambda\lambda' + \mathrm{diag}(\psi)` by Fisher scoring with step
    halving, on the correlation matrix (the fit only changes its units). Residual
    variances are left free, so that an improper solution shows itself. Two groups of
    items make a local minimum for each: the search starts from the first principal
    component and from its sum and difference with the second, and keeps the best.

    References
    ----------
    Jöreskog K.G. (1967), Psychometrika 32, doi:10.1007/BF02289658.
    """
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    searches = [_descend(correlation, start) for start in _starts(correlation)]
    parameters, has_converged = min(
        searches, key=lambda search: _discrepancy(search[0], correlation)
    )
    _, information = _score(parameters, correlation)
    units = np.concatenate([scale, scale**2])
    k = scale.size
    if parameters[:k] @ scale < 0:
        units[:k] *= -1
    fitted = parameters * units
    return OneFactor(
        loadings=fitted[:k],
        residual_variances=fitted[k:],
        parameter_covariance=np.asarray(
            np.linalg.pinv(information, hermitian=True) * np.outer(units, units)
        ),
        has_converged=has_converged,
    )


def fit_one_factor_minres(correlation: FloatArray) -> OneFactor:
    """Fit one factor to the correlations off the diagonal by least squares.

    References
    ----------
    Harman H.H., Jones W.H. (1966), Psychometrika 31, doi:10.1007/BF02289468.
    """
    k = correlation.shape[0]
    first, second = np.triu_indices(k, 1)
    observed = correlation[first, second]
    pair = np.arange(observed.size)

    def residuals(loadings: FloatArray) -> FloatArray:
        return np.asarray(loadings[first] * loadings[second] - observed)

    def slopes(loadings: FloatArray) -> FloatArray:
        jacobian = np.zeros((observed.size, k))
        jacobian[pair, first] = loadings[second]
        jacobian[pair, second] = loadings[first]
        return jacobian

    found = least_squares(
        residuals,
        _starts(correlation)[0],
        jac=slopes,
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-14,
    )
    loadings = found.x * (-1.0 if found.x.sum() < 0 else 1.0)
    return OneFactor(
        loadings=loadings,
        residual_variances=1 - loadings**2,
        parameter_covariance=np.full((2 * k, 2 * k), np.nan),
        has_converged=bool(found.success),
    )


def _descend(correlation: FloatArray, loadings: FloatArray) -> tuple[FloatArray, bool]:
    k = loadings.size
    parameters = np.concatenate([loadings, np.clip(1 - loadings**2, 0.05, None)])
    value = _discrepancy(parameters, correlation)
    distance = np.inf
    for _ in range(_MAX_STEPS):
        gradient, information = _score(parameters, correlation)
        step = np.linalg.lstsq(information, gradient, rcond=None)[0]
        distance = float(gradient @ step)
        if distance < _CLOSE or parameters[k:].min() < _RUNAWAY:
            break
        for halving in range(_MAX_HALVINGS):
            trial = parameters - step / 2**halving
            trial_value = _discrepancy(trial, correlation)
            if trial_value <= value + 1e-13:
                break
        else:
            break
        parameters, value = trial, trial_value
    return parameters, distance < _CLOSE_BUT_ROUNDED


def _starts(correlation: FloatArray) -> list[FloatArray]:
    """Give loadings to start from, of length below one."""
    values, vectors = np.linalg.eigh(correlation)
    second, first = (0.9 * vectors[:, -2:] * np.sqrt(values[-2:])).T
    return [first, (first + second) / np.sqrt(2), (first - second) / np.sqrt(2)]


def _discrepancy(parameters: FloatArray, correlation: FloatArray) -> float:
    implied = _imply(parameters)
    try:
        root = np.linalg.cholesky(implied)
    except np.linalg.LinAlgError:
        return float("inf")
    half = np.linalg.solve(root, correlation)
    return float(
        2 * np.log(np.diag(root)).sum() + np.trace(np.linalg.solve(root, half.T))
    )


def _score(
    parameters: FloatArray, correlation: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Half gradient of the discrepancy, and Fisher information of one person."""
    k = correlation.shape[0]
    loadings = parameters[:k]
    inverse = np.linalg.inv(_imply(parameters))
    inward = inverse @ loadings
    excess = inverse - inverse @ correlation @ inverse
    gradient = np.concatenate([excess @ loadings, np.diag(excess) / 2])
    between = inverse * inward[np.newaxis, :]
    of_loadings = np.outer(inward, inward) + inverse * (loadings @ inward)
    information = np.block([[of_loadings, between], [between.T, inverse**2 / 2]])
    return gradient, information


def _imply(parameters: FloatArray) -> FloatArray:
    loadings, residuals = np.split(parameters, 2)
    return np.asarray(np.outer(loadings, loadings) + np.diag(residuals))
