"""The sheets of the workbook: one table each, nothing merged, nothing blank inside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from openpyxl.worksheet.worksheet import Worksheet

from barometre.report.formats import has_value, number_attributes
from barometre.report.model import (
    Cell,
    Column,
    Figure,
    Paragraph,
    Report,
    Table,
    Words,
)
from barometre.report.numbers import list_numbers
from barometre.report.xlsx.binder import Binder, Place
from barometre.report.xlsx.chart_source import Source
from barometre.report.xlsx.charts import build_chart
from barometre.report.xlsx.framing import cell_at, frame_table

_PAGE_WIDTH = 100.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents."""

    sheet: str
    title: str
    section: str


def add_cover(binder: Binder, report: Report, numbers: str) -> None:
    """Say what the file is, how to read it, whom to ask, where it comes from."""
    sheet = binder.open_sheet(binder.say("cover"))
    sheet.column_dimensions["A"].width = _PAGE_WIDTH
    row = binder.put_lines(sheet, [report.title, report.subtitle])
    parts = [
        (binder.say("study"), report.study_id),
        (binder.say("about"), binder.say("about_text")),
        (binder.say("how_to_read"), binder.say("how_to_read_text")),
        (binder.say("trace"), binder.say("trace_text", sheet=numbers)),
        (binder.say("contact"), binder.say("contact_text")),
        *((binder.write(name), binder.write(said)) for name, said in report.provenance),
    ]
    for heading, words in parts:
        binder.put_text(cell_at(sheet, row, 1), heading, look="heading")
        sheet.row_dimensions[row].height = 26
        binder.put_text(cell_at(sheet, row + 1, 1), words)
        row += 2


def add_contents(binder: Binder, sheet: Worksheet, entries: list[Entry]) -> None:
    """List the sheets with a way to each."""
    say = binder.say
    top = binder.put_lines(
        sheet, [say("contents"), say("one_table"), say("contents_note")]
    )
    columns = (
        Column("sheet", say("sheet"), is_header=True),
        Column("title", say("title")),
        Column("section", say("section")),
    )
    rows = tuple((entry.sheet, entry.title, entry.section) for entry in entries)
    binder.put_table(sheet, Table("contents", say("contents"), columns, rows), top=top)
    for row, entry in enumerate(entries, start=top + 1):
        binder.put_link(cell_at(sheet, row, 1), entry.sheet, entry.sheet)


def add_text(binder: Binder, report: Report) -> Entry:
    """List the sentences of the report, in order."""
    say = binder.say
    columns = (
        Column("section", say("section"), is_header=True),
        Column("words", say("paragraph")),
    )
    rows: list[tuple[Cell, ...]] = [
        (section.title, block.words)
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]
    table = Table("text", say("text"), columns, tuple(rows))
    return _add_sheet(binder, say("text"), table, lines=[say("text_note")], section="")


def add_tables(binder: Binder, report: Report) -> Iterator[Entry]:
    """Add one sheet for each table and each figure."""
    number = count(1)
    for section in report.sections:
        title = binder.write(section.title)
        for block in section.blocks:
            if isinstance(block, Table):
                name = f"{next(number)} {binder.write(block.title)}"
                yield _add_sheet(binder, name, block, lines=block.notes, section=title)
            elif isinstance(block, Figure):
                yield _add_figure(binder, block, next(number), title)


def add_notes(binder: Binder, report: Report) -> Entry:
    """Gather the remarks on tables, and what stands for a number that is missing."""
    say = binder.say
    columns = (
        Column("about", say("subject"), is_header=True),
        Column("note", say("note")),
    )
    rows: list[tuple[Cell, ...]] = [
        (binder.texts[f"absent.{reason}"], say(f"means_{reason}"))
        for reason in ("suppressed", "not_computed", "not_asked")
    ]
    for section in report.sections:
        for block in section.blocks:
            table = block.table if isinstance(block, Figure) else block
            if isinstance(table, Table):
                rows += [(table.title, note) for note in table.notes]
    table = Table("notes", say("notes"), columns, tuple(rows))
    return _add_sheet(binder, say("notes"), table, lines=(), section="")


def add_codebook(binder: Binder, report: Report) -> Entry:
    """Add the codebook."""
    notes = report.codebook.notes
    name = binder.say("codebook")
    return _add_sheet(binder, name, report.codebook, lines=notes, section="")


def add_numbers(binder: Binder, name: str) -> Entry:
    """List every number with the cell that shows it, its key and its full value."""
    say = binder.say
    sheet = binder.open_sheet(name)
    top = binder.put_lines(sheet, [name, say("one_table"), say("numbers_note")])
    titles = ("sheet", "cell", "key", "field", "value")
    for index, title in enumerate(titles, start=1):
        binder.put_text(cell_at(sheet, top, index), say(title), look="heading")
    for row, place in enumerate(binder.places, start=top + 1):
        _put_place(binder, sheet, row, place)
    frame_table(sheet, top=top, n_columns=len(titles), n_headers=2)
    for column, width in zip("ABCDE", (32, 14, 72, 12, 24), strict=True):
        sheet.column_dimensions[column].width = width
    return Entry(sheet.title, name, "–")


def _put_place(binder: Binder, sheet: Worksheet, row: int, place: Place) -> None:
    number = place.number
    cell = place.cell or binder.say("in_chart")
    for index, words in enumerate((place.sheet, cell, number.key, number.field), 1):
        binder.put_text(cell_at(sheet, row, index), words)
    value = cell_at(sheet, row, 5)
    if number.value is not None and has_value(number):
        binder.put_value(value, number.value)
    else:
        absence = number_attributes(number)["data-absence"]
        binder.put_text(value, binder.texts[f"absent.{absence}"])


def _add_sheet(
    binder: Binder,
    name: str,
    table: Table,
    *,
    lines: Sequence[Words],
    section: str,
) -> Entry:
    sheet = binder.open_sheet(name)
    _fill_sheet(binder, sheet, table, [table.title, binder.say("one_table"), *lines])
    return Entry(sheet.title, binder.write(table.title), section or "–")


def _fill_sheet(
    binder: Binder, sheet: Worksheet, table: Table, lines: list[Words]
) -> int:
    """Write title, remarks, the way back and the table; return its header row."""
    top = binder.put_lines(sheet, lines)
    binder.put_link(cell_at(sheet, top, 1), binder.say("contents"), binder.say("back"))
    binder.put_table(sheet, table, top=top + 1)
    return top + 1


def _add_figure(binder: Binder, figure: Figure, number: int, section: str) -> Entry:
    """Add the table of a figure with its chart below."""
    table = figure.table
    sheet = binder.open_sheet(f"{number} {binder.write(table.title)}")
    remarks = [figure.subtitle, table.title, *table.notes, figure.source]
    lines = [figure.title, binder.say("one_table"), *remarks, figure.alternative]
    top = _fill_sheet(binder, sheet, table, lines)
    cells = {
        (content.key, content.field): (row, column)
        for row, contents in enumerate(table.rows, start=top + 1)
        for column, content in enumerate(contents, start=1)
        for content in list_numbers(content)
    }
    binder.places += [
        Place(drawn, sheet.title, "")
        for drawn in list_numbers(figure.data)
        if (drawn.key, drawn.field) not in cells
    ]
    chart = build_chart(
        figure,
        Source(
            sheet.title,
            top,
            cells,
            binder.write,
            lambda key: binder.texts[f"figure.{key}"],
            binder.theme,
        ),
    )
    if chart is not None:
        sheet.page_setup.fitToHeight = True
        sheet.add_chart(chart, f"A{sheet.max_row + 2}")
        title = binder.write(figure.title)
        binder.alternatives.append((title, binder.write(figure.alternative)))
    return Entry(sheet.title, binder.write(figure.title), section)
