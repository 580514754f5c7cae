"""What part of a group left, and whether one group lost more than another."""

from math import sqrt

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.share import compute_share, wilson_interval


def compute_share_lost(lost: int, n: int, *, confidence: float = 0.95) -> Estimate:
    """Share of people at the start whose change is not known, with Wilson's interval.

    ``share_lost``; ``n_missing`` counts the people who left. NaN with
    ``too_few_people`` for nobody.

    References
    ----------
    Wilson E.B. (1927), Journal of the American Statistical Association 22,
    doi:10.1080/01621459.1927.10502953.
    """
    return compute_share(
        lost, n, statistic="share_lost", n_missing=lost, confidence=confidence
    )


def compute_share_lost_difference(
    lost: int, n: int, lost_control: int, n_control: int, *, confidence: float = 0.95
) -> Estimate:
    """Share lost among those who take part, minus that of the comparison group.

    Parameters
    ----------
    lost, n, lost_control, n_control
        People who left, and people at the start, of each group.
    confidence
        Level of Newcombe's interval, made of both Wilson intervals.

    Returns
    -------
    Estimate
        ``share_lost_difference``. A group that loses more, or other people, is no
        longer the one that started. NaN with ``too_few_people`` for an empty group.

    References
    ----------
    Newcombe R.G. (1998), Statistics in Medicine 17, 873-890, method 10,
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
    What Works Clearinghouse (2020), Standards Handbook 4.1.
    """
    name, method = "share_lost_difference", "newcombe"
    people, missing = n + n_control, lost + lost_control
    if not (n and n_control):
        return build_undefined(
            name, reason="too_few_people", n=people, n_missing=missing, method=method
        )
    shares = (lost / n, lost_control / n_control)
    (low, high), (low_control, high_control) = (
        wilson_interval(share, n=size, confidence=confidence)
        for share, size in zip(shares, (n, n_control), strict=True)
    )
    difference = shares[0] - shares[1]
    return Estimate(
        statistic=name,
        estimate=difference,
        ci_low=difference
        - sqrt((shares[0] - low) ** 2 + (high_control - shares[1]) ** 2),
        ci_high=difference
        + sqrt((high - shares[0]) ** 2 + (shares[1] - low_control) ** 2),
        ci_level=confidence,
        n=people,
        n_missing=missing,
        method=method,
        note=join_notes(n=min(n, n_control)),
    )
