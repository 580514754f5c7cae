"""A workbook while it is being filled: sheets, cells, and where each number stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from barometre.messages import Language
from barometre.report import model
from barometre.report.formats import Texts, excel_format, format_number, has_value
from barometre.report.model import Number, Words
from barometre.report.numbers import list_numbers
from barometre.report.texts import render_words
from barometre.report.theme import Theme
from barometre.report.xlsx.framing import (
    cell_at,
    fit_table,
    frame_table,
    make_unique,
    name_sheet,
)
from barometre.report.xlsx.looks import Known, Look, dress

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\N{MINUS SIGN}")


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
    looks: Known = field(default_factory=dict)

    def write(self, words: Words) -> str:
        """Write words in the reader's language."""
        return render_words(words, self.language, self.texts)

    def say(self, key: str, **facts: str) -> str:
        """Write words of the workbook itself."""
        return self.texts[f"workbook.{key}"].format(**facts)

    def open_sheet(self, wished: str) -> Worksheet:
        """Add a sheet under a name that spreadsheets accept and no other sheet has."""
        name = name_sheet(wished, self.book.sheetnames)
        sheet: Any = self.book.create_sheet(name)
        sheet.sheet_view.showGridLines = False
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.page_setup.fitToHeight = False
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.left.text = "&A"
        sheet.oddFooter.right.text = "&P / &N"
        return cast("Worksheet", sheet)

    def put(self, cell: Cell, content: model.Cell, *, look: Look = "body") -> None:
        """Fill one cell: a number in full, or words that no formula can hide in."""
        if isinstance(content, Number):
            self._put_number(cell, content)
            return
        self.put_text(cell, self.write(content), look=look)
        sheet = cell.parent.title
        self.places += [
            Place(number, sheet, cell.coordinate) for number in list_numbers(content)
        ]

    def put_text(self, cell: Cell, words: str, *, look: Look = "body") -> None:
        """Fill a cell with words; nothing that looks like a formula is one."""
        _fill(cell, ILLEGAL_CHARACTERS_RE.sub("", words), "s")
        is_risky = words.startswith(_FORMULA_STARTS)
        dress(cell, look, known=self.looks, is_text=is_risky)

    def put_value(
        self, cell: Cell, value: float, *, number_format: str = "General"
    ) -> None:
        """Fill a cell with a number, every digit kept.

        openpyxl writes a float with sixteen digits, one too few to read it back; what
        is already written out it leaves alone.
        """
        _fill(cell, repr(float(value)).removesuffix(".0"), "n")
        dress(cell, "number", known=self.looks, number_format=number_format)

    def put_link(self, cell: Cell, sheet: str, words: str) -> None:
        """Fill a cell with a way to another sheet of the workbook."""
        self.put_text(cell, words, look="link")
        place = "'" + sheet.replace("'", "''") + "'!A1"
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=place, display=words)

    def put_lines(self, sheet: Worksheet, lines: Iterable[Words]) -> int:
        """Write lines from the first row down, the first as title; return the next row.

        Nothing is merged: a line runs over the empty cells beside it.
        """
        row = 0
        for row, line in enumerate(lines, start=1):
            self.put(cell_at(sheet, row, 1), line, look="title" if row == 1 else "line")
        return row + 1

    def put_table(self, sheet: Worksheet, table: model.Table, *, top: int) -> None:
        """Write a table with its header row at ``top``, marked up as a table."""
        titles = make_unique([self.write(column.title) for column in table.columns])
        for index, title in enumerate(titles, start=1):
            self.put_text(cell_at(sheet, top, index), title, look="head")
        for row, cells in enumerate(table.rows, start=top + 1):
            for index, content in enumerate(cells, start=1):
                self.put(cell_at(sheet, row, index), content)
        n_headers = next(
            (i for i, column in enumerate(table.columns) if not column.is_header),
            len(table.columns),
        )
        frame_table(sheet, top=top, n_columns=len(titles), n_headers=n_headers)
        fit_table(sheet, top=top, n_columns=len(titles))

    def _put_number(self, cell: Cell, number: Number) -> None:
        decimals = self.theme.decimals
        self.places.append(Place(number, cell.parent.title, cell.coordinate))
        if number.value is None or not has_value(number):
            words = format_number(number, texts=self.texts, decimals=decimals)
            self.put_text(cell, words, look="quiet")
            return
        drawn = excel_format(number, texts=self.texts, decimals=decimals)
        self.put_value(cell, number.value, number_format=drawn)


def _fill(cell: Any, content: str, kind: Literal["s", "n"]) -> None:
    """Fill a cell; openpyxl's own way would look for dates and formulas in it."""
    cell._value, cell.data_type = content, kind
