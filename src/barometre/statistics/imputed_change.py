"""Mean change of everyone at the start, the scores of those who left imputed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np

from barometre.statistics.bounds import Followed
from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.imputation import Bounds, count_draws, impute_chained
from barometre.statistics.rubin import describe_pooled, pool_imputations

_MORE_PEOPLE_THAN_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Imputed:
    """Mean change of each completed table, and its squared error; empty with a note."""

    means: FloatArray
    variances: FloatArray
    n: int
    n_missing: int
    note: str = ""


def impute_changes(
    followed: Followed, others: FloatArray, *, missing_share: float, seed: int
) -> Imputed:
    """Complete the last scores of one group, and take the mean change each time.

    Parameters
    ----------
    followed
        People with a first score; the last one is NaN where it is missing.
    others
        Shape (n, k): what else was known at the start, missing ones NaN.
    missing_share, seed
        How much is missing in the whole comparison, and the start of the draws.

    Returns
    -------
    Imputed
        ``too_few_people`` where fewer people than columns have both scores,
        ``no_variance`` where all who have ended or changed alike.

    References
    ----------
    White I.R., Royston P., Wood A.M. (2011), Statistics in Medicine 30,
    doi:10.1002/sim.4067.
    """
    known = ~np.isnan(followed.after)
    n_known = int(known.sum())
    columns = [column for column in others.T if np.ptp(_known_of(column, known)) > 0]
    if np.ptp(_known_of(followed.before, known)) > 0:
        columns.insert(0, followed.before)
    table = np.column_stack([*columns, followed.after])
    n_draws = count_draws(missing_share)
    fewest = int((~np.isnan(table)).sum(axis=0).min(initial=n_known))
    note = (
        "too_few_people" if fewest < table.shape[1] + _MORE_PEOPLE_THAN_COLUMNS else ""
    )
    if note or not (np.ptp(followed.changes) and np.ptp(followed.after[known])):
        empty = np.empty(0)
        return Imputed(
            empty, empty, followed.n, followed.n_missing, note=note or "no_variance"
        )
    bounds = [Bounds()] * len(columns) + [Bounds(followed.low, followed.high)]
    filled = impute_chained(table, bounds=tuple(bounds), n_draws=n_draws, seed=seed)
    changes = filled[:, :, -1] - followed.before
    return Imputed(
        means=changes.mean(axis=1),
        variances=changes.var(axis=1, ddof=1) / followed.n,
        n=followed.n,
        n_missing=followed.n_missing,
    )


def _known_of(column: FloatArray, is_known: FloatArray) -> FloatArray:
    found = column[is_known & ~np.isnan(column)]
    return found if found.size else np.zeros(1)


def describe_imputed(
    groups: Sequence[Imputed], statistic: str, *, confidence: float = 0.95
) -> Estimate:
    """Pool the mean change of one group, or the difference of two, by Rubin's rules.

    Parameters
    ----------
    groups
        One group, or those who take part and the comparison group, imputed apart.
    statistic
        ``mean_change_imputed``, ``did_imputed``.
    confidence
        Level of the interval, with Barnard and Rubin's degrees of freedom.

    Returns
    -------
    Estimate
        ``n`` is everyone at the start, ``n_missing`` those whose last score was
        imputed. NaN with the reason where a group could not be imputed.

    References
    ----------
    Rubin D.B. (1987), Multiple Imputation for Nonresponse in Surveys,
    doi:10.1002/9780470316696.
    Barnard J., Rubin D.B. (1999), Biometrika 86, doi:10.1093/biomet/86.4.948.
    van Buuren S. (2018), Flexible Imputation of Missing Data, 2nd ed.,
    doi:10.1201/9780429492259.
    """
    n = sum(group.n for group in groups)
    n_missing = sum(group.n_missing for group in groups)
    note = next((group.note for group in groups if group.note), "")
    if note:
        return build_undefined(
            statistic,
            reason=note,
            n=n,
            n_missing=n_missing,
            method="imputed",
        )
    means = groups[0].means - sum(group.means for group in groups[1:])
    pooled = pool_imputations(
        np.asarray(means),
        np.asarray(sum(group.variances for group in groups)),
        df_complete=float(n - len(groups)),
    )
    return describe_pooled(
        pooled,
        statistic=statistic,
        n=n,
        n_missing=n_missing,
        method="imputed",
        confidence=confidence,
    )


def find_tipping_point(imputed: Estimate) -> Estimate:
    r"""Find how much lower (or higher) those who left must be for nothing to be left.

    .. math:: \delta = -\,\text{nearest end of the interval} / \text{share missing}

    Parameters
    ----------
    imputed
        A pooled change whose interval does not hold zero.

    Returns
    -------
    Estimate
        ``tipping_point``: added to every imputed change, it brings the interval to
        zero, its width held. NaN with ``interval_holds_zero`` where there is nothing to
        tip.

    References
    ----------
    Cro S. et al. (2020), Statistics in Medicine 39, doi:10.1002/sim.8569.
    """
    low, high, n = imputed.ci_low, imputed.ci_high, imputed.n
    is_known = not (isnan(low) or isnan(high)) and imputed.n_missing > 0
    if not is_known or low <= 0 <= high:
        return build_undefined(
            "tipping_point",
            reason="interval_holds_zero" if is_known else "too_few_people",
            n=n,
            n_missing=imputed.n_missing,
            method=imputed.method,
        )
    nearest = low if low > 0 else high
    return Estimate(
        statistic="tipping_point",
        estimate=-nearest * n / imputed.n_missing,
        n=n,
        n_missing=imputed.n_missing,
        method=imputed.method,
        note=join_notes(n=n),
    )
