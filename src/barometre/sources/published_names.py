"""Columns of a survey that this program published: named its own way, by item."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from barometre.errors import Problem, SourceError
from barometre.questionnaire.limesurvey_codes import list_candidates
from barometre.sources.open_table import OpenTable

if TYPE_CHECKING:
    import pyarrow as pa


def find_aliases(
    header: Sequence[str], expected: Collection[str], *, where: str
) -> Mapping[str, str]:
    """Find the columns that a published survey names its own way, by expected name.

    A column that the study maps itself is taken by the name given there.

    Raises
    ------
    SourceError
        With each expected name that several columns may stand for.
    """
    found = list_candidates(header, expected)
    problems = [
        Problem(
            "column_ambiguous", where, column=name, columns=columns, example=columns[0]
        )
        for name, columns in found.items()
        if len(set(columns)) > 1
    ]
    if problems:
        raise SourceError(*problems)
    return {name: columns[0] for name, columns in found.items() if [name] != columns}


def use_published_names(
    table: OpenTable, expected: Collection[str], *, where: str
) -> OpenTable:
    """Let a file be read by the names that the study expects.

    Raises
    ------
    SourceError
        As :func:`find_aliases`.
    """
    aliases = find_aliases(table.columns, expected, where=where)
    if not aliases:
        return table
    by_column = {column: name for name, column in aliases.items()}

    def read(names: Sequence[str]) -> "pa.Table":
        rows = table.read([aliases.get(name, name) for name in names])
        return rows.rename_columns([by_column.get(c, c) for c in rows.column_names])

    columns = tuple(by_column.get(column, column) for column in table.columns)
    return OpenTable(columns, read, table.facts)
