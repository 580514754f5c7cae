"""Everything about how the items of one scale go together."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from barometre.statistics.cronbach_alpha import compute_cronbach_alpha
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.guttman_lambda2 import compute_guttman_lambda2
from barometre.statistics.guttman_lambdas import (
    compute_guttman_lambda1,
    compute_guttman_lambda5,
    compute_guttman_lambda6,
)
from barometre.statistics.item_correlations import (
    compute_alpha_if_dropped,
    compute_item_rest_correlations,
    compute_mean_interitem_correlation,
)
from barometre.statistics.item_moments import ItemMoments, compute_item_moments
from barometre.statistics.mcdonald_omega import compute_mcdonald_omega
from barometre.statistics.measurement_error import (
    compute_smallest_detectable_change,
    compute_standard_error_of_measurement,
)
from barometre.statistics.spearman_brown import compute_spearman_brown
from barometre.statistics.split_half import (
    compute_split_half_odd_even,
    compute_split_halves,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnalysis:
    """Numbers of the scale, and numbers of each item in the order of the columns.

    All stand on the same people: those who answered every item.
    """

    scale: tuple[Estimate, ...]
    n: int
    n_missing: int
    item_means: FloatArray
    item_sds: FloatArray
    item_rest_correlations: FloatArray
    alpha_if_dropped: FloatArray

    def find(self, statistic: str) -> Estimate | None:
        """One number of the scale by its name, or None where it does not apply."""
        named = (one for one in self.scale if one.statistic == statistic)
        return next(named, None)


def compute_item_analysis(
    answers: npt.ArrayLike,
    *,
    score: Literal["mean", "sum"] = "mean",
    confidence: float = 0.95,
) -> ItemAnalysis:
    """Compute the reliability of one scale's score, and each item's part in it.

    Parameters
    ----------
    answers
        Keyed answers, people in rows, items in columns. A person with a missing answer
        (NaN) is left out and counted in ``n_missing``.
    score
        Whether the score is the mean of the items or their sum: the measurement error
        is in its units.
    confidence
        Level of the intervals.

    Returns
    -------
    ItemAnalysis
        For three items or more: alpha, omega, Guttman's lambdas (the third is alpha),
        split halves. For two: Spearman-Brown. For all: mean inter-item correlation,
        standard error of measurement and smallest detectable change of the score, from
        alpha (or Spearman-Brown). What cannot be had is NaN with the reason in its
        note.
    """
    moments = compute_item_moments(answers)
    reliabilities = (
        (compute_spearman_brown(moments, confidence=confidence),)
        if moments.n_items == 2
        else _of_three_or_more(moments, confidence)
    )
    error = _error_of_score(moments, reliabilities[0], score)
    return ItemAnalysis(
        scale=(
            *reliabilities,
            compute_mean_interitem_correlation(moments),
            error,
            compute_smallest_detectable_change(error, confidence=confidence),
        ),
        n=moments.n,
        n_missing=moments.n_missing,
        item_means=moments.means,
        item_sds=np.sqrt(np.diag(moments.covariance)),
        item_rest_correlations=compute_item_rest_correlations(moments),
        alpha_if_dropped=compute_alpha_if_dropped(moments),
    )


def _of_three_or_more(moments: ItemMoments, confidence: float) -> tuple[Estimate, ...]:
    halves = compute_split_halves(moments)
    return (
        compute_cronbach_alpha(moments, confidence=confidence),
        compute_mcdonald_omega(moments, confidence=confidence),
        compute_guttman_lambda1(moments),
        compute_guttman_lambda2(moments),
        halves.best,
        compute_guttman_lambda5(moments),
        compute_guttman_lambda6(moments),
        compute_split_half_odd_even(moments, confidence=confidence),
        halves.mean,
        halves.lowest,
    )


def _error_of_score(
    moments: ItemMoments, reliability: Estimate, score: Literal["mean", "sum"]
) -> Estimate:
    # Rounding can leave a total that does not vary a hair below zero.
    variance = np.maximum(moments.total_variance, 0.0)
    divisor = max(moments.n_items, 1) if score == "mean" else 1
    sd = float(np.sqrt(variance)) / divisor
    return compute_standard_error_of_measurement(
        sd=sd,
        reliability=reliability.estimate,
        reliability_name=reliability.statistic,
        n=moments.n,
        n_missing=moments.n_missing,
    )
