"""What an interval allows to say about a change."""

from math import isnan
from typing import Literal

Verdict = Literal[
    "clear_rise",
    "small_rise",
    "no_important_change",
    "cannot_tell",
    "small_fall",
    "clear_fall",
]


def judge(
    low: float, high: float, *, worthwhile: float | None, is_confirmed: bool = True
) -> Verdict:
    """Say what the interval of a change allows to say.

    Parameters
    ----------
    low, high
        Interval of the change, later minus earlier.
    worthwhile
        Smallest change worth having, in the same units, as the study wrote it before
        the answers came; None where it wrote none. Without it, an interval that holds
        zero never becomes "no important change": nothing says what important is.
    is_confirmed
        False where the change does not survive the adjustment for the number of
        outcomes: an interval without zero is then not enough to claim a change.

    Returns
    -------
    Verdict
        ``clear_*``: without zero, the whole interval beyond the worthwhile change;
        ``small_*``: without zero, possibly smaller than worthwhile;
        ``no_important_change``: zero inside, and nothing beyond the worthwhile change;
        ``cannot_tell``: everything else, and an interval that does not exist.

    References
    ----------
    van der Bles A.M. et al. (2020), PNAS 117(14), doi:10.1073/pnas.1913678117.
    """
    if isnan(low) or isnan(high):
        return "cannot_tell"
    is_rise, is_fall = low > 0, high < 0
    if (is_rise or is_fall) and is_confirmed:
        nearest = low if is_rise else -high
        is_clear = worthwhile is not None and nearest >= worthwhile
        if is_rise:
            return "clear_rise" if is_clear else "small_rise"
        return "clear_fall" if is_clear else "small_fall"
    if worthwhile is not None and max(abs(low), abs(high)) < worthwhile:
        return "no_important_change"
    return "cannot_tell"
