"""Tables and sheets as spreadsheets want them: marked up, named, wide enough."""

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

if TYPE_CHECKING:
    from openpyxl import Workbook

_NAME_LENGTH = 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_NARROWEST, _OF_NUMBERS, _WIDEST = 11.0, 15.0, 52.0  # characters
_LINE = 15.0  # points
_STYLE = TableStyleInfo(name="TableStyleLight1", showRowStripes=True)


def cell_at(sheet: Worksheet, row: int, column: int) -> Cell:
    """Get a cell; no sheet of ours has merged ones."""
    # Looked up here first: `sheet.cell` checks what is known to be right.
    made = sheet._cells.get((row, column))
    return cast("Cell", made or sheet.cell(row, column))


def frame_table(sheet: Worksheet, *, top: int, n_columns: int, n_headers: int) -> None:
    """Mark up a filled range as a table, freeze its headers."""
    last = max(sheet.max_row, top)
    if last > top:
        number = cast("Workbook", sheet.parent).index(sheet)
        reference = f"A{top}:{get_column_letter(n_columns)}{last}"
        table = Table(displayName=f"table_{number}", ref=reference)
        table.tableStyleInfo = _STYLE
        sheet.add_table(table)
    sheet.freeze_panes = cell_at(sheet, top + 1, min(n_headers, n_columns - 1) + 1)
    sheet.print_title_rows = f"{top}:{top}"


def fit_table(sheet: Worksheet, *, top: int, n_columns: int) -> None:
    """Set widths of columns and heights of rows, so that every word is seen."""
    last = sheet.max_row
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


def name_sheet(wished: str, taken: Sequence[str]) -> str:
    """Find a name that spreadsheets accept and no other sheet has."""
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
