"""How well a factor model fits, as readers of such models know it."""

from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np
from scipy.optimize import brentq
from scipy.special import chdtr, chdtrc, chndtr

from barometre.statistics.estimate import FloatArray
from barometre.statistics.factor_model.fit import FactorFit
from barometre.statistics.factor_model.saturated import compute_baseline

RMSEA_LEVEL = 0.90


@dataclass(frozen=True, slots=True, kw_only=True)
class FitMeasures:
    """Measures of fit; without degrees of freedom, those of a perfect fit and no p.

    ``rmsea_low`` and ``rmsea_high`` are the ends of its 90 % interval.
    """

    chi2: float
    df: int
    p_value: float
    baseline_chi2: float
    baseline_df: int
    cfi: float
    tli: float
    rmsea: float
    rmsea_low: float
    rmsea_high: float
    srmr: float


def compute_fit_measures(fit: FactorFit) -> FitMeasures:
    r"""Compute the chi-square of a model, CFI, TLI, RMSEA and SRMR.

    .. math::
        CFI &= 1 - \frac{\max(\chi^2-df, 0)}{\max(\chi^2_b-df_b, \chi^2-df, 0)} \\
        TLI &= \frac{\chi^2_b/df_b - \chi^2/df}{\chi^2_b/df_b - 1} \\
        RMSEA &= \sqrt{G}\sqrt{\max(\chi^2-df, 0)/(N\,df)}

    with *b* the model of unrelated items (free means and variances), N people in G
    groups. SRMR: root mean square of the residuals of means and covariances in
    standard deviations, weighted by the people of each group.

    References
    ----------
    Bentler P.M. (1990), doi:10.1037/0033-2909.107.2.238. Tucker L.R., Lewis C. (1973),
    doi:10.1007/BF02291170. Browne M.W., Cudeck R. (1992),
    doi:10.1177/0049124192021002005. Hu L., Bentler P.M. (1999),
    doi:10.1080/10705519909540118.
    """
    baseline_chi2, baseline_df = _compare_with_unrelated(fit)
    chi2, df, n = fit.chi2, fit.df, fit.sample.n
    if df < 1:
        return FitMeasures(
            chi2=chi2, df=df, p_value=nan, baseline_chi2=baseline_chi2,
            baseline_df=baseline_df, cfi=1.0, tli=1.0, rmsea=0.0, rmsea_low=0.0,
            rmsea_high=0.0, srmr=_compute_srmr(fit),
        )  # fmt: skip
    low, high = _bound_noncentrality(chi2, df)
    units = len(fit.sample.groups) / (df * n)
    return FitMeasures(
        chi2=chi2,
        df=df,
        p_value=float(chdtrc(df, chi2)),
        baseline_chi2=baseline_chi2,
        baseline_df=baseline_df,
        cfi=compute_cfi(chi2, df, baseline_chi2, baseline_df),
        tli=_compute_tli(chi2, df, baseline_chi2, baseline_df),
        rmsea=sqrt(max(chi2 - df, 0.0) * units),
        rmsea_low=sqrt(low * units),
        rmsea_high=sqrt(high * units),
        srmr=_compute_srmr(fit),
    )


def compute_cfi(
    chi2: float, df: float, baseline_chi2: float, baseline_df: float
) -> float:
    """Compute the comparative fit index; 1 where unrelated items already fit."""
    excess = max(chi2 - df, 0.0)
    most = max(baseline_chi2 - baseline_df, excess)
    return 1 - excess / most if most > 0 else 1.0


def _compute_tli(
    chi2: float, df: float, baseline_chi2: float, baseline_df: float
) -> float:
    ratio = baseline_chi2 / baseline_df
    return (ratio - chi2 / df) / (ratio - 1) if ratio != 1 else nan


def _compare_with_unrelated(fit: FactorFit) -> tuple[float, int]:
    chi2, df = 0.0, 0
    for patterns, best in zip(fit.sample.groups, fit.sample.saturated, strict=True):
        value, n_free = compute_baseline(patterns)
        p = patterns.n_items
        chi2 += value - best.fitted.value
        df += p + p * (p + 1) // 2 - n_free
    return chi2, df


def _bound_noncentrality(chi2: float, df: int) -> tuple[float, float]:
    """Noncentralities whose upper and lower tails start at an observed chi-square."""
    tail = (1 - RMSEA_LEVEL) / 2

    def end(probability: float) -> float:
        if chdtr(df, chi2) <= probability:
            return 0.0
        reach = max(chi2, df, 1.0)
        while chndtr(chi2, df, reach) > probability and reach < inf:
            reach *= 2
        return float(
            brentq(
                lambda ncp: chndtr(chi2, df, ncp) - probability, 0.0, reach, xtol=1e-10
            )
        )

    return end(1 - tail), end(tail)


def _compute_srmr(fit: FactorFit) -> float:
    parts = zip(fit.sample.groups, fit.sample.saturated, fit.groups, strict=True)
    return sum(
        patterns.n
        / fit.sample.n
        * _deviate(best.means, best.covariance, implied.means, implied.covariance)
        for patterns, best, implied in parts
    )


def _deviate(
    means: FloatArray,
    covariance: FloatArray,
    implied_means: FloatArray,
    implied_covariance: FloatArray,
) -> float:
    scale = np.sqrt(np.diag(covariance))
    off = ((covariance - implied_covariance) / np.outer(scale, scale))[
        np.tril_indices(scale.size)
    ]
    squares = np.concatenate([off, (means - implied_means) / scale]) ** 2
    return float(np.sqrt(squares.mean()))
