"""How many times likelier the data are under some change than under none."""

from math import log1p, sqrt
from typing import Literal

import numpy as np

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.pairs import Pairs
from barometre.statistics.pingouin_adapter import compute_jzs_bayes_factor

Prior = Literal["medium", "wide", "ultrawide"]
_SCALES: dict[Prior, float] = {"medium": sqrt(2) / 2, "wide": 1.0, "ultrawide": sqrt(2)}
# Natural logarithm of the likelihood ratio beyond which doubles overflow.
_LARGEST_LOG = 700.0


def compute_bayes_factor(pairs: Pairs, *, prior: Prior = "medium") -> Estimate:
    r"""Compute the JZS Bayes factor of the paired t test.

    Above 1 the answers speak for a change, below 1 for none; 1/3 to 3 says little.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out.
    prior
        Width of the Cauchy prior on the standardised change d_z: ``medium``
        :math:`\sqrt 2/2`, the custom; ``wide`` 1; ``ultrawide`` :math:`\sqrt 2`. The
        last two show how far the answer hangs on it.

    Returns
    -------
    Estimate
        ``bayes_factor_10``, or ``bayes_factor_10_<prior>``. NaN with
        ``too_few_people`` below three pairs, ``no_variance`` when all changes are
        equal, ``bayes_factor_too_large`` where it could pass e to the 700.

    References
    ----------
    Rouder J.N. et al. (2009), Psychonomic Bulletin & Review 16,
    doi:10.3758/PBR.16.2.225.
    """
    name = "bayes_factor_10" if prior == "medium" else f"bayes_factor_10_{prior}"
    method = f"jzs_{prior}"
    if reason := _find_obstacle(pairs):
        return build_undefined(
            name, reason=reason, n=pairs.n, n_missing=pairs.n_missing, method=method
        )
    return Estimate(
        statistic=name,
        estimate=compute_jzs_bayes_factor(
            _compute_t(pairs), n=pairs.n, scale=_SCALES[prior]
        ),
        n=pairs.n,
        n_missing=pairs.n_missing,
        method=method,
        note=join_notes(n=pairs.n),
    )


def _find_obstacle(pairs: Pairs) -> str:
    if pairs.n < 3:
        return "too_few_people"
    if np.ptp(pairs.change) == 0:
        return "no_variance"
    largest = pairs.n / 2 * log1p(_compute_t(pairs) ** 2 / (pairs.n - 1))
    return "bayes_factor_too_large" if largest > _LARGEST_LOG else ""


def _compute_t(pairs: Pairs) -> float:
    return float(pairs.change.mean() / pairs.change.std(ddof=1)) * sqrt(pairs.n)
