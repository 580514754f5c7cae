"""People of one group, by which questions they answered: all a likelihood needs."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray, IntArray

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """Counts, means and spreads of the people who left the same answers out.

    Parameters
    ----------
    counts
        People of each pattern, shape (J,).
    is_answered
        Which items they answered, shape (J, p).
    means
        Their means, zero where they did not answer, shape (J, p).
    shared
        Places of the patterns with more than one person, shape (S,).
    covariances
        Covariances of these, denominator the number of people, shape (S, p, p).
    answers
        Answers of each person, zero where missing, shape (n, p).
    pattern_of
        Pattern of each person, shape (n,).
    n_empty
        People left out because they answered no item at all.
    """

    counts: FloatArray
    is_answered: BoolArray
    means: FloatArray
    shared: IntArray
    covariances: FloatArray
    answers: FloatArray
    pattern_of: IntArray
    n_empty: int

    @property
    def n(self) -> int:
        """People with at least one answer."""
        return int(self.answers.shape[0])

    @property
    def n_items(self) -> int:
        """Number of items."""
        return int(self.is_answered.shape[1])

    @property
    def is_complete(self) -> bool:
        """Whether everyone answered everything."""
        return bool(self.is_answered.all())


def find_patterns(answers: npt.ArrayLike) -> Patterns:
    """Group people by which answers they left out (NaN).

    Parameters
    ----------
    answers
        People in rows, items in columns. People without any answer are left out and
        counted in ``n_empty``.
    """
    table = np.asarray(answers, dtype=np.float64)
    is_there = ~np.isnan(table)
    is_kept = is_there.any(axis=1)
    table, is_there = table[is_kept], is_there[is_kept]
    # A row of yes and no as one value of bytes: much faster to sort than rows.
    packed = np.ascontiguousarray(np.packbits(is_there, axis=1))
    as_bytes = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, pattern_of = np.unique(as_bytes, return_index=True, return_inverse=True)
    filled = np.where(is_there, table, 0.0)
    counts = np.bincount(pattern_of, minlength=first.size).astype(np.float64)
    order = np.argsort(pattern_of, kind="stable")
    ends = np.cumsum(counts).astype(np.int64)
    is_answered = is_there[first]
    means, shared, covariances = _summarise(filled[order], is_answered, ends)
    return Patterns(
        counts=counts,
        is_answered=is_answered,
        means=means,
        shared=shared,
        covariances=covariances,
        answers=filled,
        pattern_of=pattern_of,
        n_empty=int((~is_kept).sum()),
    )


def _summarise(
    sorted_answers: FloatArray, is_answered: BoolArray, ends: IntArray
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Means of every pattern; covariances of those with more than one person."""
    counts = np.diff(ends, prepend=0)
    n_items = is_answered.shape[1]
    if not counts.size:
        empty = np.zeros((0, n_items))
        return empty, np.zeros(0, dtype=np.int64), np.zeros((0, n_items, n_items))
    starts = ends - counts
    # The first person of a pattern as its zero: a constant answer stays constant.
    shift = sorted_answers[starts]
    shifted = sorted_answers - np.repeat(shift, counts, axis=0)
    sums = np.add.reduceat(shifted, starts, axis=0)
    centres = sums / counts[:, np.newaxis]
    shared = np.flatnonzero(counts > 1)
    covariances = np.zeros((shared.size, n_items, n_items))
    for place, pattern in enumerate(shared):
        rows = shifted[starts[pattern] : ends[pattern]] - centres[pattern]
        covariances[place] = rows.T @ rows / counts[pattern]
    return shift + centres, shared, covariances
