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
_MISSING = 255
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
    values = scores.to_numpy(dtype=float)
    if (tally := _tally_whole(values)) is not None:
        return tally
    places, distinct = pd.factorize(values, sort=True)
    places[places < 0] = distinct.size
    return Tally(np.append(distinct, np.nan), _shorten(places))


def _tally_whole(values: FloatArray) -> Tally | None:
    """Find distinct whole numbers from 0 to 254, without a search; None for others."""
    is_missing = np.isnan(values)
    filled = np.where(is_missing, _MISSING, values)
    if filled.size == 0 or filled.min() < 0 or filled.max() > _MISSING:
        return None
    codes = filled.astype(np.uint8)
    if (codes != filled).any():
        return None
    is_found = np.bincount(codes, minlength=_MISSING + 1)[:_MISSING] > 0
    distinct = np.flatnonzero(is_found)
    places = np.full(_MISSING + 1, distinct.size, dtype=np.uint8)
    places[distinct] = np.arange(distinct.size)
    if np.count_nonzero(codes == _MISSING) != np.count_nonzero(is_missing):
        return None
    return Tally(np.append(distinct.astype(np.float64), np.nan), places[codes])


def tally_answers(answers: pd.Series, kinds: pd.Series) -> Tally:
    """Find the distinct answers to an item, and the kind of each missing one."""
    tally = tally_scores(answers)
    kind = kinds.astype(_KIND_TYPE).cat.codes.to_numpy()
    n_values = tally.distinct.size
    size = np.min_scalar_type(n_values + len(MISSING_KINDS))
    # An answer has kind -1: what becomes of it here is not used.
    past_values = kind.astype(size) + size.type(n_values)
    places = tally.places.astype(size, copy=False)
    return Tally(tally.distinct, np.where(kind < 0, places, past_values))


def _shorten(places: "NDArray[np.intp]") -> "NDArray[np.unsignedinteger]":
    """Use as few bytes as the largest place needs: a tally is read once per group."""
    return places.astype(np.min_scalar_type(int(places.max(initial=0))))
