import io

import openpyxl
import pytest
from sample_report import sample_report

from barometre.errors import ReportError
from barometre.messages import LANGUAGES
from barometre.report.accessibility import check_page, check_workbook
from barometre.report.html import render_html
from barometre.report.xlsx import render_xlsx


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (' lang="', ' data-lang="', "accessible_language"),
        ("<h3 ", "<h5 ", "accessible_headings"),
        ("<h1>", "<h2>", "accessible_headings"),
        (' scope="col"', "", "accessible_header"),
        ("<caption", "<div", "accessible_table"),
        ("<desc", "<text", "accessible_picture"),
        (' role="img"', "", "accessible_picture"),
        ('id="codebook"', 'id="provenance"', "accessible_id_twice"),
        ('href="#main"', 'href="#elsewhere"', "accessible_reference"),
        ("<main", "<div", "accessible_landmarks"),
        ("</body>", '<img src="http://a.org/b.png" alt="">', "accessible_outside"),
        ("</body>", '<img src="data:,">', "accessible_picture"),
        ("</body>", "<script>1</script>", "accessible_outside"),
    ],
)
def test_a_fault_of_a_page_is_found(old, new, code, reader):
    page = render_html(sample_report(), **reader)
    assert old in page
    with pytest.raises(ReportError) as refused:
        check_page(page.replace(old, new))
    assert code in {problem.code for problem in refused.value}
    for language in LANGUAGES:
        assert code not in refused.value.render(language)


def drop_title(book):
    book.worksheets[3]["A1"] = None


def merge(book):
    book.worksheets[3].merge_cells("A1:B1")


def blank_row(book):
    book.worksheets[3].insert_rows(2)


def blank_cell(book):
    book.worksheets[-1]["C6"] = None


def thaw(book):
    book.worksheets[3].freeze_panes = None


def forget_language(book):
    book.properties.language = None


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (drop_title, "accessible_sheet_title"),
        (merge, "accessible_merged"),
        (blank_row, "accessible_blank_row"),
        (blank_cell, "accessible_blank_cell"),
        (thaw, "accessible_frozen"),
        (forget_language, "accessible_property"),
    ],
)
def test_a_fault_of_a_workbook_is_found(harm, code, reader):
    content = render_xlsx(sample_report(), **reader)
    book = openpyxl.load_workbook(io.BytesIO(content))
    harm(book)
    harmed = io.BytesIO()
    book.save(harmed)
    with pytest.raises(ReportError) as refused:
        check_workbook(harmed.getvalue())
    assert code in {problem.code for problem in refused.value}
    for language in LANGUAGES:
        assert code not in refused.value.render(language)


def test_a_chart_without_words_is_found(reader):
    content = render_xlsx(sample_report(), **reader)
    book = openpyxl.load_workbook(io.BytesIO(content))
    again = io.BytesIO()
    book.save(again)  # openpyxl drops the descriptions
    with pytest.raises(ReportError) as refused:
        check_workbook(again.getvalue())
    assert {problem.code for problem in refused.value} == {"accessible_chart"}
