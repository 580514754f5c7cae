"""Weights that give a sample the margins of a population."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import FloatArray, IntArray

_MOST_ROUNDS = 1000
_MOST_TRIMS = 200
_REACHED = 1e-10
TOLERANCE = 1e-3  # share of people by which a margin may be off


@dataclass(frozen=True, slots=True)
class Margin:
    """One variable: the category of each person, and the share of each category.

    ``codes`` are positions in ``shares``, which add up to 1.
    """

    variable: str
    codes: IntArray
    shares: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Raked:
    """Weights, of mean 1, and how well they do what they are for.

    Parameters
    ----------
    weights
        One a person; or one column a replicate.
    n_trimmed
        People whose weight was cut.
    worst
        Largest share of people by which a margin is off.
    worst_variable
        The variable it is in.
    """

    weights: FloatArray
    n_trimmed: int
    worst: float
    worst_variable: str

    @property
    def is_reached(self) -> bool:
        """Whether all margins are there, within one in a thousand."""
        return self.worst <= TOLERANCE


def rake(
    base: npt.ArrayLike, margins: Sequence[Margin], *, cap: float = float("inf")
) -> Raked:
    """Rake weights to several margins, and cut those that become too large.

    Parameters
    ----------
    base
        Weight of each person to start from, above zero; or one column a replicate, with
        zero for those left out of it.
    margins
        What the weighted shares of people have to be. One alone is post-stratification.
    cap
        Largest weight, in mean weights. What is cut is shared out among the others by
        raking again, until both hold.

    Returns
    -------
    Raked
        The margins are worked out again at the end from the weights given back: where
        they cannot be had under the cap, ``worst`` says by how much they are off, and
        the caller stops.

    References
    ----------
    Deming W.E., Stephan F.F. (1940), Annals of Mathematical Statistics 11,
    doi:10.1214/aoms/1177731829. Deville J.-C., Särndal C.-E. (1992), Journal of the
    American Statistical Association 87, doi:10.1080/01621459.1992.10475217.
    """
    weights = np.array(base, dtype=np.float64)
    is_one = weights.ndim == 1
    columns = _scale(weights[:, np.newaxis] if is_one else weights)
    cells = _cross(margins, columns.shape[0])
    was_cut = np.zeros(columns.shape, dtype=np.bool_)
    columns = _adjust(columns, was_cut, cells)
    for _ in range(_MOST_TRIMS):
        is_over = columns > cap * (1 + 1e-9)
        if not is_over.any():
            break
        # A weight once cut stays there: the others take over what it gave up.
        was_cut |= is_over
        columns = _adjust(np.where(was_cut, cap, columns), was_cut, cells)
    columns = np.minimum(columns, cap)
    worst = _find_worst(columns, cells)
    place = int(np.argmax(worst)) if worst else 0
    return Raked(
        weights=columns[:, 0] if is_one else columns,
        n_trimmed=int(was_cut[:, 0].sum()),
        worst=worst[place] if worst else 0.0,
        worst_variable=margins[place].variable if worst else "",
    )


@dataclass(frozen=True, slots=True)
class _Cells:
    """People of the same categories in every margin: raking moves them as one.

    ``is_person_in`` is cells by people; each of ``is_in`` categories by cells.
    """

    cell: IntArray
    is_person_in: FloatArray
    is_in: tuple[FloatArray, ...]
    shares: tuple[FloatArray, ...]


def _cross(margins: Sequence[Margin], n: int) -> _Cells:
    codes = np.column_stack(
        [np.zeros(n, dtype=np.int64), *(margin.codes for margin in margins)]
    )
    crossed, cell = np.unique(codes, axis=0, return_inverse=True)
    return _Cells(
        cell=cell.reshape(-1),
        is_person_in=np.equal.outer(np.arange(len(crossed)), cell.reshape(-1)) * 1.0,
        is_in=tuple(
            np.equal.outer(np.arange(margin.shares.size), crossed[:, place]) * 1.0
            for place, margin in enumerate(margins, 1)
        ),
        shares=tuple(margin.shares for margin in margins),
    )


def _scale(columns: FloatArray) -> FloatArray:
    """Bring the mean over people with a weight to 1."""
    people = (columns > 0).sum(axis=0)
    return np.asarray(columns * (people / columns.sum(axis=0)))


def _adjust(
    columns: FloatArray, is_fixed: npt.NDArray[np.bool_], cells: _Cells
) -> FloatArray:
    """Bring one margin after the other to its shares until nothing moves."""
    people = (columns > 0).sum(axis=0)
    fixed = cells.is_person_in @ (columns * is_fixed)
    before = cells.is_person_in @ (columns * ~is_fixed)
    free = before.copy()
    for _ in range(_MOST_ROUNDS):
        moved = 0.0
        for is_in, shares in zip(cells.is_in, cells.shares, strict=True):
            have = is_in @ free
            wanted = np.maximum(shares[:, np.newaxis] * people - is_in @ fixed, 0.0)
            factors = _divide(wanted, have)
            moved = max(moved, float(np.abs(factors - 1).max(initial=0.0)))
            free = free * (is_in.T @ factors)
        if moved < _REACHED:
            break
    factors = _divide(free, before)[cells.cell]
    return np.where(is_fixed, columns, columns * factors)


def _divide(wanted: FloatArray, have: FloatArray) -> FloatArray:
    """Divide, and leave alone what there is nothing of."""
    return np.divide(wanted, have, out=np.ones_like(have), where=have > 0)


def _find_worst(columns: FloatArray, cells: _Cells) -> list[float]:
    """Largest difference between a share had and the one wanted, margin by margin."""
    totals = cells.is_person_in @ columns
    return [
        float(np.abs(is_in @ totals / totals.sum(axis=0) - shares[:, np.newaxis]).max())
        for is_in, shares in zip(cells.is_in, cells.shares, strict=True)
    ]
