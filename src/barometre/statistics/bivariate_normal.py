"""Probability and density of two correlated standard normal variables."""

import numpy as np

from barometre.statistics.estimate import FloatArray

# Gauss-Legendre nodes of the integral over the angle: right to 1e-12 up to |rho| = .99.
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(64)
# Beyond eight standard deviations nothing is left.
_FAR = 8.0


def bivariate_cdf(h: FloatArray, k: FloatArray, rho: float) -> FloatArray:
    r"""Probability that both lie below, for every h with every k.

    .. math:: \Phi(h)\Phi(k) + \frac{1}{2\pi}\int_0^{\arcsin\rho}
        \exp\left(-\frac{h^2 + k^2 - 2hk\sin\theta}{2\cos^2\theta}\right) d\theta

    Parameters
    ----------
    h, k
        Limits; infinite ones are allowed.
    rho
        Correlation, between -1 and 1.

    Returns
    -------
    ndarray
        Shape ``(h.size, k.size)``.

    References
    ----------
    Drezner Z., Wesolowsky G.O. (1990), Journal of Statistical Computation and
    Simulation 35, doi:10.1080/00949659008811236.
    """
    from scipy.special import ndtr

    first, second = (np.clip(limits, -_FAR, _FAR) for limits in (h, k))
    half = np.arcsin(rho) / 2
    angles = half * (_NODES + 1)
    squares = first[:, np.newaxis] ** 2 + second**2
    products = np.outer(first, second)
    exponent = (
        squares[..., np.newaxis] - 2 * products[..., np.newaxis] * np.sin(angles)
    ) / (2 * np.cos(angles) ** 2)
    added = half * (np.exp(-exponent) @ _WEIGHTS) / (2 * np.pi)
    return np.asarray(np.outer(ndtr(first), ndtr(second)) + added)


def bivariate_density(h: FloatArray, k: FloatArray, rho: float) -> FloatArray:
    """Density at every h with every k: also the slope of the probability in rho."""
    first, second = (np.clip(limits, -40, 40) for limits in (h, k))
    left = 1 - rho**2
    squares = first[:, np.newaxis] ** 2 + second**2
    exponent = (squares - 2 * rho * np.outer(first, second)) / (2 * left)
    return np.asarray(np.exp(-exponent) / (2 * np.pi * np.sqrt(left)))
