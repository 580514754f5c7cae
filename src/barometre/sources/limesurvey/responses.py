"""Responses of one survey: pages kept from before, and what changed since."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.responses.columns import INTERVIEW_TIME
from barometre.sources.arrow_values import build_places, build_text
from barometre.sources.limesurvey.changes import (
    TRACES,
    Changes,
    find_changes,
    group_ids,
    list_ids,
)
from barometre.sources.limesurvey.columns import Reading, hide_people
from barometre.sources.limesurvey.errors import refuse
from barometre.sources.limesurvey.export import (
    PAGE,
    RESPONSE_ID,
    Survey,
    export_page,
    read_contents,
    send_for,
)
from barometre.sources.published_names import find_aliases
from barometre.sources.source import PageShelf

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CONNECTIONS = 4
_MOST_SLICES = 500
_DATED = "datestamp"


@dataclass(frozen=True, slots=True)
class Responses:
    """All responses of a survey, nobody named, in the order of their ids.

    ``header`` are the columns of the export under the names that the study expects,
    ``aliases`` the survey's own names of those that it calls otherwise. ``n_read``
    were read now, ``n_gone`` deleted since the last fetch.
    """

    table: pa.Table
    header: tuple[str, ...]
    aliases: Mapping[str, str]
    n_read: int
    n_gone: int

    @property
    def last_page(self) -> int:
        """Highest page that anyone left; 0 where the survey does not say."""
        if "lastpage" not in self.table.column_names:
            return 0
        return max(int(p or 0) for p in pc.unique(self.table["lastpage"]).to_pylist())


def read_responses(
    survey: Survey,
    wave: str,
    reading: Reading,
    shelf: PageShelf,
    *,
    is_anew: bool = False,
) -> Responses:
    """Bring the kept pages of a survey up to date.

    A survey of one page, or one that does not date its responses, is read anew:
    LimeSurvey leaves no other trace of what was edited. Otherwise the traces of all
    responses are read first, then only those that are new or whose trace changed.

    Parameters
    ----------
    shelf
        Each page is put there as soon as it is read, so that nothing is lost.
    is_anew
        Read every response again; so it is done, too, when the survey has other
        columns than it had.
    """
    total = _count_responses(survey)
    condition = name_condition(survey, reading)
    pages = shelf.load(wave, condition)
    kept = merge_pages(pages)
    if is_anew or kept is None or total <= PAGE or _DATED not in kept.column_names:
        kept, changes, n_alive = None, Changes((), frozenset()), 0
    else:
        now = _read_traces(survey, kept)
        changes, n_alive = find_changes(kept, now, page=PAGE), now.num_rows
    reader = _PageReader(survey, reading)
    fresh: list[pa.Table] = []
    for page in reader.read(changes.ranges, kept, n_new=total - n_alive):
        shelf.add(wave, condition, page)
        fresh.append(page)
        if kept is not None and page.column_names != kept.column_names:
            return read_responses(survey, wave, reading, shelf, is_anew=True)
    table = merge_pages([*([] if kept is None else [kept]), *fresh], gone=changes.gone)
    if table is None or table.num_rows == 0:
        raise refuse("limesurvey_no_responses", survey.where)
    if fresh or changes.gone or len(pages) > 1:
        shelf.settle(wave, condition, table)
    return Responses(
        table,
        header=tuple(json.loads(table.schema.metadata[b"header"])),
        aliases=json.loads(table.schema.metadata[b"aliases"]),
        n_read=sum(page.num_rows for page in fresh),
        n_gone=len(changes.gone),
    )


def name_condition(survey: Survey, reading: Reading) -> str:
    """Name what kept pages depend on: another study, key or survey cannot use them."""
    parts = {
        "survey": (reading.source.url, survey.survey_id, reading.source.timings),
        "columns": sorted(reading.expected.columns),
        "people": (reading.study.respondent.by, reading.expected.people),
        "key": hashlib.sha256(b"barometre pages" + reading.key).hexdigest(),
    }
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def merge_pages(
    pages: Sequence[pa.Table], *, gone: frozenset[int] = frozenset()
) -> pa.Table | None:
    """Put pages together by id; what was read later wins, what is gone goes.

    Pages with other columns than the last one are of a survey that was changed.
    """
    if not pages:
        return None
    latest = pages[-1].schema
    pages = [page for page in pages if page.column_names == latest.names]
    whole = pa.concat_tables([page.select(latest.names).cast(latest) for page in pages])
    ids = list_ids(whole)
    distinct, from_end = np.unique(ids[::-1], return_index=True)
    places = len(ids) - 1 - from_end
    if gone:
        places = places[~np.isin(distinct, list(gone))]
    return _select(whole, places)


def _select(table: pa.Table, places: "NDArray[np.int64]") -> pa.Table:
    """Take rows in an order that is mostly their own, copying as little as can be."""
    starts = np.flatnonzero(np.diff(places, prepend=places[:1] - 2) != 1)
    if len(starts) > _MOST_SLICES:
        return table.take(build_places(places))
    ends = np.append(starts[1:], len(places))
    slices = [
        table.slice(int(places[start]), int(end - start))
        for start, end in zip(starts, ends, strict=True)
    ]
    return pa.concat_tables(slices) if slices else table.slice(0, 0)


def _count_responses(survey: Survey) -> int:
    summary = survey.ask("get_summary", "all")
    if not isinstance(summary, dict):
        # An inactive survey is answered by an empty list.
        raise refuse("limesurvey_survey_inactive", survey.where)
    total = int(summary.get("full_responses") or 0)
    if total == 0:
        raise refuse("limesurvey_no_responses", survey.where)
    return total


def _read_traces(survey: Survey, kept: pa.Table) -> pa.Table:
    """Read the traces of the ids that are known, several ranges at a time."""
    fields = [RESPONSE_ID, *(name for name in TRACES if name in kept.column_names)]
    ranges = group_ids(list_ids(kept), page=PAGE, gap=PAGE)

    def send(ends: tuple[int, int]) -> list[str]:
        return send_for(survey, *ends, fields=fields)

    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        pages = [
            read_contents(sent, where=survey.where)
            for sent in threads.map(send, ranges)
        ]
    found = [page for page in pages if page is not None]
    # Arrow keeps what it no longer needs, in case; nothing as large comes again.
    pa.default_memory_pool().release_unused()
    return pa.concat_tables(found) if found else kept.select(fields).slice(0, 0)


@dataclass(slots=True)
class _PageReader:
    """Reads ranges of responses, nobody named in what it gives."""

    survey: Survey
    reading: Reading

    def read(
        self,
        ranges: Sequence[tuple[int, int]],
        kept: pa.Table | None,
        *,
        n_new: int,
    ) -> Iterator[pa.Table]:
        """Read the ranges that changed, then what came after the last known id."""
        yield from self._read_ranges(ranges)
        first = 1 if kept is None else int(list_ids(kept).max()) + 1
        while n_new > 0:
            # Fewer pages cannot hold them; holes in the ids can ask for more.
            starts = [first + k * PAGE for k in range(-(-n_new // PAGE))]
            n_found = 0
            for page in self._read_ranges([(one, one + PAGE - 1) for one in starts]):
                n_found += page.num_rows
                yield page
            n_new -= n_found
            first = starts[-1] + PAGE
            if n_new > 0 and n_found == 0:
                following = self._find_next(first)
                if following is None:
                    return
                first = following

    def _read_ranges(self, ranges: Sequence[tuple[int, int]]) -> Iterator[pa.Table]:
        """Read pages; while the server works on one, that before is put in order."""
        with ThreadPoolExecutor(1) as ahead:
            coming: list[Future[_Sent]] = []
            for ends in [*ranges, None]:
                if ends is not None:
                    coming.append(ahead.submit(self._send_for, *ends))
                if coming and (len(coming) > 1 or ends is None):
                    page = self._read(coming.pop(0).result())
                    if page is not None:
                        yield page

    def _find_next(self, first: int) -> int | None:
        """Find the next id after a gap: deleted responses leave holes."""
        ids = export_page(self.survey, first, None, fields=[RESPONSE_ID])
        return None if ids is None else int(list_ids(ids).min())

    def _send_for(self, first: int, last: int) -> "_Sent":
        fields = [RESPONSE_ID, INTERVIEW_TIME]
        has_times = self.reading.source.timings
        return _Sent(
            send_for(self.survey, first, last),
            send_for(self.survey, first, last, fields=fields) if has_times else [],
        )

    def _read(self, sent: "_Sent") -> pa.Table | None:
        where, expected = self.survey.where, self.reading.expected.columns
        header: list[str] = []

        def choose(names: list[str]) -> set[str]:
            header[:] = names
            known = find_aliases(names, expected, where=where).values()
            return {RESPONSE_ID, *TRACES, *expected, *known}

        page = read_contents(sent.responses, where=where, choose=choose)
        if page is None:
            return None
        if self.reading.source.timings:
            page = _add_times(page, read_contents(sent.times, where=where))
        aliases = find_aliases(header, expected, where=where)
        named = {column: name for name, column in aliases.items()}
        hidden = hide_people(page, aliases, self.reading, where=where)
        return hidden.replace_schema_metadata(
            {
                b"header": json.dumps([named.get(name, name) for name in header]),
                b"aliases": json.dumps(dict(aliases)),
            }
        )


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came for one range of ids: the responses, and the seconds on their pages."""

    responses: list[str]
    times: list[str]


def _add_times(page: pa.Table, times: pa.Table | None) -> pa.Table:
    """Set the seconds spent on the pages beside each response; empty where unknown."""
    nothing = build_text("")
    if times is None:
        known = page.slice(0, 0).select([RESPONSE_ID, RESPONSE_ID])
        times = known.rename_columns([RESPONSE_ID, INTERVIEW_TIME])
    places = pc.index_in(
        page[RESPONSE_ID], value_set=times[RESPONSE_ID].combine_chunks()
    )
    seconds = pc.fill_null(pc.take(times[INTERVIEW_TIME], places), nothing)
    return page.append_column(INTERVIEW_TIME, seconds)
