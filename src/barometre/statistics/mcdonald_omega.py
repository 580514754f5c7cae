"""McDonald's omega total of a one-factor scale."""

from typing import Literal

import numpy as np
from scipy.special import expit, logit, ndtri

from barometre.statistics.cronbach_alpha import find_reversed_item
from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.item_moments import ItemMoments, find_obstacle
from barometre.statistics.one_factor import (
    OneFactor,
    fit_one_factor_minres,
    fit_one_factor_ml,
)

OmegaMethod = Literal["ml_covariance", "minres_correlation"]
# Below this, the smallest eigenvalue of the correlations is rounding.
_SINGULAR = 1e-10


def compute_mcdonald_omega(
    moments: ItemMoments,
    *,
    method: OmegaMethod = "ml_covariance",
    confidence: float = 0.95,
) -> Estimate:
    r"""Share of a score's variance that one common factor explains.

    .. math:: \omega_t = \frac{(\sum_j\lambda_j)^2}{(\sum_j\lambda_j)^2+\sum_j\psi_j}

    Parameters
    ----------
    moments
        Of keyed answers. People with a missing answer are already out (listwise).
    method
        ``ml_covariance``: maximum likelihood on the covariances, the reliability of
        the mean score as it is used. ``minres_correlation``: least squares on the
        correlations, the reliability of a mean of standardised items, with the total
        of the observed correlations below the line (as ``psych::omega``).
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``mcdonald_omega_total``. NaN with ``two_items``, ``singular_covariance``,
        ``not_converged``, or ``heywood``: an item's residual variance is not positive,
        so one factor is an improper description and no share of variance can be read
        from it; Cronbach's alpha stands beside.

    Notes
    -----
    Interval (maximum likelihood only): delta method on the expected information, for
    the logarithm of explained over unexplained variance, as ``lavaan`` gives for a
    defined parameter; brought back it stays between 0 and 1. Of omega itself it would
    hold the truth 88 times in 100 with 20 people, and 92 with 50.

    References
    ----------
    McDonald R.P. (1999), Test Theory, doi:10.4324/9781410601087.
    Raykov T. (2002), Multivariate Behavioral Research 37,
    doi:10.1207/S15327906MBR3701_04.
    Raykov T., Marcoulides G.A. (2011), Introduction to Psychometric Theory,
    doi:10.4324/9780203841624 (interval through the logit).

    Examples
    --------
    >>> from barometre.statistics.item_moments import ItemMoments
    >>> moments = ItemMoments(
    ...     n=300,
    ...     n_missing=0,
    ...     means=np.zeros(3),
    ...     covariance=np.array([[1, 0.48, 0.4], [0.48, 1, 0.3], [0.4, 0.3, 1]]),
    ... )
    >>> round(compute_mcdonald_omega(moments).estimate, 6)
    0.673507
    """
    name = f"omega_{method}"
    reason = _find_obstacle(moments)
    if not reason:
        factor = _fit(moments.covariance, method)
        reason = _find_flaw(factor)
    if reason:
        return build_undefined(
            "mcdonald_omega_total",
            reason=reason,
            n=moments.n,
            n_missing=moments.n_missing,
            method=name,
        )
    omega, std_error = (
        _share_of_model(factor, moments.n)
        if method == "ml_covariance"
        else (_share_of_observed(factor, moments.covariance), np.nan)
    )
    has_interval = std_error == std_error and 0 < omega < 1
    margin = (
        float(ndtri((1 + confidence) / 2)) * std_error / (omega * (1 - omega))
        if has_interval
        else np.nan
    )
    low, high = (expit(logit(omega) + side * margin) for side in (-1, 1))
    return Estimate(
        statistic="mcdonald_omega_total",
        estimate=omega,
        ci_low=float(low),
        ci_high=float(high),
        ci_level=confidence if has_interval else np.nan,
        std_error=std_error,
        n=moments.n,
        n_missing=moments.n_missing,
        method=f"{name}_delta" if has_interval else name,
        note=join_notes(find_reversed_item(moments.covariance), n=moments.n),
    )


def _find_obstacle(moments: ItemMoments) -> str:
    if reason := find_obstacle(moments):
        return reason
    if moments.n_items == 2:
        return "two_items"
    smallest = np.linalg.eigvalsh(_correlation(moments.covariance))[0]
    return "singular_covariance" if smallest < _SINGULAR else ""


def _find_flaw(factor: OneFactor) -> str:
    if factor.is_heywood:
        return "heywood"
    return "" if factor.has_converged else "not_converged"


def _correlation(covariance: FloatArray) -> FloatArray:
    scale = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(scale, scale))


def _fit(covariance: FloatArray, method: OmegaMethod) -> OneFactor:
    if method == "ml_covariance":
        return fit_one_factor_ml(covariance)
    return fit_one_factor_minres(_correlation(covariance))


def _share_of_model(factor: OneFactor, n: int) -> tuple[float, float]:
    """Omega of the fitted model with its standard error."""
    total_loading = factor.loadings.sum()
    residual = factor.residual_variances.sum()
    total = total_loading**2 + residual
    slopes = np.repeat(
        [2 * total_loading * residual / total**2, -(total_loading**2) / total**2],
        factor.loadings.size,
    )
    variance = slopes @ factor.parameter_covariance @ slopes / n
    return float(total_loading**2 / total), float(np.sqrt(variance))


def _share_of_observed(factor: OneFactor, covariance: FloatArray) -> float:
    residual = factor.residual_variances.sum()
    return float(1 - residual / _correlation(covariance).sum())
