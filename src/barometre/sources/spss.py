"""SPSS files: answer codes, never their labels."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyreadstat

from barometre.errors import Problem, SourceError
from barometre.sources.cell_text import write_cells_as_text
from barometre.sources.inflate import open_inflated
from barometre.sources.open_table import OpenTable, number_rows


def open_spss(path: Path, *, encoding: str | None) -> OpenTable:
    """Find the columns of an SPSS file."""
    with _open_sav(path) as stream:
        _, description = pyreadstat.read_sav(
            stream, encoding=encoding, metadataonly=True
        )
    return OpenTable(
        columns=tuple(description.column_names),
        read=partial(_read, path, encoding=encoding),
    )


@contextmanager
def _open_sav(path: Path) -> Iterator[Any]:
    try:
        with open_inflated(path) as stream:
            yield stream
    except (pyreadstat.ReadstatError, UnicodeDecodeError):
        raise SourceError(Problem("file_unreadable", path.name)) from None


def _read(path: Path, columns: Sequence[str], *, encoding: str | None) -> pa.Table:
    """Read codes; those that SPSS calls missing too, for the study to explain."""
    with _open_sav(path) as stream:
        frame, _ = pyreadstat.read_sav(
            stream, encoding=encoding, usecols=list(columns), user_missing=True
        )
    arrays = [
        write_cells_as_text(pa.array(frame[column], from_pandas=True))
        for column in columns
    ]
    return number_rows(pa.table(arrays, names=list(columns)))
