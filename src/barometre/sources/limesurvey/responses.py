"""Responses of one survey: pages kept from before, and what changed since."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.responses.columns import INTERVIEW_TIME
from barometre.sources.limesurvey.changes import (
    TRACES,
    Changes,
    find_changes,
    group_ids,
    write_traces,
)
from barometre.sources.limesurvey.columns import Reading, find_aliases, hide_people
from barometre.sources.limesurvey.errors import refuse
from barometre.sources.limesurvey.export import (
    PAGE,
    RESPONSE_ID,
    Survey,
    export_page,
    header_of,
)
from barometre.sources.source import PageShelf

_CONNECTIONS = 4
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
    survey: Survey, wave: str, reading: Reading, shelf: PageShelf
) -> Responses:
    """Bring the kept pages of a survey up to date.

    A survey of one page, or one that does not date its responses, is read anew:
    LimeSurvey leaves no other trace of what was edited. Otherwise the traces of all
    responses are read first, then only those that are new or whose trace changed.

    Parameters
    ----------
    shelf
        Each page is put there as soon as it is read, so that nothing is lost.
    """
    total = _count_responses(survey)
    condition = name_condition(survey, reading)
    pages = shelf.load(wave, condition)
    kept = merge_pages(pages)
    if kept is None or total <= PAGE or _DATED not in kept.column_names:
        kept, changes, n_alive = None, Changes((), frozenset()), 0
    else:
        now = _read_traces(survey, kept)
        changes, n_alive = find_changes(_list_traces(kept), now, page=PAGE), len(now)
    reader = _PageReader(survey, reading)
    fresh: list[pa.Table] = []
    for page in reader.read(changes.ranges, kept, n_new=total - n_alive):
        shelf.add(wave, condition, page)
        fresh.append(page)
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
    """Put pages together by id; what was read later wins, what is gone goes."""
    if not pages:
        return None
    latest = pages[-1].schema
    whole = pa.concat_tables([page.select(latest.names).cast(latest) for page in pages])
    ids = _ids(whole)
    distinct, from_end = np.unique(ids[::-1], return_index=True)
    places = len(ids) - 1 - from_end
    if gone:
        places = places[~np.isin(distinct, list(gone))]
    if len(places) == len(ids) and bool(np.all(np.diff(places) == 1)):
        return whole
    return whole.take(places)


def _count_responses(survey: Survey) -> int:
    summary = survey.ask("get_summary", "all")
    if not isinstance(summary, dict):
        # An inactive survey is answered by an empty list.
        raise refuse("limesurvey_survey_inactive", survey.where)
    total = int(summary.get("full_responses") or 0)
    if total == 0:
        raise refuse("limesurvey_no_responses", survey.where)
    return total


def _ids(table: pa.Table) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.asarray(pc.cast(table[RESPONSE_ID], pa.int64()).to_numpy())


def _list_traces(table: pa.Table) -> dict[int, str]:
    names = [name for name in TRACES if name in table.column_names]
    columns = {name: table[name].to_pylist() for name in names}
    return dict(zip(_ids(table).tolist(), write_traces(columns), strict=True))


def _read_traces(survey: Survey, kept: pa.Table) -> dict[int, str]:
    """Read the traces of the ids that are known, several ranges at a time."""
    names = [name for name in TRACES if name in kept.column_names]
    fields = [RESPONSE_ID, *names]
    ranges = group_ids(_ids(kept).tolist(), page=PAGE, gap=PAGE)

    def read(ends: tuple[int, int]) -> dict[int, str]:
        page = export_page(survey, *ends, fields=fields)
        return {} if page is None else _list_traces(page)

    with ThreadPoolExecutor(_CONNECTIONS) as threads:
        found = list(threads.map(read, ranges))
    return {id: trace for part in found for id, trace in part.items()}


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
        for ends in ranges:
            page = self._read_page(*ends)
            if page is not None:
                yield page
        first = 1 if kept is None else int(_ids(kept).max()) + 1
        while n_new > 0:
            page = self._read_page(first, first + PAGE - 1)
            if page is None:
                following = self._find_next(first + PAGE)
                if following is None:
                    return
                first = following
                continue
            yield page
            n_new -= page.num_rows
            first += PAGE

    def _find_next(self, first: int) -> int | None:
        """Find the next id after a gap: deleted responses leave holes."""
        ids = export_page(self.survey, first, None, fields=[RESPONSE_ID])
        return None if ids is None else int(_ids(ids).min())

    def _read_page(self, first: int, last: int) -> pa.Table | None:
        where = self.survey.where
        page = export_page(self.survey, first, last)
        if page is None:
            return None
        header = header_of(page)
        aliases = find_aliases(header, self.reading)
        named = {column: name for name, column in aliases.items()}
        hidden = hide_people(page, aliases, self.reading, where=where)
        if self.reading.source.timings:
            hidden = self._add_times(hidden, first, last)
        return hidden.replace_schema_metadata(
            {
                b"header": json.dumps([named.get(name, name) for name in header]),
                b"aliases": json.dumps(dict(aliases)),
            }
        )

    def _add_times(self, page: pa.Table, first: int, last: int) -> pa.Table:
        """Set the seconds spent on the pages beside each response."""
        fields = [RESPONSE_ID, INTERVIEW_TIME]
        times = export_page(self.survey, first, last, fields=fields)
        if times is None:
            return page
        places = pc.index_in(
            page[RESPONSE_ID], value_set=times[RESPONSE_ID].combine_chunks()
        )
        seconds = pc.fill_null(pc.take(times[INTERVIEW_TIME], places), "")
        return page.append_column(INTERVIEW_TIME, seconds)
