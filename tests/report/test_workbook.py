import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from sample_report import flow, reliability, sample_report

from barometre.questionnaire.scale import Text
from barometre.report.accessibility import check_workbook
from barometre.report.formats import has_value
from barometre.report.model import Section, Table
from barometre.report.numbers import list_numbers
from barometre.report.xlsx import render_xlsx
from barometre.report.xlsx.looks import dress


@pytest.fixture
def content(reader) -> bytes:
    return render_xlsx(sample_report(), **reader)


@pytest.fixture
def book(content) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_the_cells_of_the_small_report(book, snapshot):
    cells = {
        sheet.title: [
            " | ".join(f"{cell.value!r} {cell.number_format}" for cell in row)
            for row in sheet.iter_rows()
        ]
        for sheet in book.worksheets
    }
    assert cells == snapshot


def test_every_number_stands_in_the_cell_that_the_list_of_numbers_names(book):
    listed = book.worksheets[-1]
    head, *rows = listed[next(iter(listed.tables.values())).ref]
    found = set()
    for sheet, cell, key, field, value in ([c.value for c in row] for row in rows):
        found.add((key, field, value if isinstance(value, float | int) else None))
        if re.fullmatch(r"[A-Z]+\d+", cell):
            shown = book[sheet][cell].value
            is_sentence = isinstance(shown, str) and not isinstance(value, str)
            assert shown == value or is_sentence
    expected = {
        (n.key, n.field, n.value if has_value(n) else None)
        for n in list_numbers(sample_report())
    }
    assert found == expected
    assert len(head) == 5


def test_the_workbook_can_be_read_by_everyone(content):
    check_workbook(content)


def test_the_workbook_is_the_same_to_the_byte_when_drawn_again(content, reader):
    assert render_xlsx(sample_report(), **reader) == content


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "−1"])
def test_texts_that_look_like_formulas_stay_texts(text, reader):
    table = reliability()
    row = (text, *table.rows[0][1:])
    section = Section("s", "S", (replace(table, rows=(row,)),))
    report = replace(sample_report(), sections=(section,))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report, **reader)))
    cells = [c for s in book.worksheets for r in s.iter_rows() for c in r]
    found = [cell for cell in cells if cell.value == text]
    assert found
    assert {(cell.data_type, cell.quotePrefix) for cell in found} == {("s", True)}
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_sheet_names_are_short_allowed_and_different(reader):
    title = Text(
        fr="Une/longue [série]: de * mots ? " * 3, en="A/long [row]: of * ? " * 3
    )
    table = replace(reliability(), title=title)
    section = Section("s", "S", tuple(replace(table, id=f"t{i}") for i in range(12)))
    report = replace(sample_report(), sections=(section,))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report, **reader)))
    names = book.sheetnames
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)


def test_columns_with_the_same_title_are_told_apart(reader):
    table = reliability()
    twice = tuple(replace(column, title="Twice") for column in table.columns)
    section = Section("s", "S", (replace(table, columns=twice),))
    report = replace(sample_report(), sections=(section,))
    check_workbook(render_xlsx(report, **reader))


def test_a_table_without_rows_is_still_a_sheet(reader):
    empty = Table("empty", "Empty", reliability().columns, ())
    report = replace(sample_report(), sections=(Section("s", "S", (empty,)),))
    book = openpyxl.load_workbook(io.BytesIO(render_xlsx(report, **reader)))
    assert "1 Empty" in book.sheetnames


def test_charts_are_drawn_from_the_cells_of_their_sheet(content, book):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        charts = [
            parts.read(name).decode()
            for name in sorted(parts.namelist())
            if name.startswith("xl/charts/chart")
        ]
    assert len(charts) == 6
    for chart in charts:
        values = re.findall(r"<val><numRef><f>(.*?)</f>.*?</numRef></val>", chart)
        assert len(values) == chart.count("<val>")
        for formula, cached in zip(
            values, re.findall(r"<val>.*?</val>", chart), strict=True
        ):
            held = [float(v) for v in re.findall(r"<v>(.*?)</v>", cached)]
            shown = [cell.value for cell in cells_of(book, formula)]
            assert shown == pytest.approx(held, rel=1e-14)
        for labels in re.findall(r"<cat><strRef>(.*?)</strRef></cat>", chart):
            formula = re.findall(r"<f>(.*?)</f>", labels)[0]
            held = re.findall(r"<v>(.*?)</v>", labels)
            assert [cell.value for cell in cells_of(book, formula)] == held
        assert "<strLit>" not in chart


def cells_of(book: openpyxl.Workbook, formula: str) -> list:
    found = []
    for area in formula.strip("()").replace("&apos;", "'").split(",'"):
        name, _, reference = area.strip("'").rpartition("'!")
        cells = book[name][reference.replace("$", "")]
        rows = cells if isinstance(cells, tuple) else ((cells,),)
        found += [cell for row in rows for cell in row]
    return found


def test_the_workbook_says_what_it_is(book, reader):
    properties = book.properties
    report = sample_report()
    assert properties.title == getattr(report.title, reader["language"])
    assert (properties.creator, properties.language) == (
        "barometre",
        reader["language"],
    )


def test_a_chart_of_a_table_of_another_shape_keeps_its_labels(reader):
    figure = flow()
    (_, first), (_, second), *_ = figure.data.steps
    columns = tuple(replace(figure.table.columns[1], id=i, title=i) for i in "ab")
    wave = replace(figure.table.columns[0])
    mixed = replace(
        figure.table,
        columns=(wave, *columns),
        rows=(("t0", first, second), ("t1", figure.data.steps[2][1], "-")),
    )
    section = Section("s", "S", (replace(figure, table=mixed),))
    report = replace(sample_report(), sections=(section,))
    content = io.BytesIO(render_xlsx(report, **reader))
    with zipfile.ZipFile(content) as parts:
        chart = parts.read("xl/charts/chart1.xml").decode()
    held = re.findall(r"<v>(.*?)</v>", re.findall(r"<cat>.*?</cat>", chart)[0])
    shown = [
        getattr(words, reader["language"]) for words, n in figure.data.steps if n.value
    ]
    assert held == shown


def test_a_cell_that_is_dressed_anew_leaves_those_that_looked_the_same():
    sheet = openpyxl.Workbook().create_sheet()
    known = {}
    cells = [sheet.cell(row, 1) for row in (1, 2)]
    for cell in cells:
        dress(cell, "body", known=known)
    dress(cells[0], "link", known=known)
    assert [cell.font.underline for cell in cells] == ["single", None]
