"""Whether two groups started alike: scores, and shares of a kind of people."""

from dataclasses import replace
from math import sqrt

import numpy as np

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.group_difference import compute_hedges_g
from barometre.statistics.group_regression import Compared


def compute_baseline_difference(
    compared: Compared, *, confidence: float = 0.95
) -> Estimate:
    """Compute how far apart two groups started, in standard deviations.

    Of the people whose change is compared; those with either score missing are out and
    counted. ``baseline_difference`` is Hedges' g of treated minus control. Up to 0.05
    is small, up to 0.25 asks for an adjustment for the start, beyond is not alike.

    References
    ----------
    What Works Clearinghouse (2020), Standards Handbook 4.1.
    Hedges L.V. (1981), Journal of Educational Statistics 6,
    doi:10.3102/10769986006002107.
    """
    found = compute_hedges_g(
        compared.before[compared.is_treated],
        compared.before[~compared.is_treated],
        statistic="baseline_difference",
        confidence=confidence,
    )
    return replace(found, n_missing=compared.n_missing)


def compute_baseline_share_difference(
    treated: int, n_treated: int, control: int, n_control: int
) -> Estimate:
    r"""Compute how far apart two shares are, in standard deviations.

    .. math:: (p_1-p_0)\big/\sqrt{(p_1(1-p_1)+p_0(1-p_0))/2}

    Parameters
    ----------
    treated, n_treated, control, n_control
        People of a kind, and all people, of each group.

    Returns
    -------
    Estimate
        ``baseline_share_difference``; 0 where both shares are equal. NaN with
        ``too_few_people`` for an empty group, ``no_variance`` where one group is all
        of the kind and the other without it.

    References
    ----------
    Austin P.C. (2009), Statistics in Medicine 28, doi:10.1002/sim.3697.
    """
    name, n = "baseline_share_difference", n_treated + n_control
    if not (n_treated and n_control):
        return build_undefined(name, reason="too_few_people", n=n)
    shares = np.array([treated / n_treated, control / n_control])
    spread = sqrt(float((shares * (1 - shares)).mean()))
    apart = float(shares[0] - shares[1])
    if spread == 0 and apart:
        return build_undefined(name, reason="no_variance", n=n)
    return Estimate(
        statistic=name,
        estimate=apart / spread if spread else 0.0,
        n=n,
        note=join_notes(n=min(n_treated, n_control)),
    )
