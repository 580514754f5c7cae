"""A workbook saved with its rows written out at once.

openpyxl makes a tree of elements for each cell and walks it, which takes most of the
time of saving a workbook of many small sheets.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

_ROWS = re.compile(rb"<sheetData ?(?:/>|></sheetData>)")


def save(book: Workbook) -> BytesIO:
    """Save a workbook of words and numbers, not compressed."""
    made = BytesIO()
    # What is kept is packed once more, with other dates.
    _BookWriter(book, ZipFile(made, "w")).save()
    return made


class _BookWriter(ExcelWriter):
    """Write each sheet from memory instead of from a file of its own."""

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        writer: Any = _SheetWriter(ws)
        writer.write()
        ws._rels = writer._rels
        book: Any = self
        book._archive.writestr(ws.path[1:], writer.finish())
        self.manifest.append(ws)


class _SheetWriter(WorksheetWriter):
    """Write all of a sheet as openpyxl does, but for its rows."""

    def __init__(self, sheet: Any) -> None:
        super().__init__(sheet, out=BytesIO())
        self._written = ""
        self._looks: dict[int, str] = {}

    def write_rows(self) -> None:
        stream: Any = self.xf.send(True)
        with stream.element("sheetData"):
            self._written = "".join(self._write_all())
        self.xf.send(None)

    def finish(self) -> bytes:
        """Give the whole sheet, the rows in their place."""
        rows = f"<sheetData>{self._written}</sheetData>".encode()
        return _ROWS.sub(lambda _: rows, self.read(), count=1)

    def _write_all(self) -> Iterator[str]:
        sheet: Any = self.ws
        for number, cells in self.rows():
            given = {"r": number, **dict(sheet.row_dimensions.get(number, {}))}
            yield f"<row{_attributes(given)}>"
            for cell in cells:
                if cell.hyperlink:
                    sheet._hyperlinks.append(cell.hyperlink)
                yield _write_cell(cell, self._find_look(cell))
            yield "</row>"

    def _find_look(self, cell: Any) -> str:
        """Name the style of a cell; cells share theirs, and each is looked up once."""
        style = id(cell._style)
        if style not in self._looks:
            self._looks[style] = f' s="{cell.style_id}"' if cell.has_style else ""
        return self._looks[style]


def _write_cell(cell: Any, style: str) -> str:
    """Write a cell of words or of a number; "" for one with nothing and no look."""
    value, is_text = cell._value, cell.data_type == "s"
    is_empty = value is None or value == ""
    if value is None and not style:
        return ""
    kind = "inlineStr" if is_text else cell.data_type
    start = f'<c r="{cell.coordinate}"{style} t="{kind}"'
    if is_empty:
        return f"{start} />"
    if not is_text:
        return f"{start}><v>{escape(str(value))}</v></c>"
    space = "" if value == value.strip() else ' xml:space="preserve"'
    return f"{start}><is><t{space}>{escape(value)}</t></is></c>"


def _attributes(given: dict[str, object]) -> str:
    return "".join(f" {name}={quoteattr(str(value))}" for name, value in given.items())
