"""How many things the items of a scale measure, and how one factor fits them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from barometre.statistics.bartlett_sphericity import compute_bartlett_sphericity
from barometre.statistics.estimate import (
    SMALL_SAMPLE,
    Estimate,
    build_undefined,
    join_notes,
)
from barometre.statistics.factor_model.fit import FactorFit, fit_factor_model
from barometre.statistics.factor_model.fit_measures import (
    RMSEA_LEVEL,
    compute_fit_measures,
)
from barometre.statistics.factor_model.sample import gather_sample
from barometre.statistics.factor_model.standard_errors import compute_scaling_factor
from barometre.statistics.factor_model.structures import build_factors
from barometre.statistics.item_moments import compute_item_moments
from barometre.statistics.kmo import compute_kmo
from barometre.statistics.minimum_average_partial import compute_map_factors
from barometre.statistics.parallel_analysis import compute_parallel_factors

FIT_STATISTICS = ("chi2", "chi2_scaled", "cfi", "tli", "rmsea", "srmr")
# Fewer people than this cannot tell a good structure from a bad one.
FEW_FOR_STRUCTURE = 100
_METHOD = "fiml"


@dataclass(frozen=True, slots=True, kw_only=True)
class FitPart:
    """Measures of fit of one model, and the model where it could be fitted."""

    estimates: tuple[Estimate, ...]
    fit: FactorFit | None

    def find(self, statistic: str) -> Estimate:
        """One measure by its name."""
        return next(one for one in self.estimates if one.statistic == statistic)


def compute_number_of_factors(
    answers: npt.ArrayLike, *, seed: int = 0
) -> tuple[Estimate, ...]:
    """KMO, Bartlett's test, and two counts of what the items measure.

    Missing answers (NaN): a person with any is left out (listwise) and counted.
    """
    moments = compute_item_moments(answers)
    return (
        compute_kmo(moments),
        compute_bartlett_sphericity(moments),
        compute_parallel_factors(answers, seed=seed),
        compute_map_factors(moments),
    )


def compute_structure_fit(
    answers: npt.ArrayLike, *, blocks: Sequence[Sequence[int]]
) -> tuple[Estimate, ...]:
    """Fit one factor per block of items, and say how well that describes answers.

    Parameters
    ----------
    answers
        Keyed answers, people in rows, items in columns. Missing answers (NaN): each
        person counts with the answers given (full information); people without any
        are counted in ``n_missing``.
    blocks
        Columns of the items of each factor: one block for one factor.

    Returns
    -------
    tuple of Estimate
        ``chi2`` and ``chi2_scaled`` (Yuan-Bentler, for answers that are not normal)
        with df and p, ``cfi``, ``tli``, ``rmsea`` with its 90 % interval, ``srmr``.
        NaN with ``two_items``, ``saturated_model`` (three items and one factor always
        fit), ``singular_covariance``, ``too_few_people``, ``not_converged`` or
        ``not_identified``; below 30 people nothing is fitted. ``improper_solution``:
        a negative variance; ``few_for_model``: fewer than 100 people.
    """
    table = np.asarray(answers, dtype=np.float64)
    n_missing = int(np.isnan(table).all(axis=1).sum())
    n = table.shape[0] - n_missing
    reason = _find_obstacle(table, n, blocks)
    if not reason:
        sample = gather_sample([table])
        if sample is None:
            return undefined_fit("singular_covariance", n=n, n_missing=n_missing)
        model = build_factors(blocks, n_items=table.shape[1])
        return measure_fit(
            fit_factor_model(model, sample), n_missing=n_missing
        ).estimates
    return undefined_fit(reason, n=n, n_missing=n_missing)


def measure_fit(
    fit: FactorFit,
    *,
    n_missing: int,
    method: str = _METHOD,
    scaling: float | None = None,
) -> FitPart:
    """Give the measures of a fitted model as estimates.

    ``scaling`` is the scaling factor of its chi-square where it is known already.
    """
    n = fit.sample.n
    if fit.reason:
        estimates = undefined_fit(fit.reason, n=n, n_missing=n_missing, method=method)
        return FitPart(estimates=estimates, fit=None)
    found = compute_fit_measures(fit)
    note = join_notes(
        "improper_solution" if fit.is_heywood else "",
        "few_for_model" if n < FEW_FOR_STRUCTURE else "",
        "saturated_model" if found.df == 0 else "",
        n=n,
    )

    def say(statistic: str, estimate: float, **more: float) -> Estimate:
        return Estimate(
            statistic=statistic, estimate=estimate, n=n, n_missing=n_missing,
            method=method, note=note, **more,
        )  # fmt: skip

    if scaling is None:
        scaling = compute_scaling_factor(fit)
    scaled = fit.chi2 / scaling if scaling > 0 else np.nan
    estimates = (
        say("chi2", found.chi2, df=found.df, p_value=found.p_value),
        say("chi2_scaled", scaled, df=found.df, p_value=_tail(found.df, scaled)),
        say("cfi", found.cfi),
        say("tli", found.tli),
        say(
            "rmsea",
            found.rmsea,
            ci_low=found.rmsea_low,
            ci_high=found.rmsea_high,
            ci_level=RMSEA_LEVEL,
        ),
        say("srmr", found.srmr),
    )
    return FitPart(estimates=estimates, fit=fit)


def undefined_fit(
    reason: str, *, n: int, n_missing: int, method: str = _METHOD
) -> tuple[Estimate, ...]:
    """Say that no measure of fit can be had, and why."""
    return tuple(
        build_undefined(name, reason=reason, n=n, n_missing=n_missing, method=method)
        for name in FIT_STATISTICS
    )


def _find_obstacle(
    table: npt.NDArray[np.float64], n: int, blocks: Sequence[Sequence[int]]
) -> str:
    k = table.shape[1]
    if k < 2:
        return "one_item"
    if k == 2:
        return "two_items"
    if len(blocks) == 1 and k == 3:
        return "saturated_model"
    if any(len(block) < 2 for block in blocks):
        return "one_item"
    return "too_few_people" if n < max(SMALL_SAMPLE, k + 2) else ""


def _tail(df: float, chi2: float) -> float:
    return float(chdtrc(df, chi2)) if chi2 == chi2 else np.nan
