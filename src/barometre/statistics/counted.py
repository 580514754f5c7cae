"""Values, each with the people who gave it: a million answers are eleven numbers."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Counted:
    """Values without missing ones, and how many people stand behind each.

    ``people`` is None where that is one each; the values are then in any order,
    otherwise ascending.
    """

    values: FloatArray
    people: IntArray | None
    n_missing: int

    @property
    def n(self) -> int:
        """People with a value."""
        return self.values.size if self.people is None else int(self.people.sum())

    @property
    def has_spread(self) -> bool:
        """Whether two people differ."""
        return self.values.size > 1 and bool(np.ptp(self.values) > 0)

    @property
    def mean(self) -> float:
        """Mean over people."""
        if self.people is None:
            return float(self.values.mean())
        return float(self.values @ self.people) / self.n

    @property
    def sd(self) -> float:
        """Standard deviation over people (denominator n - 1)."""
        if self.people is None:
            return float(self.values.std(ddof=1))
        squares = (self.values - self.mean) ** 2
        return float(np.sqrt(squares @ self.people / (self.n - 1)))

    @property
    def median(self) -> float:
        """Median over people, the middle of the two middle values when n is even."""
        if self.people is None:
            return float(np.median(self.values))
        middle = [(self.n - 1) // 2, self.n // 2]
        places = np.searchsorted(np.cumsum(self.people), middle, side="right")
        return float(self.values[places].mean())

    def count(self, is_meant: npt.NDArray[np.bool_]) -> int:
        """Count the people behind some of the values."""
        if self.people is None:
            return int(is_meant.sum())
        return int(self.people[is_meant].sum())


def count_people(values: npt.ArrayLike, people: npt.ArrayLike | None = None) -> Counted:
    """Keep the values that are not missing (NaN), and count those that are.

    Parameters
    ----------
    values
        One per person; with `people`, the distinct values, ascending.
    people
        How many people gave each value.
    """
    given = np.asarray(values, dtype=np.float64)
    is_missing = np.isnan(given)
    if people is None:
        kept = given[~is_missing]
        return Counted(kept, None, given.size - kept.size)
    behind = np.asarray(people, dtype=np.int64)
    is_kept = ~is_missing & (behind > 0)
    return Counted(given[is_kept], behind[is_kept], int(behind[is_missing].sum()))
