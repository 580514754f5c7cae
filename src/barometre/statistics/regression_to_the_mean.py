"""How far people chosen by their first score come back by themselves."""

from math import nan

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.pairs import Pairs
from barometre.statistics.wave_correlation import compute_wave_correlation


def compute_expected_regression(
    pairs: Pairs, is_chosen: npt.ArrayLike, *, reference: Pairs | None = None
) -> Estimate:
    r"""Compute the change that chosen people would show without any action.

    .. math:: (1 - r)(\bar x_{all} - \bar x_{chosen})

    People chosen because their first score is low rise towards the mean, in part,
    because a low score is partly a bad day.

    Parameters
    ----------
    pairs
        Everyone measured both times, chosen or not.
    is_chosen
        Which of them were chosen, in the same order.
    reference
        People whose two scores give r: by default everyone. The comparison group, where
        there is one, whom the action did not move.

    Returns
    -------
    Estimate
        ``expected_regression``, later minus earlier, in the units of the score; ``n``
        counts the chosen. NaN with ``nobody_chosen``, ``everyone_chosen`` (no one
        stands for the mean), or the reason why there is no correlation.

    Notes
    -----
    Of a linear relation and the same spread at both times. No interval: it is an order
    of size.

    References
    ----------
    Barnett A.G., van der Pols J.C., Dobson A.J. (2005), International Journal of
    Epidemiology 34, doi:10.1093/ije/dyh299.
    """
    name, method = "expected_regression", "one_minus_r"
    chosen = np.asarray(is_chosen, dtype=bool)
    n = int(chosen.sum())
    r = compute_wave_correlation(pairs if reference is None else reference)
    reason = "" if n else "nobody_chosen"
    if n and n == chosen.size:
        reason = "everyone_chosen"
    if not reason and np.isnan(r.estimate):
        reason = r.note.partition(";")[0]
    if reason:
        return build_undefined(
            name, reason=reason, n=n, n_missing=pairs.n_missing, method=method
        )
    gap = float(pairs.before.mean() - pairs.before[chosen].mean())
    return Estimate(
        statistic=name,
        estimate=(1 - r.estimate) * gap,
        ci_level=nan,
        n=n,
        n_missing=pairs.n_missing,
        method=method,
        note=join_notes(n=min(n, r.n)),
    )
