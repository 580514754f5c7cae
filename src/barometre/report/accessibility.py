"""Checks that our own pages and workbooks can be read by everyone.

They hold what a program can tell; whether a text alternative is a good one, it cannot.

References
----------
W3C (2023). Web Content Accessibility Guidelines 2.2, criteria 1.1.1, 1.3.1, 2.4.1,
2.4.2, 3.1.1 and 4.1.2. Analysis Function (2023). Releasing statistics in spreadsheets.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from barometre.errors import Problem, ReportError

_OUTSIDE = re.compile(r"""(?:src|href|url|@import)\s*[=(]?\s*["']?\s*(?:https?:)?//""")
_DESCRIBED = re.compile(r'cNvPr id="\d+" name="[^"]+" descr="[^"]+"')
_SHEET_NAME_LENGTH = 31


def check_page(document: str) -> None:
    """Check an HTML page.

    Raises
    ------
    ReportError
        With every fault: language, title, order of headings, ids, what is referred
        to, tables, pictures, anything from outside the page.
    """
    page = _Page()
    page.feed(document)
    problems = [*page.problems(), *_outside(document)]
    if problems:
        raise ReportError(*problems)


def check_workbook(content: bytes) -> None:
    """Check a workbook.

    Raises
    ------
    ReportError
        With every fault: title and language, one table a sheet with a title above and
        no gap inside, frozen headers, no merged cell, charts described in words.
    """
    book = load_workbook(io.BytesIO(content))
    problems = [
        Problem("accessible_property", name=name)
        for name in ("title", "language", "creator")
        if not getattr(book.properties, name)
    ]
    for sheet in book.worksheets:
        problems += [
            Problem(f"accessible_{fault}", sheet.title) for fault in _faults(sheet)
        ]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        problems += [
            Problem("accessible_chart", name)
            for name in parts.namelist()
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)
            and not _DESCRIBED.search(parts.read(name).decode())
        ]
    if problems:
        raise ReportError(*problems)


def _faults(sheet: Worksheet) -> Iterator[str]:
    if not sheet["A1"].value:
        yield "sheet_title"
    if sheet.merged_cells.ranges:
        yield "merged"
    if len(sheet.title) > _SHEET_NAME_LENGTH:
        yield "sheet_name"
    if len(sheet.tables) > 1:
        yield "tables"
    if any(not any(row) for row in sheet.iter_rows(values_only=True)):
        yield "blank_row"
    for table in sheet.tables.values():
        head, *rows = sheet[table.ref]
        titles = [cell.value for cell in head]
        if len(set(titles)) < len(titles) or not all(titles):
            yield "column_titles"
        if any(cell.value in (None, "") for row in rows for cell in row):
            yield "blank_cell"
        if sheet.freeze_panes is None:
            yield "frozen"


def _outside(document: str) -> Iterator[Problem]:
    if _OUTSIDE.search(document) or "<script" in document:
        yield Problem("accessible_outside")


class _Page(HTMLParser):
    """What matters of a page, gathered while it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.references: list[str] = []
        self.headings: list[int] = []
        self.found: list[Problem] = []
        self.inside: dict[str, set[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of one element."""
        given = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        self.ids.update([given["id"]] if "id" in given else [])
        self.references += given.get("aria-labelledby", "").split()
        if given.get("href", "").startswith("#"):
            self.references.append(given["href"][1:])
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        for parts in self.inside.values():
            parts.add(tag)
        if tag in ("table", "svg"):
            self.inside[tag] = set()
        if tag == "html" and not given.get("lang"):
            self.found.append(Problem("accessible_language"))
        if tag == "th" and given.get("scope") not in ("row", "col"):
            self.found.append(Problem("accessible_header"))
        if tag == "svg" and not {"role", "aria-labelledby"} <= given.keys():
            self.found.append(Problem("accessible_picture"))
        if tag == "img" and "alt" not in given:
            self.found.append(Problem("accessible_picture"))

    def handle_endtag(self, tag: str) -> None:
        """Check what an element held."""
        needed = {"table": {"caption", "th"}, "svg": {"title", "desc"}}.get(tag)
        if needed is not None and not needed <= self.inside.pop(tag, set()):
            fault = "table" if tag == "table" else "picture"
            self.found.append(Problem(f"accessible_{fault}"))

    def problems(self) -> Iterator[Problem]:
        """Give all faults of the page."""
        yield from self.found
        if not self.tags["title"] or not self.tags["main"]:
            yield Problem("accessible_landmarks")
        if self.headings.count(1) != 1 or self._skips_level():
            yield Problem("accessible_headings")
        for name, times in self.ids.items():
            if times > 1:
                yield Problem("accessible_id_twice", name)
        for name in self.references:
            if name not in self.ids:
                yield Problem("accessible_reference", name)

    def _skips_level(self) -> bool:
        pairs = zip([0, *self.headings], self.headings, strict=False)
        return any(level > before + 1 for before, level in pairs)
