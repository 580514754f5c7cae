"""Which responses came, changed or went since the last fetch, told by their traces."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# What LimeSurvey changes when a response is taken up again, completed or edited.
TRACES = ("submitdate", "lastpage", "datestamp")
# Reading this many rows between two changed ones costs less than another request.
_GAP = 200


@dataclass(frozen=True, slots=True)
class Changes:
    """What to read again, as ranges of ids, and what is no longer there."""

    ranges: tuple[tuple[int, int], ...]
    gone: frozenset[int]


def find_changes(
    known: Mapping[int, str], now: Mapping[int, str], *, page: int
) -> Changes:
    """Compare the traces of each response, by id.

    Parameters
    ----------
    known, now
        Trace of each response at the last fetch and now.
    page
        Most ids of one range.
    """
    changed = sorted(id for id, trace in now.items() if known.get(id) != trace)
    return Changes(
        tuple(group_ids(changed, page=page)), frozenset(known.keys() - now.keys())
    )


def group_ids(
    ids: Sequence[int], *, page: int, gap: int = _GAP
) -> Iterator[tuple[int, int]]:
    """Put ids, in order, into ranges that are worth one request each.

    A range covers no more than ``page`` ids and no hole of more than ``gap``.
    """
    first = last = None
    for one in ids:
        if first is None or last is None:
            first = last = one
        elif one - last > gap or one - first >= page:
            yield first, last
            first = last = one
        else:
            last = one
    if first is not None and last is not None:
        yield first, last


def write_traces(columns: Mapping[str, Iterable[str]]) -> list[str]:
    """Write the trace of each response as one text."""
    return ["|".join(parts) for parts in zip(*columns.values(), strict=True)]
