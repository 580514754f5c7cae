"""One number from several completed data sets."""

from dataclasses import dataclass
from math import inf, nan, sqrt

from barometre.statistics.estimate import Estimate, FloatArray, join_notes
from barometre.statistics.location import describe_by_t


@dataclass(frozen=True, slots=True)
class Pooled:
    """An estimate over imputations: value, variance, degrees of freedom.

    ``missing_share`` is the share of the variance that comes from what is missing.
    """

    value: float
    variance: float
    df: float
    missing_share: float


def pool_imputations(
    estimates: FloatArray, variances: FloatArray, *, df_complete: float
) -> Pooled:
    r"""Pool the estimates of completed data sets by Rubin's rules.

    .. math:: T = \bar U + (1 + 1/m)\,B

    Parameters
    ----------
    estimates, variances
        One per completed data set: the number, and its squared error.
    df_complete
        Degrees of freedom if nothing had been missing.

    Returns
    -------
    Pooled
        Degrees of freedom are Barnard and Rubin's: never more than complete data
        would have.

    References
    ----------
    Rubin D.B. (1987), Multiple Imputation for Nonresponse in Surveys,
    doi:10.1002/9780470316696.
    Barnard J., Rubin D.B. (1999), Biometrika 86, doi:10.1093/biomet/86.4.948.
    """
    m = estimates.size
    within = float(variances.mean())
    between = float(estimates.var(ddof=1)) * (1 + 1 / m)
    total = within + between
    share = between / total if total > 0 else 0.0
    observed = (df_complete + 1) / (df_complete + 3) * df_complete * (1 - share)
    of_draws = (m - 1) / share**2 if share > 0 else inf
    df = observed if of_draws == inf else of_draws * observed / (of_draws + observed)
    return Pooled(float(estimates.mean()), total, df, share)


def describe_pooled(
    pooled: Pooled,
    *,
    statistic: str,
    n: int,
    n_missing: int,
    method: str,
    confidence: float = 0.95,
) -> Estimate:
    """Put a pooled number with its interval.

    ``n`` people stand behind it, ``n_missing`` of them with an imputed score.

    References
    ----------
    Barnard J., Rubin D.B. (1999), Biometrika 86, doi:10.1093/biomet/86.4.948.
    """
    has_error = pooled.variance > 0 and pooled.df > 0
    return describe_by_t(
        pooled.value,
        sqrt(pooled.variance) if has_error else nan,
        pooled.df,
        statistic=statistic,
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes("" if has_error else "no_variance", n=n - n_missing),
        confidence=confidence,
    )
