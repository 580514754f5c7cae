"""What leaving alone could make of two wave means, though nobody changed."""

from dataclasses import replace
from math import isnan, nan, sqrt

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.group_difference import compute_mean_difference
from barometre.statistics.pairs import keep_answered

ASSUMED_CORRELATION = 0.6


def compute_dropout_shift(
    linked: npt.ArrayLike, lost: npt.ArrayLike, *, confidence: float = 0.95
) -> Estimate:
    """Earlier mean of the linked people minus the earlier mean of everyone.

    Had nobody changed, comparing everyone at the earlier wave with those who came back
    would show this much.

    Parameters
    ----------
    linked, lost
        Earlier scores of people whose change is known, and of the others; missing ones
        (NaN) are left out and counted.
    confidence
        Level of the interval.

    Returns
    -------
    Estimate
        ``dropout_shift``: the share of the lost times the difference of the two means,
        with Welch's interval times that share, which is taken as known. 0 without an
        interval when nobody was lost; NaN with ``too_few_people`` when nobody is
        linked.

    References
    ----------
    Goodman J.S., Blum T.C. (1996), Journal of Management 22,
    doi:10.1177/014920639602200405.
    """
    stayed, stayed_missing = keep_answered(linked)
    left, left_missing = keep_answered(lost)
    name, method = "dropout_shift", "welch_share_of_lost"
    n, n_missing = stayed.size + left.size, stayed_missing + left_missing
    if not stayed.size:
        return build_undefined(
            name, reason="too_few_people", n=n, n_missing=n_missing, method=method
        )
    if not left.size:
        return Estimate(
            statistic=name,
            estimate=0.0,
            n=n,
            n_missing=n_missing,
            method=method,
            note=join_notes("nobody_lost", n=n),
        )
    share = left.size / n
    difference = compute_mean_difference(stayed, left, confidence=confidence)
    return replace(
        difference,
        statistic=name,
        estimate=difference.estimate * share,
        ci_low=difference.ci_low * share,
        ci_high=difference.ci_high * share,
        std_error=difference.std_error * share,
        p_value=nan,
        n_missing=n_missing,
        method=method,
    )


def compute_dropout_bounds(
    earlier: npt.ArrayLike, *, n_later: int
) -> tuple[Estimate, Estimate]:
    """Largest fall and rise of a mean that leaving alone could make.

    Where nobody is linked, nothing says who left. At worst it was the people with the
    highest scores, or those with the lowest: the mean of the others is then known.

    Parameters
    ----------
    earlier
        Scores of the earlier wave; missing ones (NaN) are left out.
    n_later
        People with a score at the later wave, all of them taken to be among the
        earlier ones.

    Returns
    -------
    tuple of Estimate
        ``dropout_bound`` had the highest left, and had the lowest left. ``n_missing``
        is how many are taken to have left. NaN with ``no_fewer_people`` when the later
        wave is no smaller, ``too_few_people`` when it is empty.

    References
    ----------
    Lee D.S. (2009), Review of Economic Studies 76,
    doi:10.1111/j.1467-937X.2009.00536.x.
    """
    ranked = np.sort(keep_answered(earlier)[0])
    n_left = ranked.size - n_later
    reason = "" if n_later else "too_few_people"
    reason = reason or ("" if n_left > 0 else "no_fewer_people")
    method = "trimmed_extremes"
    if reason:
        nothing = build_undefined(
            "dropout_bound", reason=reason, n=ranked.size, method=method
        )
        return nothing, nothing
    stayed = (ranked[:n_later], ranked[n_left:])
    fall, rise = (
        Estimate(
            statistic="dropout_bound",
            estimate=float(part.mean() - ranked.mean()),
            n=ranked.size,
            n_missing=n_left,
            method=method,
            note=join_notes(n=ranked.size),
        )
        for part in stayed
    )
    return fall, rise


def compute_matching_gain(correlation: float, *, n: int, is_assumed: bool) -> Estimate:
    """Share of the interval's width that linking everyone would have taken away.

    1 - sqrt(1 - r) for two waves of equal size and spread. `correlation` is that of the
    same people's scores at the two waves: seen among the linked, or assumed where there
    are none. NaN with ``too_few_people`` where it is NaN.

    References
    ----------
    Cumming G. (2012), Understanding the New Statistics, ch. 6,
    doi:10.4324/9780203807002.
    """
    method = "correlation_assumed" if is_assumed else "correlation_observed"
    if isnan(correlation):
        return build_undefined(
            "matching_gain", reason="too_few_people", n=n, method=method
        )
    return Estimate(
        statistic="matching_gain",
        estimate=1 - sqrt(max(1 - correlation, 0.0)),
        n=n,
        method=method,
        note=join_notes(n=n),
    )
