"""Ordinal alpha: alpha of what lies behind ordered answers."""

import numpy as np
import numpy.typing as npt

from barometre.statistics.cronbach_alpha import alpha_of_covariance, find_reversed_item
from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.item_moments import compute_item_moments, find_obstacle
from barometre.statistics.polychoric import compute_polychoric

# Fewer people leave polychoric correlations too shaky to be shown.
FEWEST_PEOPLE = 150
# More empty cells than this in the table of a pair: its correlation rests on a few.
MOST_EMPTY = 1 / 3


def compute_ordinal_alpha(answers: npt.ArrayLike) -> Estimate:
    """Compute alpha from the polychoric correlations of the items.

    It describes scores that nobody has: those of the hidden normal variables, not
    those of the mean of the answers, and is nearly always higher than alpha.

    Parameters
    ----------
    answers
        Keyed answers, people in rows, items in columns. A person with a missing answer
        (NaN) is left out (listwise) and counted in ``n_missing``.

    Returns
    -------
    Estimate
        ``ordinal_alpha``, without interval. NaN with the reasons of an alpha, with
        ``below_150_people``, with ``sparse_cells`` where more than a third of the cells
        of a pair's table are empty (a rule of the project), with ``two_items``, and
        with ``correlation_at_limit`` where a correlation runs away to 1.

    References
    ----------
    Zumbo B.D., Gadermann A.M., Zeisser C. (2007), Journal of Modern Applied Statistical
    Methods 6, doi:10.22237/jmasm/1177992180.
    Chalmers R.P. (2018), Educational and Psychological Measurement 78,
    doi:10.1177/0013164417727036.
    """
    name, method = "ordinal_alpha", "polychoric_two_step"
    moments = compute_item_moments(answers)
    n, n_missing = moments.n, moments.n_missing
    reason = find_obstacle(moments) or ("two_items" if moments.n_items == 2 else "")
    if not reason and n < FEWEST_PEOPLE:
        reason = "below_150_people"
    if not reason:
        found = compute_polychoric(answers)
        if found.empty_share > MOST_EMPTY:
            reason = "sparse_cells"
        elif found.is_at_limit:
            reason = "correlation_at_limit"
    if reason:
        return build_undefined(
            name, reason=reason, n=n, n_missing=n_missing, method=method
        )
    smallest = np.linalg.eigvalsh(found.correlation)[0]
    return Estimate(
        statistic=name,
        estimate=alpha_of_covariance(found.correlation),
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(
            "not_positive_definite" if smallest < 0 else "",
            find_reversed_item(found.correlation),
            n=n,
        ),
    )
