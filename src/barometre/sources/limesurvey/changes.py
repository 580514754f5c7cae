"""Which responses came, changed or went since the last fetch, told by their traces."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.sources.arrow_values import build_places, read_numbers
from barometre.sources.limesurvey.export import RESPONSE_ID

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What LimeSurvey changes when a response is taken up again, completed or edited.
TRACES = ("submitdate", "lastpage", "datestamp")
# Reading this many rows between two changed ones costs less than another request.
_GAP = 200


@dataclass(frozen=True, slots=True)
class Changes:
    """What to read again, as ranges of ids, and what is no longer there."""

    ranges: tuple[tuple[int, int], ...]
    gone: frozenset[int]


def find_changes(known: pa.Table, now: pa.Table, *, page: int) -> Changes:
    """Compare the traces of each response, by id.

    Parameters
    ----------
    known, now
        Id and traces of each response at the last fetch and now, in the order of the
        ids.
    page
        Most ids of one range.
    """
    traces = [name for name in TRACES if name in known.column_names]
    ids, here = list_ids(known), list_ids(now)
    places = np.minimum(np.searchsorted(ids, here), len(ids) - 1)
    is_new = ids[places] != here
    aligned = known.select(traces).take(build_places(places))
    is_changed = [pc.not_equal(now[name], aligned[name]) for name in traces]
    changed = list_ids(now.filter(reduce(pc.or_, is_changed)))
    read_again = np.union1d(changed, here[is_new])
    gone = np.setdiff1d(ids, here)
    return Changes(tuple(group_ids(read_again, page=page)), frozenset(gone.tolist()))


def list_ids(table: pa.Table) -> "NDArray[np.int64]":
    """List the ids of responses as numbers."""
    return read_numbers(table[RESPONSE_ID])


def group_ids(
    ids: "NDArray[np.int64]", *, page: int, gap: int = _GAP
) -> Iterator[tuple[int, int]]:
    """Put ids, in order, into ranges that are worth one request each.

    A range covers no more than ``page`` ids and no hole of more than ``gap``.
    """
    first = last = None
    for one in ids.tolist():
        if first is None or last is None:
            first = last = one
        elif one - last > gap or one - first >= page:
            yield first, last
            first = last = one
        else:
            last = one
    if first is not None and last is not None:
        yield first, last
