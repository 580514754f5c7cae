"""Change of those who took part, minus change of those who did not."""

from dataclasses import replace

from barometre.statistics.estimate import Estimate
from barometre.statistics.group_difference import compute_mean_difference
from barometre.statistics.pairs import Pairs


def compute_did(
    treated: Pairs, control: Pairs, *, confidence: float = 0.95
) -> Estimate:
    """Compute the difference in mean change between treated and control people.

    Parameters
    ----------
    treated, control
        Linked people of each group; those with either score missing are already out
        and are counted in ``n_missing``.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``did``: Welch's t on the change scores. It is an effect only if both groups
        would have moved alike without the programme, which two waves cannot show.

    References
    ----------
    Angrist J.D., Pischke J.-S. (2009), Mostly Harmless Econometrics, ch. 5,
    doi:10.1515/9781400829828.
    """
    difference = compute_mean_difference(
        treated.change, control.change, statistic="did", confidence=confidence
    )
    return replace(
        difference,
        n_missing=treated.n_missing + control.n_missing,
        method="welch_change_scores",
    )
