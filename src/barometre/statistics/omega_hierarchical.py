"""Omega hierarchical: what one general factor explains, the parts set aside."""

import numpy as np

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.group_factors import GroupFactors, fit_group_factors
from barometre.statistics.item_moments import ItemMoments, find_obstacle
from barometre.statistics.one_factor import fit_one_factor_minres

N_FACTORS = 3
# With seven items three factors leave something to be contradicted.
FEWEST_ITEMS = 7
FEWEST_PEOPLE = 100
_SINGULAR = 1e-10


def compute_omega_hierarchical(moments: ItemMoments) -> Estimate:
    r"""Share of a score's variance that the factor common to all items explains.

    .. math:: \omega_h = \frac{(\sum_j g_j)^2}{\sum_{ij} r_{ij}}

    with :math:`g` the general loadings of Schmid and Leiman: three factors (least
    squares, direct oblimin), and one above them that their correlations share. Of the
    mean of standardised items, as ``psych::omega``. Missing answers: listwise, as
    everything from `moments`.

    Returns
    -------
    Estimate
        ``mcdonald_omega_hierarchical``, without interval. NaN with the reasons of an
        alpha, ``too_few_items_for_factors`` below seven, ``below_100_people``,
        ``singular_covariance``, ``not_converged``, and ``heywood`` where an item or a
        factor has nothing of its own.

    References
    ----------
    Schmid J., Leiman J.M. (1957), Psychometrika 22, doi:10.1007/BF02289209.
    Zinbarg R.E., Revelle W., Yovel I., Li W. (2005), Psychometrika 70,
    doi:10.1007/s11336-003-0974-7.
    """
    name, method = "mcdonald_omega_hierarchical", "schmid_leiman_3"
    n, n_missing = moments.n, moments.n_missing
    reason = _find_obstacle(moments)
    if not reason:
        scale = np.sqrt(np.diag(moments.covariance))
        correlation = moments.covariance / np.outer(scale, scale)
        groups = fit_group_factors(correlation, n_factors=N_FACTORS)
        general, reason = _find_general(groups)
    if reason:
        return build_undefined(
            name, reason=reason, n=n, n_missing=n_missing, method=method
        )
    return Estimate(
        statistic=name,
        estimate=float(general.sum()) ** 2 / float(correlation.sum()),
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(n=n),
    )


def _find_obstacle(moments: ItemMoments) -> str:
    if reason := find_obstacle(moments):
        return reason
    if moments.n_items < FEWEST_ITEMS:
        return "too_few_items_for_factors"
    if moments.n < FEWEST_PEOPLE:
        return "below_100_people"
    scale = np.sqrt(np.diag(moments.covariance))
    smallest = np.linalg.eigvalsh(moments.covariance / np.outer(scale, scale))[0]
    return "singular_covariance" if smallest < _SINGULAR else ""


def _find_general(groups: GroupFactors) -> tuple[FloatArray, str]:
    """Give each item's loading on the general factor, or why there is none."""
    above = fit_one_factor_minres(groups.between)
    if not (groups.has_converged and above.has_converged):
        return above.loadings, "not_converged"
    if groups.is_heywood or above.is_heywood:
        return above.loadings, "heywood"
    return np.asarray(groups.loadings @ above.loadings), ""
