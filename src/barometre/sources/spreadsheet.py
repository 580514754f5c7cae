"""Excel workbooks: one sheet, header in its first row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from barometre.errors import Problem, SourceError
from barometre.responses.columns import SOURCE_ROW
from barometre.sources.cell_text import texts_of
from barometre.sources.inflate import open_inflated
from barometre.sources.open_table import OpenTable

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_Row = tuple[object, ...]


def open_spreadsheet(path: Path, *, sheet: str | None) -> OpenTable:
    """Find the columns of a sheet: the named one, or the first."""
    with _open_sheet(path, sheet) as worksheet:
        header = next(worksheet.iter_rows(values_only=True), ())
        title = worksheet.title
    if not any(cell is not None for cell in header):
        raise SourceError(Problem("file_empty", f"{path.name} › {title}"))
    names = tuple(texts_of(header).to_pylist())
    return OpenTable(
        columns=names,
        read=partial(_read, path, header=names, sheet=title),
        facts={"sheet": title},
    )


@contextmanager
def _open_sheet(path: Path, sheet: str | None) -> "Iterator[Worksheet]":
    with open_inflated(path) as stream:
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, OSError):
            raise SourceError(Problem("file_unreadable", path.name)) from None
        try:
            if sheet is not None and sheet not in book.sheetnames:
                raise SourceError(
                    Problem(
                        "sheet_unknown", path.name, sheet=sheet, known=book.sheetnames
                    )
                )
            yield book[sheet or book.sheetnames[0]]
        finally:
            book.close()


def _read(
    path: Path, columns: Sequence[str], *, header: Sequence[str], sheet: str
) -> pa.Table:
    """Read the asked columns as text; rows with no cell at all are not responses."""
    places = [header.index(column) for column in columns]
    rows: list[int] = []
    cells: list[list[object]] = [[] for _ in columns]
    with _open_sheet(path, sheet) as worksheet:
        written = worksheet.iter_rows(min_row=2, values_only=True)
        for number, row in enumerate(written, start=2):
            if any(cell is not None for cell in row):
                rows.append(number)
                for kept, place in zip(cells, places, strict=True):
                    kept.append(row[place] if place < len(row) else None)
    arrays = [texts_of(kept) for kept in cells]
    return pa.table([*arrays, pa.array(rows, pa.int64())], names=[*columns, SOURCE_ROW])
