"""Which changes can be ruled out: two one-sided tests, and the smallest bound."""

from dataclasses import dataclass, replace
from math import isnan, nan

from scipy.special import stdtr, stdtrit

from barometre.statistics.estimate import Estimate, build_undefined

_METHOD = "two_one_sided_t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equivalence:
    """What a change is surely smaller than.

    ``tost_p`` is None where the study wrote no smallest worthwhile change.
    """

    bound: Estimate
    tost_p: Estimate | None


def compute_equivalence(
    change: Estimate, *, worthwhile: float | None, confidence: float = 0.95
) -> Equivalence:
    """Say beyond what a change, up or down, can be ruled out.

    Parameters
    ----------
    change
        A mean change or difference with its standard error and degrees of freedom;
        missing answers are already out of it.
    worthwhile
        Smallest change worth having, in the same units, as the plan wrote it before
        the answers came; None where it wrote none.
    confidence
        One minus the level of each one-sided test.

    Returns
    -------
    Equivalence
        ``equivalence_bound``: the farther end from zero of the interval of level
        ``2 * confidence - 1`` (90 % at 95 %), which stands in ``ci_low`` and
        ``ci_high``: any bound wider than it would have passed both tests. ``tost_p``:
        the larger of the two p-values at the worthwhile change, with the same
        interval; below 1 - confidence, a change as large as that, up or down, is ruled
        out. Both NaN, for the reason of `change`, where it has no standard error.

    References
    ----------
    Schuirmann D.J. (1987), Journal of Pharmacokinetics and Biopharmaceutics 15,
    doi:10.1007/BF01068419.
    Lakens D. (2017), Social Psychological and Personality Science 8,
    doi:10.1177/1948550617697177.
    """
    if isnan(change.std_error) or isnan(change.df):
        bound, tost = (
            replace(
                build_undefined(
                    name, reason="", n=change.n, n_missing=change.n_missing
                ),
                method=_METHOD,
                note=change.note,
            )
            for name in ("equivalence_bound", "tost_p")
        )
        return Equivalence(bound=bound, tost_p=tost if worthwhile else None)
    margin = float(stdtrit(change.df, confidence)) * change.std_error
    low, high = change.estimate - margin, change.estimate + margin
    bound = replace(
        change,
        statistic="equivalence_bound",
        estimate=max(abs(low), abs(high)),
        ci_low=low,
        ci_high=high,
        ci_level=2 * confidence - 1,
        p_value=nan,
        method=_METHOD,
    )
    if worthwhile is None:
        return Equivalence(bound=bound, tost_p=None)
    nearest = (worthwhile - abs(change.estimate)) / change.std_error
    p_value = float(stdtr(change.df, -nearest))
    tost = replace(bound, statistic="tost_p", estimate=p_value, p_value=p_value)
    return Equivalence(bound=bound, tost_p=tost)
