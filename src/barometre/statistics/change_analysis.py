"""Everything about the change of linked people between two waves."""

from dataclasses import dataclass

import numpy.typing as npt

from barometre.statistics.cohens_d_rm import compute_cohens_d_rm
from barometre.statistics.estimate import Estimate
from barometre.statistics.hodges_lehmann import compute_hodges_lehmann
from barometre.statistics.location import describe_mean
from barometre.statistics.mean_change import compute_mean_change, compute_median_change
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.probability_of_improvement import (
    compute_probability_of_improvement,
)
from barometre.statistics.reliable_change import (
    Direction,
    ReliableChange,
    compute_reliable_change,
)
from barometre.statistics.standardised_change import (
    compute_cohens_d_av,
    compute_cohens_d_z,
    correct_small_sample,
)
from barometre.statistics.wave_correlation import compute_wave_correlation


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAnalysis:
    """Numbers of one change, all on the same pairs.

    ``changes`` are in the order of reading, from the mean change to the probability of
    improvement; ``reliable`` is None where no reliability was given.
    """

    baseline_mean: Estimate
    later_mean: Estimate
    changes: tuple[Estimate, ...]
    reliable: ReliableChange | None

    def find(self, statistic: str) -> Estimate:
        """One of ``changes`` by its name."""
        return next(one for one in self.changes if one.statistic == statistic)


def compute_change_analysis(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    reliability: float | None = None,
    reliability_name: str = "",
    improvement: Direction = "increase",
    confidence: float = 0.95,
) -> ChangeAnalysis:
    """Compute the change of linked people from one wave to a later one.

    Parameters
    ----------
    before, after
        Scores of the same people in the same order. A person whose score is missing
        (NaN) at either time is dropped and counted in ``n_missing``.
    reliability, reliability_name
        Of the score, for the shares beyond measurement error; None for a measure that
        has none.
    improvement
        Whether a better score is higher or lower. Only the shares beyond measurement
        error turn with it: a change is later minus earlier, always.
    confidence
        Level of the intervals.
    """
    pairs = keep_pairs(before, after)
    baseline_mean, later_mean = (
        describe_mean("mean", scores, n_missing=pairs.n_missing, confidence=confidence)
        for scores in (pairs.before, pairs.after)
    )
    d_av = compute_cohens_d_av(pairs, confidence=confidence)
    d_z = compute_cohens_d_z(pairs, confidence=confidence)
    d_rm = compute_cohens_d_rm(pairs, confidence=confidence)
    reliable = (
        compute_reliable_change(
            pairs,
            reliability=reliability,
            reliability_name=reliability_name,
            improvement=improvement,
            confidence=confidence,
        )
        if reliability is not None
        else None
    )
    return ChangeAnalysis(
        baseline_mean=baseline_mean,
        later_mean=later_mean,
        changes=(
            compute_mean_change(pairs, confidence=confidence),
            compute_median_change(pairs),
            compute_hodges_lehmann(pairs, confidence=confidence),
            d_av,
            correct_small_sample(d_av),
            d_z,
            correct_small_sample(d_z),
            d_rm,
            correct_small_sample(d_rm),
            compute_wave_correlation(pairs, confidence=confidence),
            compute_probability_of_improvement(pairs, confidence=confidence),
        ),
        reliable=reliable,
    )
