"""Ranks of one person's scores over the waves: Friedman's test."""

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from barometre.statistics.estimate import Estimate, build_undefined, join_notes


def compute_friedman(scores: npt.ArrayLike) -> Estimate:
    r"""Test whether some waves rank above others, person by person.

    .. math:: \chi^2 = \frac{12 \sum_j (R_j - n(k+1)/2)^2}
              {nk(k+1) - \sum_i \sum (t^3 - t)/(k-1)}

    Parameters
    ----------
    scores
        People by waves, three or more. Only people with all of them count; the others
        are counted in ``n_missing``. Scores are compared to ten decimals.

    Returns
    -------
    Estimate
        ``friedman_chi2`` with k − 1 degrees of freedom, corrected for ties. NaN with
        ``too_few_people`` (fewer than two people, or two waves) or ``no_variance``
        (nobody moved).

    References
    ----------
    Friedman M. (1937), Journal of the American Statistical Association 32,
    doi:10.1080/01621459.1937.10503522. Conover W.J. (1999), Practical Nonparametric
    Statistics, 3rd ed., section 5.8.
    """
    given = np.asarray(scores, dtype=np.float64)
    complete = np.round(given[~np.isnan(given).any(axis=1)], 10)
    n, n_waves = complete.shape
    n_missing = given.shape[0] - n
    reason = "too_few_people" if n < 2 or n_waves < 3 else ""
    is_below = complete[:, np.newaxis, :] < complete[:, :, np.newaxis]
    is_equal = complete[:, np.newaxis, :] == complete[:, :, np.newaxis]
    ranks = is_below.sum(axis=2) + (is_equal.sum(axis=2) + 1) / 2
    # A tie of t scores is met t times in the sum of t² - 1.
    ties = float((is_equal.sum(axis=2) ** 2 - 1).sum())
    room = n * n_waves * (n_waves + 1) - ties / max(n_waves - 1, 1)
    if not reason and room <= 0:
        reason = "no_variance"
    if reason:
        return build_undefined(
            "friedman_chi2", reason=reason, n=n, n_missing=n_missing, method="friedman"
        )
    apart = float(((ranks.sum(axis=0) - n * (n_waves + 1) / 2) ** 2).sum())
    found, df = 12 * apart / room, n_waves - 1
    return Estimate(
        statistic="friedman_chi2",
        estimate=found,
        df=float(df),
        p_value=float(chdtrc(df, found)),
        n=n,
        n_missing=n_missing,
        method="friedman",
        note=join_notes(n=n),
    )
