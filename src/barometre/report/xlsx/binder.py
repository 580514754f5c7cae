"""A workbook while it is being filled: sheets, cells, and where each number stands."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as ExcelTable
from openpyxl.worksheet.table import TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from barometre.messages import Language
from barometre.report import model
from barometre.report.formats import Texts, excel_format, format_number, has_value
from barometre.report.model import Number, Words
from barometre.report.numbers import list_numbers
from barometre.report.texts import render_words
from barometre.report.theme import Theme

TITLE = Font(name="Arial", size=14, bold=True)
HEADING = Font(name="Arial", size=11, bold=True)
BODY = Font(name="Arial", size=11)
QUIET = Font(name="Arial", size=10, italic=True, color="FF57606A")
LINK = Font(name="Arial", size=11, underline="single", color="FF0B5394")

_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\N{MINUS SIGN}")
_WRAP = Alignment(wrap_text=True, vertical="top")
_RIGHT = Alignment(horizontal="right", vertical="top", wrap_text=True)
_HEAD = Alignment(wrap_text=True, vertical="bottom")
_UNDER = Border(bottom=Side(style="medium", color="FF1B1F24"))
_NARROWEST, _OF_NUMBERS, _WIDEST = 11.0, 15.0, 52.0  # characters
_LINE = 15.0  # points
_STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A number of the report and the cell that shows it; "" where only a chart does."""

    number: Number
    sheet: str
    cell: str


@dataclass(slots=True)
class Binder:
    """The workbook, the reader's language, and what has been written so far."""

    book: Workbook
    language: Language
    texts: Texts
    theme: Theme
    places: list[Place] = field(default_factory=list)
    alternatives: list[tuple[str, str]] = field(default_factory=list)

    def write(self, words: Words) -> str:
        """Write words in the reader's language."""
        return render_words(words, self.language, self.texts)

    def say(self, key: str, **facts: str) -> str:
        """Write words of the workbook itself."""
        return self.texts[f"workbook.{key}"].format(**facts)

    def open_sheet(self, wished: str) -> Worksheet:
        """Add a sheet under a name that spreadsheets accept and no other sheet has."""
        name = _sheet_name(wished, self.book.sheetnames)
        sheet: Any = self.book.create_sheet(name)
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = False
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.left.text = "&A"
        sheet.oddFooter.right.text = "&P / &N"
        return cast("Worksheet", sheet)

    def put(self, cell: Cell, content: model.Cell, *, font: Font = BODY) -> None:
        """Fill one cell: a number in full, or words that no formula can hide in."""
        if isinstance(content, Number):
            self._put_number(cell, content)
            return
        put_text(cell, self.write(content), font=font)
        sheet = cell.parent.title
        self.places += [
            Place(number, sheet, cell.coordinate) for number in list_numbers(content)
        ]

    def _put_number(self, cell: Cell, number: Number) -> None:
        decimals = self.theme.decimals
        self.places.append(Place(number, cell.parent.title, cell.coordinate))
        if not has_value(number):
            words = format_number(number, texts=self.texts, decimals=decimals)
            put_text(cell, words, font=QUIET)
            cell.alignment = _RIGHT
            return
        put_value(cell, number)
        cell.number_format = excel_format(number, texts=self.texts, decimals=decimals)
        cell.font = BODY
        cell.alignment = _RIGHT

    def put_lines(self, sheet: Worksheet, lines: Iterable[Words]) -> int:
        """Write lines from the first row down, the first as title; return the next row.

        The title has no border and no merged cell: it runs over the empty cells
        beside it.
        """
        row = 0
        for row, line in enumerate(lines, start=1):
            self.put(cell_at(sheet, row, 1), line, font=TITLE if row == 1 else BODY)
        return row + 1

    def put_table(self, sheet: Worksheet, table: model.Table, *, top: int) -> None:
        """Write a table with its header row at ``top``, marked up as a table."""
        titles = make_unique([self.write(column.title) for column in table.columns])
        for index, title in enumerate(titles, start=1):
            head = cell_at(sheet, top, index)
            put_text(head, title, font=HEADING)
            head.alignment, head.border = _HEAD, _UNDER
        for row, cells in enumerate(table.rows, start=top + 1):
            for index, content in enumerate(cells, start=1):
                self.put(cell_at(sheet, row, index), content)
        n_headers = next(
            (i for i, column in enumerate(table.columns) if not column.is_header),
            len(table.columns),
        )
        frame_table(sheet, top=top, n_columns=len(titles), n_headers=n_headers)


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Get a cell; no sheet of ours has merged ones."""
    return cast("Cell", sheet.cell(row, column))


def put_text(cell: Cell, words: str, *, font: Font = BODY) -> None:
    """Fill a cell with words; nothing that looks like a formula is one."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", words)
    cell.data_type = "s"
    cell.font = font
    cell.alignment = _WRAP
    if words.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True


def put_value(cell: Cell, number: Number) -> None:
    """Fill a cell with a number, every digit kept.

    openpyxl writes a float with sixteen digits, one too few to read it back; what is
    already written out it leaves alone.
    """
    cell.value = repr(float(number.value or 0)).removesuffix(".0")
    cell.data_type = "n"


def put_link(cell: Cell, sheet: str, words: str) -> None:
    """Fill a cell with a way to another sheet of the workbook."""
    put_text(cell, words, font=LINK)
    place = "'" + sheet.replace("'", "''") + "'!A1"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=words)


def frame_table(sheet: Worksheet, *, top: int, n_columns: int, n_headers: int) -> None:
    """Mark up a filled range as a table, freeze its headers, set its widths."""
    last = max(sheet.max_row, top)
    if last > top:
        number = cast("Workbook", sheet.parent).index(sheet)
        reference = f"A{top}:{get_column_letter(n_columns)}{last}"
        table = ExcelTable(displayName=f"table_{number}", ref=reference)
        table.tableStyleInfo = _STYLE
        sheet.add_table(table)
    sheet.freeze_panes = cell_at(sheet, top + 1, min(n_headers, n_columns - 1) + 1)
    sheet.print_title_rows = f"{top}:{top}"
    widths = [
        _set_width(sheet, top, last, column) for column in range(1, n_columns + 1)
    ]
    for row in range(top, last + 1):
        # `sheet[row]` would look through every cell of the sheet for its width.
        lines = max(
            _count_lines(cell_at(sheet, row, column), width)
            for column, width in enumerate(widths, start=1)
        )
        sheet.row_dimensions[row].height = _LINE * lines + 3
    for row in range(1, top):
        for index in range(1, n_columns + 1):
            cell_at(sheet, row, index).alignment = Alignment(wrap_text=False)


def make_unique(names: Sequence[str]) -> list[str]:
    """Add a number to names that come again: headers of a table must all differ."""
    seen: dict[str, int] = {}
    numbered = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        numbered.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return numbered


def _set_width(sheet: Worksheet, top: int, last: int, column: int) -> float:
    """Make a column as wide as its words, within limits; numbers keep it narrow."""
    cells = [cell_at(sheet, row, column) for row in range(top, last + 1)]
    words = [len(str(c.value)) * 1.15 + 2 for c in cells if c.data_type == "s"]
    has_numbers = len(words) < len(cells)
    widest = _OF_NUMBERS if has_numbers else _WIDEST
    width = min(max([*words, _NARROWEST]), widest)
    sheet.column_dimensions[get_column_letter(column)].width = width
    return width


def _count_lines(cell: Cell, width: float) -> int:
    return math.ceil(len(str(cell.value)) / width) if cell.data_type == "s" else 1


def _sheet_name(wished: str, taken: Sequence[str]) -> str:
    clean = _NOT_IN_NAMES.sub(" ", wished).strip().strip("'")
    lower = {name.lower() for name in taken}
    name, number = _cut(clean, _NAME_LENGTH), 1
    while name.lower() in lower or not name:
        number += 1
        name = f"{_cut(clean, _NAME_LENGTH - 4)} {number}"
    return name


def _cut(name: str, length: int) -> str:
    """Shorten a name at a space where it has one late enough."""
    if len(name) <= length:
        return name
    whole, _, _ = name[: length + 1].rpartition(" ")
    return (whole if len(whole) > length / 2 else name[:length]).rstrip(" ,;:'")
