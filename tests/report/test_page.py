import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from sample_report import sample_report

from barometre.report.accessibility import check_page
from barometre.report.formats import has_value
from barometre.report.html import render_html
from barometre.report.model import Column, Table
from barometre.report.numbers import list_numbers


class Numbers(HTMLParser):
    """The numbers of a page with what is tied to them."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.values: set[tuple[str, str, str]] = set()
        self.absences: set[tuple[str, str, str]] = set()
        self.feed(document)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "data-key" in given:
            place = (given["data-key"], given["data-field"])
            if "data-value" in given:
                self.values.add((*place, given["data-value"]))
            else:
                self.absences.add((*place, given["data-absence"]))


@pytest.fixture
def page(reader) -> str:
    return render_html(sample_report(), **reader)


def test_the_page_of_the_small_report(page, snapshot):
    assert page == snapshot


def test_every_number_of_the_report_is_on_the_page_and_no_other(page):
    drawn = Numbers(page)
    numbers = list(list_numbers(sample_report()))
    shown = {(n.key, n.field, repr(n.value)) for n in numbers if has_value(n)}
    hidden = {(n.key, n.field, n.absence) for n in numbers if not has_value(n)}
    assert drawn.values == shown
    assert drawn.absences == hidden


def test_the_page_can_be_read_by_everyone(page):
    check_page(page)


def test_the_page_asks_for_nothing_from_outside(page):
    assert "default-src 'none'" in page
    addresses = re.findall(r"https?://[^\s\"'<)]+", page)
    assert set(addresses) == {"http://www.w3.org/2000/svg"}
    assert "<script" not in page


def test_texts_of_the_study_cannot_become_markup(page):
    assert "<dans>" not in page
    assert "<people>" not in page
    assert re.search(r"&lt;(dans|people)&gt;", page)


def test_the_page_is_the_same_when_drawn_again(page, reader):
    assert render_html(sample_report(), **reader) == page


def test_a_title_cannot_leave_the_style_sheet(reader):
    report = replace(sample_report(), title='"} </style><b>x')
    style = render_html(report, **reader).split("<style>")[1].split("</style>")[0]
    assert "counter(pages)" in style
    assert "</" not in style


def test_words_and_bare_counts_stand_right_in_a_column_of_numbers(reader):
    report = sample_report()
    number = next(list_numbers(report))
    columns = (
        Column("name", "Name", is_header=True),
        Column("people", "People"),
        Column("reading", "Reading"),
    )
    rows = (("a", number, "x"), ("b", "not said", "y"), ("c", 3, "z"))
    table = Table(id="mixed", title="Mixed", columns=columns, rows=rows)
    section = replace(report.sections[0], blocks=(table,))
    page = render_html(replace(report, sections=(section,)), **reader)
    assert '<td class="absent">not said</td>' in page
    assert '<td class="number">3</td>' in page
    assert "<td>y</td>" in page
