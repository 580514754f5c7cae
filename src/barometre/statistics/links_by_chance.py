"""How many links by one slip chance would make."""

from barometre.statistics.estimate import Estimate


def compute_links_by_chance(
    *, n_links: int, n_before: int, n_after: int, n_near: float, n_pairs: float
) -> Estimate:
    """Compute how many strangers would be linked because their codes are near.

    Parameters
    ----------
    n_links
        Links that were made by one slip: the ``n`` of the estimate.
    n_before, n_after
        People of the earlier and of the later wave without a link by the whole code.
    n_near, n_pairs
        Pairs of people of one wave whose codes are one slip apart, and all pairs. Two
        people of one wave are two people for sure.

    Notes
    -----
    Expected = n_before · n_after · n_near / n_pairs: an upper bound, since a person
    with two candidates is linked to neither.

    References
    ----------
    Schnell R., Bachteler T., Reiher J. (2010), doi:10.1177/0193841X10387576.
    """
    share = n_near / n_pairs if n_pairs else 0.0
    return Estimate(
        statistic="links_expected_by_chance",
        estimate=n_before * n_after * share,
        n=n_links,
        method="pairs_within_waves",
    )
