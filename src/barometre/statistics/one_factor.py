"""One common factor behind the items: maximum likelihood and least squares."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import OptimizeResult, least_squares, minimize

from barometre.statistics.estimate import FloatArray

# Residual variances of the bounded search, in variances of their items.
_BOUNDS = (0.005, 1.0)
_MAX_STEPS = 100
_MAX_HALVINGS = 30
# A residual variance this small beside its item's variance is zero but for rounding.
_GONE = 1e-6
# Squared distance to the minimum, in standard errors of one person's data.
_CLOSE = 1e-20
# Where rounding stops the descent, this close still is the minimum.
_CLOSE_BUT_ROUNDED = 1e-14


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
        """Whether an item has as much in common with the others as it varies."""
        variances = self.loadings**2 + self.residual_variances
        return bool((self.residual_variances <= _GONE * variances).any())


def fit_one_factor_ml(covariance: FloatArray) -> OneFactor:
    r"""Fit one factor to a positive definite covariance matrix by maximum likelihood.

    Minimises :math:`\log|\Sigma| + \mathrm{tr}(S\Sigma^{-1})` with
    :math:`\Sigma = \lambda\lambda' + \mathrm{diag}(\psi)`, on the correlation matrix
    (the fit only changes its units). A bounded search over the residual variances
    finds the valley; Newton's method without bounds goes to its bottom, so that an
    improper solution shows itself by a residual variance below zero. Two groups of
    items make a valley each: where the second principal component explains more than
    one item, the search also starts from its sum and difference with the first, and
    keeps the deepest.

    References
    ----------
    Jöreskog K.G. (1967), Psychometrika 32, doi:10.1007/BF02289658.
    """
    scale = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(scale, scale)
    searches = [_find_valley(correlation, start) for start in list_starts(correlation)]
    deepest = min(searches, key=lambda found: found.fun)
    parameters, has_converged = _descend(
        correlation, np.concatenate(_profile(deepest.x, correlation)[2:])
    )
    information = _information(parameters)
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
        list_starts(correlation)[0],
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


def _find_valley(correlation: FloatArray, loadings: FloatArray) -> OptimizeResult:
    """Search residual variances within bounds, from given loadings."""
    return minimize(
        lambda residuals: _profile(residuals, correlation)[:2],
        np.clip(1 - loadings**2, 0.05, 0.95),
        jac=True,
        # scipy's L-BFGS-B starts threads at each step, which takes longer than a step.
        method="SLSQP",
        bounds=[_BOUNDS] * loadings.size,
        options={"ftol": 1e-12},
    )


def _profile(
    residuals: FloatArray, correlation: FloatArray
) -> tuple[float, FloatArray, FloatArray, FloatArray]:
    """Give the least discrepancy, its slopes, loadings, for residual variances."""
    scale = np.sqrt(residuals)
    values, vectors = np.linalg.eigh(correlation / np.outer(scale, scale))
    others = np.maximum(values[:-1], 1e-300)
    loadings = np.sqrt(max(values[-1] - 1, 0.0)) * scale * vectors[:, -1]
    slopes = (loadings**2 + residuals - np.diag(correlation)) / residuals**2
    return float((others - np.log(others) - 1).sum()), slopes, loadings, residuals


def _descend(correlation: FloatArray, start: FloatArray) -> tuple[FloatArray, bool]:
    """Go to the minimum nearest to a start, or until a residual variance is gone."""
    parameters = start
    value = _discrepancy(parameters, correlation)
    distance = np.inf
    for _ in range(_MAX_STEPS):
        gradient, curvature = _slopes(parameters, correlation)
        if np.linalg.eigvalsh(curvature)[0] <= 0:
            curvature = _information(parameters)
        step = np.linalg.lstsq(curvature, gradient, rcond=None)[0]
        distance = float(gradient @ step)
        if distance < _CLOSE or parameters[correlation.shape[0] :].min() <= _GONE:
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


def list_starts(correlation: FloatArray) -> list[FloatArray]:
    """Give loadings to start from: more than one where items fall into two groups."""
    values, vectors = np.linalg.eigh(correlation)
    second, first = (0.9 * vectors[:, -2:] * np.sqrt(values[-2:])).T
    if values[-2] <= 1:
        return [first]
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


def _slopes(
    parameters: FloatArray, correlation: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give half the first and second derivatives of the discrepancy."""
    loadings = parameters[: correlation.shape[0]]
    inverse = np.asarray(np.linalg.inv(_imply(parameters)), dtype=np.float64)
    seen = inverse @ correlation @ inverse
    excess = inverse - seen
    gradient = np.concatenate([excess @ loadings, np.diag(excess) / 2])
    return gradient, _curvature(loadings, inverse, 2 * seen - inverse, excess)


def _information(parameters: FloatArray) -> FloatArray:
    """Give the Fisher information of one person: half the expected curvature."""
    loadings = parameters[: parameters.size // 2]
    inverse = np.asarray(np.linalg.inv(_imply(parameters)), dtype=np.float64)
    return _curvature(loadings, inverse, inverse, np.zeros_like(inverse))


def _curvature(
    loadings: FloatArray, inverse: FloatArray, seen: FloatArray, excess: FloatArray
) -> FloatArray:
    inward, outward = inverse @ loadings, seen @ loadings
    crossed = np.outer(inward, outward)
    of_loadings = crossed + crossed.T + (loadings @ inward) * seen
    of_loadings = (of_loadings + (loadings @ outward) * inverse) / 2 + excess
    between = (seen * inward + inverse * outward) / 2
    return np.block([[of_loadings, between], [between.T, seen * inverse / 2]])


def _imply(parameters: FloatArray) -> FloatArray:
    loadings, residuals = np.split(parameters, 2)
    return np.asarray(np.outer(loadings, loadings) + np.diag(residuals))
