"""The workbook as bytes that depend on nothing but its content."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

from barometre.report.xlsx.rows import save

# A workbook says when it was made; the same report must give the same bytes.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_DRAWING = re.compile(r"xl/drawings/drawing(\d+)\.xml")
_CHART_NAME = re.compile(r'(<(?:xdr:)?cNvPr id="\d+" )name="[^"]*"')


def pack(book: Workbook, *, alternatives: Sequence[tuple[str, str]]) -> bytes:
    """Save a workbook.

    Parameters
    ----------
    book
        The workbook; each sheet has one chart at most.
    alternatives
        Name and text alternative of each chart, in the order of the sheets: openpyxl
        has no place for them.
    """
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(save(book)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = _settle(entry.filename, source.read(entry), alternatives)
            steady = zipfile.ZipInfo(entry.filename, _ZIP_DATE)
            steady.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(steady, content)
    return packed.getvalue()


def _settle(
    name: str, content: bytes, alternatives: Sequence[tuple[str, str]]
) -> bytes:
    drawing = _DRAWING.fullmatch(name)
    if not drawing:
        return content
    title, words = alternatives[int(drawing[1]) - 1]
    named = f"name={quoteattr(title)} descr={quoteattr(words)}"
    described = _CHART_NAME.sub(lambda found: found[1] + named, content.decode())
    return described.encode()
