"""How cells look: a few named looks, no meaning by colour alone."""

from collections.abc import Mapping
from typing import Any, Literal

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray

Look = Literal["title", "line", "heading", "head", "body", "number", "quiet", "link"]
Known = dict[tuple[Look, str, bool], Any]

_BODY = Font(name="Arial", size=11)
_BOLD = Font(name="Arial", size=11, bold=True)
_TITLE = Font(name="Arial", size=14, bold=True)
_QUIET = Font(name="Arial", size=10, italic=True, color="FF57606A")
_LINK = Font(name="Arial", size=11, underline="single", color="FF0B5394")
_FLAT = Alignment(wrap_text=False)
_LOW = Alignment(vertical="bottom")
_WRAP = Alignment(wrap_text=True, vertical="top")
_HEAD = Alignment(wrap_text=True, vertical="bottom")
_RIGHT = Alignment(horizontal="right", vertical="top", wrap_text=True)
_BARE = Border()
_UNDER = Border(bottom=Side(style="medium", color="FF1B1F24"))
_LOOKS: Mapping[Look, tuple[Font, Alignment, Border]] = {
    "title": (_TITLE, _FLAT, _BARE),
    "line": (_BODY, _FLAT, _BARE),
    "heading": (_BOLD, _LOW, _BARE),
    "head": (_BOLD, _HEAD, _UNDER),
    "body": (_BODY, _WRAP, _BARE),
    "number": (_BODY, _RIGHT, _BARE),
    "quiet": (_QUIET, _RIGHT, _BARE),
    "link": (_LINK, _WRAP, _BARE),
}


def dress(
    cell: Cell,
    look: Look,
    *,
    known: Known,
    number_format: str = "General",
    is_text: bool = False,
) -> None:
    """Give a cell a look.

    Parameters
    ----------
    cell, look
        What is dressed, and how.
    known
        Looks already worn in this workbook. openpyxl searches its styles by value for
        every property of every cell, which takes most of the time of a workbook; cells
        that look the same share one style instead.
    number_format
        How a number is drawn.
    is_text
        Whether the spreadsheet must take the content as text when it is edited.
    """
    worn: Any = cell  # its style as a whole has no public name
    style = known.get((look, number_format, is_text))
    if style is not None:
        worn._style = style
        return
    # What it wore may be shared with others, which keep it.
    worn._style = StyleArray()
    cell.font, cell.alignment, cell.border = _LOOKS[look]
    cell.number_format = number_format
    cell.quotePrefix = is_text
    known[look, number_format, is_text] = worn._style
