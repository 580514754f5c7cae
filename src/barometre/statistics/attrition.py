"""How those who came back differed, at the start, from those who did not."""

from dataclasses import dataclass

import numpy.typing as npt

from barometre.statistics.estimate import Estimate
from barometre.statistics.group_difference import compute_hedges_g
from barometre.statistics.location import compute_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Attrition:
    """Baseline of linked and of lost people, and their difference."""

    difference: Estimate
    linked_mean: Estimate
    lost_mean: Estimate


def compute_attrition(
    linked: npt.ArrayLike, lost: npt.ArrayLike, *, confidence: float = 0.95
) -> Attrition:
    """Compare baseline scores of people seen again with those of people lost.

    Parameters
    ----------
    linked, lost
        Baseline scores; missing ones (NaN) are left out and counted.
    confidence
        Level of the intervals.

    Returns
    -------
    Attrition
        ``attrition_difference`` is Hedges' g of linked minus lost: positive when those
        who left started lower. 0.1 is worth a note, 0.25 an alarm; a test would say
        more about n than about attrition.

    References
    ----------
    Ho D.E. et al. (2007), Political Analysis 15, doi:10.1093/pan/mpl013.
    """
    return Attrition(
        difference=compute_hedges_g(
            linked, lost, statistic="attrition_difference", confidence=confidence
        ),
        linked_mean=compute_mean(linked, confidence=confidence),
        lost_mean=compute_mean(lost, confidence=confidence),
    )
