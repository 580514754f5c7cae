"""The report as an accessible workbook with charts that can be edited."""

from openpyxl import Workbook

from barometre.messages import Language
from barometre.report.formats import Texts
from barometre.report.model import Report
from barometre.report.theme import load_theme
from barometre.report.xlsx.archive import LONG_AGO, pack
from barometre.report.xlsx.binder import Binder
from barometre.report.xlsx.sheets import (
    Entry,
    add_codebook,
    add_contents,
    add_cover,
    add_notes,
    add_numbers,
    add_tables,
    add_text,
)

__all__ = ["render_xlsx"]


def render_xlsx(report: Report, *, language: Language, texts: Texts) -> bytes:
    """Draw a report as a workbook.

    Parameters
    ----------
    report
        The report of one audience.
    language, texts
        The reader's language and its texts.

    Returns
    -------
    bytes
        An ``.xlsx`` file: cover, contents, text, one table a sheet with its chart,
        notes, codebook, and where each number comes from. The same report gives the
        same bytes.

    Raises
    ------
    ReportError
        When a text is missing or has a place that no fact fills.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    binder = Binder(book, language, texts, load_theme())
    numbers = binder.say("numbers")
    add_cover(binder, report, numbers)
    contents = binder.open_sheet(binder.say("contents"))
    entries: list[Entry] = [add_text(binder, report)]
    entries += add_tables(binder, report)
    entries += [add_notes(binder, report), add_codebook(binder, report)]
    entries.append(add_numbers(binder, numbers))
    add_contents(binder, contents, entries)
    _describe(binder, report)
    return pack(book, alternatives=binder.alternatives)


def _describe(binder: Binder, report: Report) -> None:
    """Fill in the properties of the document; screen readers read them first."""
    properties = binder.book.properties
    properties.title = binder.write(report.title)
    properties.subject = binder.write(report.subtitle)
    properties.description = binder.say("about_text")
    properties.language = binder.language
    properties.creator = "barometre"
    properties.lastModifiedBy = "barometre"
    properties.created = LONG_AGO
    properties.modified = LONG_AGO
