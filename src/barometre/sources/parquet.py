"""Parquet files."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from barometre.errors import Problem, SourceError
from barometre.sources.cell_text import write_cells_as_text
from barometre.sources.inflate import open_inflated
from barometre.sources.open_table import OpenTable, number_rows


def open_parquet(path: Path) -> OpenTable:
    """Find the columns of a Parquet file."""
    with open_inflated(path) as stream:
        try:
            schema = pyarrow.parquet.read_schema(stream)
        except (pa.ArrowInvalid, OSError):
            raise SourceError(Problem("file_unreadable", path.name)) from None
    return OpenTable(columns=tuple(schema.names), read=partial(_read, path))


def _read(path: Path, columns: Sequence[str]) -> pa.Table:
    with open_inflated(path) as stream:
        table = pyarrow.parquet.read_table(stream, columns=list(columns))
    arrays = [write_cells_as_text(table[column]) for column in columns]
    return number_rows(pa.table(arrays, names=list(columns)))
