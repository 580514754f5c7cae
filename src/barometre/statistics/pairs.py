"""Two measures of the same people."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Scores of the people measured both times, in the same order.

    ``change`` is after minus before, rounded to ten decimals: 3.4 - 3.2 and 0.2 are
    one change, not two, or ties and zeros would depend on binary fractions.
    """

    before: FloatArray
    after: FloatArray
    change: FloatArray
    n_missing: int

    @property
    def n(self) -> int:
        """People measured both times."""
        return self.change.size

    @cached_property
    def correlation(self) -> float:
        """Pearson's correlation of the two measures."""
        return float(np.corrcoef(self.before, self.after)[0, 1])


def keep_pairs(before: npt.ArrayLike, after: npt.ArrayLike) -> Pairs:
    """Keep the people measured both times.

    Parameters
    ----------
    before, after
        Scores of linked people, one entry per person. A person whose score is missing
        (NaN) at either time is dropped and counted in ``n_missing``.
    """
    earlier = np.asarray(before, dtype=np.float64)
    later = np.asarray(after, dtype=np.float64)
    is_kept = ~(np.isnan(earlier) | np.isnan(later))
    earlier, later = earlier[is_kept], later[is_kept]
    return Pairs(
        before=earlier,
        after=later,
        change=np.round(later - earlier, 10),
        n_missing=int(is_kept.size - earlier.size),
    )


def keep_answered(values: npt.ArrayLike) -> tuple[FloatArray, int]:
    """Keep what is not missing (NaN), and count what was."""
    given = np.asarray(values, dtype=np.float64)
    kept = given[~np.isnan(given)]
    return kept, given.size - kept.size
