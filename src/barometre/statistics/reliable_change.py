"""Shares of people who changed beyond, or within, measurement error."""

from dataclasses import dataclass, replace
from math import isnan, nan
from typing import Literal

from barometre.statistics.estimate import Estimate
from barometre.statistics.measurement_error import (
    compute_smallest_detectable_change,
    compute_standard_error_of_measurement,
)
from barometre.statistics.pairs import Pairs
from barometre.statistics.share import compute_share

Direction = Literal["increase", "decrease"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliableChange:
    """Who changed beyond measurement error, and the criterion."""

    criterion: Estimate
    improved: Estimate
    unchanged: Estimate
    declined: Estimate


def compute_reliable_change(
    pairs: Pairs,
    *,
    reliability: float,
    reliability_name: str,
    improvement: Direction = "increase",
    confidence: float = 0.95,
) -> ReliableChange:
    """Count people whose change exceeds what measurement error alone would make.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    reliability, reliability_name
        Of the score, and where it comes from; kept in ``method``. Retest reliability
        in a stable group is best; internal consistency makes the error too small and
        the counts too high.
    improvement
        Whether a better score is a higher or a lower one.
    confidence
        Level of the criterion (1.96 at 95 %) and of the Wilson intervals.

    Returns
    -------
    ReliableChange
        ``smallest_detectable_change`` = 1.96 * sqrt(2) * SD of the baseline *
        sqrt(1 - reliability), and the three shares, which add up to 1. A change equal
        to the criterion is no reliable change. All NaN with ``reliability_undefined``,
        ``no_variance`` or ``too_few_people`` when there is no criterion.

    References
    ----------
    Jacobson N.S., Truax P. (1991), Journal of Consulting and Clinical Psychology 59,
    doi:10.1037/0022-006X.59.1.12.
    """
    error = compute_standard_error_of_measurement(
        sd=float(pairs.before.std(ddof=1)) if pairs.n > 1 else nan,
        reliability=reliability,
        reliability_name=reliability_name,
        n=pairs.n,
        n_missing=pairs.n_missing,
    )
    criterion = compute_smallest_detectable_change(error, confidence=confidence)
    gains = pairs.change if improvement == "increase" else -pairs.change
    n_improved = int((gains > criterion.estimate).sum())
    n_declined = int((gains < -criterion.estimate).sum())
    counts = {
        "share_reliably_improved": n_improved,
        "share_unchanged": pairs.n - n_improved - n_declined,
        "share_reliably_declined": n_declined,
    }
    improved, unchanged, declined = (
        _share(name, count, pairs, criterion, confidence)
        for name, count in counts.items()
    )
    return ReliableChange(
        criterion=criterion, improved=improved, unchanged=unchanged, declined=declined
    )


def _share(
    name: str, count: int, pairs: Pairs, criterion: Estimate, confidence: float
) -> Estimate:
    if isnan(criterion.estimate):
        return replace(criterion, statistic=name)
    share = compute_share(
        count,
        pairs.n,
        statistic=name,
        n_missing=pairs.n_missing,
        confidence=confidence,
    )
    return replace(share, method=f"{criterion.method}_{share.method}")
