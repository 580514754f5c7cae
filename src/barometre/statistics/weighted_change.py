"""Mean change of those who stayed, weighted to stand for those who left as well."""

from dataclasses import dataclass
from math import nan, sqrt

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import describe_by_t


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean, its variance and the degrees of freedom of that variance."""

    value: float
    variance: float
    df: float


def weigh_mean(values: FloatArray, weights: FloatArray) -> Mean:
    r"""Mean of weighted people, with the variance of survey samplers.

    .. math:: \frac{n}{n-1}\sum_i w_i^2(x_i-\bar x_w)^2 \Big/ \Big(\sum_i w_i\Big)^2
    """
    total = float(weights.sum())
    mean = float(weights @ values) / total
    spread = float(((weights * (values - mean)) ** 2).sum())
    n = values.size
    return Mean(mean, n / (n - 1) * spread / total**2, float(n - 1))


def subtract(first: Mean, second: Mean) -> Mean:
    """Subtract means of different people; degrees of freedom are Satterthwaite's."""
    total = first.variance + second.variance
    below = first.variance**2 / first.df + second.variance**2 / second.df
    df = total**2 / below if below > 0 else first.df + second.df
    return Mean(first.value - second.value, total, df)


def describe_weighted(
    mean: Mean | None,
    *,
    statistic: str,
    n: int,
    n_missing: int,
    reason: str = "",
    confidence: float = 0.95,
) -> Estimate:
    """Put a weighted mean change, or a difference of two, with its interval.

    Parameters
    ----------
    mean
        From :func:`weigh_mean` or :func:`subtract`; None with a reason.
    statistic
        ``mean_change_ipw``, ``did_ipw``.
    n, n_missing
        People whose change is known, and people of the start whose change is not: the
        weights stand for them.

    Returns
    -------
    Estimate
        NaN where no weights could be had, with their reason; no interval with
        ``no_variance`` where all changed alike. The weights are taken as given.

    References
    ----------
    Seaman S.R., White I.R. (2013), Statistical Methods in Medical Research 22,
    doi:10.1177/0962280210395740.
    Lumley T. (2010), Complex Surveys, doi:10.1002/9780470580066.
    """
    method = "ipw_cross_fitted"
    if mean is None:
        return build_undefined(
            statistic, reason=reason, n=n, n_missing=n_missing, method=method
        )
    has_error = mean.variance > 0
    return describe_by_t(
        mean.value,
        sqrt(mean.variance) if has_error else nan,
        mean.df,
        statistic=statistic,
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes("" if has_error else "no_variance", n=n),
        confidence=confidence,
    )
