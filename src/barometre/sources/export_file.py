"""Responses in files exported from any tool: one long file, or one a wave."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem, SourceError
from barometre.file_hash import hash_file
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import NEAR_CODES, RESPONDENT_ID, SOURCE_ROW
from barometre.sources.check_headers import check_headers
from barometre.sources.declared_names import check_declared_names
from barometre.sources.expected_columns import ExpectedColumns, expect_columns
from barometre.sources.file_kinds import open_table
from barometre.sources.open_table import OpenTable
from barometre.sources.people import make_pseudonyms
from barometre.sources.personal_data import check_group
from barometre.sources.pseudonym import name_unlinked
from barometre.sources.published_names import use_published_names
from barometre.sources.source import RawWave
from barometre.sources.source_files import SourceFile, list_files
from barometre.sources.wave_rows import keep_interviewed, split_waves
from barometre.study import FileSource, Study

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class _Reading:
    """What every file of a study is read with."""

    source: FileSource
    study: Study
    questionnaire: Questionnaire
    expected: ExpectedColumns
    key: bytes


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows of one file that are responses, people still named."""

    file: SourceFile
    opened: OpenTable
    responses: pa.Table
    n_not_interviewed: int


def fetch_waves(
    source: FileSource,
    *,
    study: Study,
    questionnaire: Questionnaire,
    study_dir: Path,
    key: bytes,
) -> Iterator[RawWave]:
    """Read every wave, first to last.

    A wave with no row yet is handed over empty; a wave that names no file is not
    handed over.

    Raises
    ------
    SourceError
        With everything that is wrong with every file.
    """
    check_declared_names(source, study=study, questionnaire=questionnaire)
    files = list_files(source, study=study, study_dir=study_dir)
    expected = expect_columns(study, questionnaire)
    reading = _Reading(source, study, questionnaire, expected, key)
    tables = _open_files(files, reading)
    structure = _read_structure(source, study_dir)

    def read(file: SourceFile) -> _Rows | SourceError:
        try:
            return _read_file(file, tables[file.name], reading)
        except SourceError as error:
            return error

    def cut(rows: _Rows, hidden: pa.Table) -> list[RawWave] | SourceError:
        try:
            return list(_cut_into_waves(rows, hidden, reading, structure))
        except SourceError as error:
            return error

    with ThreadPoolExecutor() as threads:
        rows = _without_problems(threads.map(read, files))
        hidden = _hide_people([one.responses for one in rows], reading)
        found = _without_problems(threads.map(cut, rows, hidden))
    waves = {raw.wave: raw for raws in found for raw in raws}
    yield from (waves[wave] for wave in study.wave_ids if wave in waves)


def _without_problems(found: Iterable[_Found | SourceError]) -> list[_Found]:
    """Give what was found in every file, or raise all that is wrong with any."""
    listed = list(found)
    problems = [one for part in listed if isinstance(part, SourceError) for one in part]
    if problems:
        raise SourceError(*problems)
    return [part for part in listed if not isinstance(part, SourceError)]


def _open_files(
    files: tuple[SourceFile, ...], reading: _Reading
) -> Mapping[str, OpenTable]:
    tables: dict[str, OpenTable] = {}
    problems: list[Problem] = []
    expected = reading.expected.columns
    for file in files:
        try:
            table = open_table(file.path, source=reading.source, expected=expected)
            tables[file.name] = use_published_names(table, expected, where=file.name)
        except SourceError as error:
            problems.extend(error)
    headers = {name: table.columns for name, table in tables.items()}
    if len(tables) == len(files):
        problems.extend(check_headers(headers, reading.expected))
    if problems:
        raise SourceError(*problems)
    return tables


def _read_structure(source: FileSource, study_dir: Path) -> bytes | None:
    if source.structure is None:
        return None
    return (study_dir / source.structure).read_bytes()


def _read_file(file: SourceFile, opened: OpenTable, reading: _Reading) -> _Rows:
    expected, source = reading.expected, reading.source
    table = opened.read(expected.select(opened.columns))
    responses = keep_interviewed(table, source.interviewed)
    problems = [
        problem
        for column in expected.groups
        if column in responses.column_names
        for problem in check_group(responses[column], name=column, where=file.name)
    ]
    if problems:
        raise SourceError(*problems)
    return _Rows(file, opened, responses, table.num_rows - responses.num_rows)


def _cut_into_waves(
    rows: _Rows, hidden: pa.Table, reading: _Reading, structure: bytes | None
) -> Iterator[RawWave]:
    expected, source, file = reading.expected, reading.source, rows.file
    sha256 = hash_file(file.path)
    parts = split_waves(hidden, file=file, source=source, study=reading.study)
    for wave, of_wave in parts.items():
        is_named = pc.is_valid(of_wave[RESPONDENT_ID])
        yield RawWave(
            wave=wave,
            responses=_arrange(of_wave, wave, expected),
            rows_read=of_wave.num_rows,
            source_sha256=sha256,
            structure=structure,
            structure_name=source.structure.name if source.structure else "",
            facts={
                **rows.opened.facts,
                "file": file.name,
                "rows_naming_no_one": of_wave.num_rows
                - (pc.sum(is_named).as_py() or 0),
                "rows_not_interviewed": rows.n_not_interviewed,
                "columns_not_copied": expected.left_out(rows.opened.columns),
                "items_not_in_file": expected.absent(rows.opened.columns),
            },
        )


def _hide_people(tables: Sequence[pa.Table], reading: _Reading) -> list[pa.Table]:
    """Put a pseudonym in the place of what names people.

    All files at once: who stands in several is hashed once.
    """
    people = reading.expected.people
    sizes = [table.num_rows for table in tables]
    if people and tables:
        named = pa.concat_tables(table.select(people) for table in tables)
        hidden = make_pseudonyms(
            [column.combine_chunks() for column in named.columns],
            study=reading.study,
            questionnaire=reading.questionnaire,
            key=reading.key,
        )
    else:
        hidden = {RESPONDENT_ID: pa.nulls(sum(sizes), pa.string())}
    starts = accumulate(sizes, initial=0)
    cut = []
    for table, start, size in zip(tables, starts, sizes, strict=False):
        nameless = table.drop_columns(list(people))
        for name, column in hidden.items():
            nameless = nameless.append_column(name, column.slice(start, size))
        cut.append(nameless)
    return cut


def _arrange(rows: pa.Table, wave: str, expected: ExpectedColumns) -> pa.Table:
    """Put the pseudonym and the row first, then the declared columns of the file."""
    made = (RESPONDENT_ID, NEAR_CODES, SOURCE_ROW)
    near = [NEAR_CODES] if NEAR_CODES in rows.column_names else []
    kept = expected.copied([name for name in rows.column_names if name not in made])
    places = rows[SOURCE_ROW]
    names = name_unlinked(rows[RESPONDENT_ID], places, wave=wave)
    return pa.table(
        [names, pc.cast(places, pa.string()), *rows.select([*near, *kept]).columns],
        names=[RESPONDENT_ID, SOURCE_ROW, *near, *kept],
    )
