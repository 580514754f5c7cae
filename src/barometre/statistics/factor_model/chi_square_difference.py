"""What one model loses beside a looser one, for answers that are not normal."""

from dataclasses import dataclass
from math import nan

from scipy.special import chdtrc


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelTest:
    """Chi-square of a model, its degrees of freedom and its scaling factor."""

    chi2: float
    df: int
    scaling: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Chi-square of the equalities that one model adds to another."""

    chi2: float
    df: int
    p_value: float
    method: str


def compare_chi_squares(strict: ModelTest, loose: ModelTest) -> Difference:
    r"""Compute the scaled difference of two chi-squares.

    .. math:: \Delta = \frac{\chi^2_0-\chi^2_1}{c_d}, \quad
              c_d = \frac{c_0 df_0 - c_1 df_1}{df_0 - df_1}

    Where :math:`c_d` is not positive, which few people can cause, the difference is
    not scaled, and ``method`` says so.

    References
    ----------
    Satorra A., Bentler P.M. (2001), Psychometrika 66, doi:10.1007/BF02296192.
    """
    df = strict.df - loose.df
    raw = max(strict.chi2 - loose.chi2, 0.0)
    if df < 1:
        return Difference(chi2=nan, df=df, p_value=nan, method="")
    between = strict.scaling * strict.df
    between -= loose.scaling * loose.df if loose.df else 0.0
    is_scaled = between > 0
    chi2 = raw * df / between if is_scaled else raw
    return Difference(
        chi2=chi2,
        df=df,
        p_value=float(chdtrc(df, chi2)),
        method="satorra_bentler_2001" if is_scaled else "likelihood_ratio",
    )
