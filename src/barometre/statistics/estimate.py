"""One number about people, with its uncertainty, its n and its method."""

from dataclasses import dataclass
from math import nan

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

SMALL_SAMPLE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """One number about people.

    Parameters
    ----------
    statistic
        Name from the vocabulary of the estimates table.
    estimate, ci_low, ci_high, ci_level, std_error, df, p_value
        Full precision; NaN where undefined, with the reason in `note`.
    n, n_missing
        People behind the number, and people left out of it.
    method
        Named method, of the interval and of the p-value where there is one.
    note
        Codes of caveats joined by ``;``, e.g. ``n_below_30;no_variance``.
    """

    statistic: str
    estimate: float
    ci_low: float = nan
    ci_high: float = nan
    ci_level: float = nan
    std_error: float = nan
    df: float = nan
    p_value: float = nan
    n: int
    n_missing: int = 0
    method: str = ""
    note: str = ""


def join_notes(*codes: str, n: int) -> str:
    """Join caveat codes, and say when fewer than 30 people stand behind a number."""
    small = "n_below_30" if n < SMALL_SAMPLE else ""
    return ";".join(dict.fromkeys(code for code in (*codes, small) if code))


def build_undefined(
    statistic: str, *, reason: str, n: int, n_missing: int = 0, method: str = ""
) -> Estimate:
    """Say that a number cannot be had, and why."""
    return Estimate(
        statistic=statistic,
        estimate=nan,
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(reason, n=n),
    )
