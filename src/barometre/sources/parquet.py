"""Parquet files."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from barometre.errors import Problem, SourceError
from barometre.responses.columns import SOURCE_ROW
from barometre.sources.cell_text import write_cells_as_text
from barometre.sources.inflate import open_inflated
from barometre.sources.open_table import OpenTable


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
    rows = pa.array(range(2, table.num_rows + 2), pa.int64())
    return pa.table([*arrays, rows], names=[*columns, SOURCE_ROW])
