"""How likely a person is to have risen rather than fallen."""

from dataclasses import replace

import numpy as np
from scipy.special import bdtr

from barometre.statistics.estimate import Estimate
from barometre.statistics.location import describe_mean
from barometre.statistics.pairs import Pairs


def compute_probability_of_improvement(
    pairs: Pairs, *, confidence: float = 0.95
) -> Estimate:
    """Share of people who rose, plus half of those who did not change.

    Parameters
    ----------
    pairs
        Pairs with either score missing are already out. For a scale where lower is
        better, give the two waves the other way round.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``probability_of_improvement``, 0.5 when as many rose as fell. The p-value is
        of the exact sign test, which leaves out those who did not change.

    Notes
    -----
    Interval: Student's t on the people's 1, ½ and 0, cut at 0 and 1. None when all
    have the same (``no_variance``).

    References
    ----------
    Grissom R.J., Kim J.J. (2012), Effect Sizes for Research,
    doi:10.4324/9780203803233.
    Divine G.W. et al. (2018), The American Statistician 72,
    doi:10.1080/00031305.2017.1305291.
    """
    signs = np.sign(pairs.change)
    described = describe_mean(
        "probability_of_improvement",
        (signs + 1) / 2,
        n_missing=pairs.n_missing,
        confidence=confidence,
    )
    return replace(
        described,
        ci_low=float(np.maximum(described.ci_low, 0.0)),
        ci_high=float(np.minimum(described.ci_high, 1.0)),
        p_value=_sign_test(int((signs > 0).sum()), int((signs < 0).sum())),
        method="t_sign_test",
    )


def _sign_test(n_up: int, n_down: int) -> float:
    """Exact two-sided p-value that rises and falls are equally likely."""
    n = n_up + n_down
    return min(1.0, 2 * float(bdtr(min(n_up, n_down), n, 0.5))) if n else float("nan")
