"""Distinct answers, and how many people of a sample gave each: counted, not copied."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.questionnaire.missing import MISSING_KINDS
from barometre.statistics.estimate import FloatArray, IntArray

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KIND_TYPE = pd.CategoricalDtype(list(MISSING_KINDS))
_NEVER_SEEN = [MISSING_KINDS.index("not_asked"), MISSING_KINDS.index("broke_off")]


@dataclass(frozen=True, slots=True)
class Tally:
    """What every response holds, as a place in a short list.

    ``distinct`` values are ascending, NaN last. ``places`` point into them or, past
    their end, into the kinds of missing answers.
    """

    distinct: FloatArray
    places: "NDArray[np.unsignedinteger]"

    def count(self, rows: "NDArray[np.intp]") -> "Count":
        """Count people, by the positions of their responses."""
        n_values = self.distinct.size
        times = np.bincount(
            self.places[rows], minlength=n_values + len(MISSING_KINDS)
        ).astype(np.int64)
        people, kinds = times[:n_values], times[n_values:]
        people[-1] += kinds.sum() - kinds[_NEVER_SEEN].sum()
        return Count(self.distinct, people, kinds)


@dataclass(frozen=True, slots=True)
class Count:
    """People who gave each value; the last is NaN: those who were asked and gave none.

    ``kinds`` counts people by kind of missing answer.
    """

    distinct: FloatArray
    people: IntArray
    kinds: IntArray

    @property
    def n_asked(self) -> int:
        """People who were asked and got as far."""
        return int(self.people.sum())

    @property
    def n_answered(self) -> int:
        """People with a value."""
        return int(self.people[:-1].sum())

    def kinds_named(self, *kinds: str) -> int:
        """People with a missing answer of these kinds."""
        return sum(int(self.kinds[MISSING_KINDS.index(kind)]) for kind in kinds)


def tally_scores(scores: pd.Series) -> Tally:
    """Find the distinct values of a column of scores; NaN is a missing one."""
    places, distinct = pd.factorize(scores.to_numpy(dtype=float), sort=True)
    places[places < 0] = distinct.size
    return Tally(np.append(distinct, np.nan), _shorten(places))


def tally_answers(answers: pd.Series, kinds: pd.Series) -> Tally:
    """Find the distinct answers to an item, and the kind of each missing one."""
    tally = tally_scores(answers)
    kind = kinds.astype(_KIND_TYPE).cat.codes.to_numpy()
    past_values = kind.astype(np.int64) + tally.distinct.size
    return Tally(
        tally.distinct, _shorten(np.where(kind < 0, tally.places, past_values))
    )


def _shorten(places: "NDArray[np.intp]") -> "NDArray[np.unsignedinteger]":
    """Use as few bytes as the largest place needs: a tally is read once per group."""
    return places.astype(np.min_scalar_type(int(places.max(initial=0))))
