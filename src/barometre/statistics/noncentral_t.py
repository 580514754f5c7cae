"""Interval of a noncentrality parameter, by inverting the noncentral t."""

from functools import lru_cache
from math import exp, lgamma, log, nan, sqrt

from scipy.optimize import brentq
from scipy.special import nctdtr, ndtri

_LARGEST_T = 1000.0


# Several numbers of one change ask for the same.
@lru_cache(maxsize=256)
def noncentrality_interval(
    t: float, *, df: float, confidence: float
) -> tuple[float, float]:
    """Noncentralities at which an observed t sits at each tail's edge.

    NaN beyond |t| = 1000, where the distribution is no longer accurate and nearly
    everyone changed by the same amount.

    References
    ----------
    Steiger J.H., Fouladi R.T. (1997), in What If There Were No Significance Tests?,
    doi:10.4324/9781315827353.
    """
    if abs(t) > _LARGEST_T:
        return nan, nan
    tail = (1 - confidence) / 2
    # By symmetry only positive t are inverted, where the distribution is accurate.
    if t < 0:
        low, high = noncentrality_interval(-t, df=df, confidence=confidence)
        return -high, -low
    return _invert(t, df, 1 - tail), _invert(t, df, tail)


def _invert(t: float, df: float, probability: float) -> float:
    def excess(noncentrality: float) -> float:
        return float(nctdtr(df, noncentrality, t)) - probability

    # The normal approximation of the noncentral t, widened until it brackets.
    centre = t - float(ndtri(probability)) * sqrt(1 + t**2 / (2 * df))
    width = 0.5
    while excess(centre - width) < 0 or excess(centre + width) > 0:
        width *= 2
    return float(brentq(excess, centre - width, centre + width, xtol=1e-12, rtol=1e-14))


def hedges_correction(df: float) -> float:
    r"""Hedges' exact factor that takes the small-sample bias out of a d.

    .. math:: J = \Gamma(df/2) / (\sqrt{df/2}\,\Gamma((df-1)/2))

    NaN below two degrees of freedom.

    References
    ----------
    Hedges L.V. (1981), Journal of Educational Statistics 6,
    doi:10.3102/10769986006002107.
    """
    if df < 2:
        return nan
    return exp(lgamma(df / 2) - log(df / 2) / 2 - lgamma((df - 1) / 2))
