"""The fieldwork board: what it says, what it withholds, how it is drawn."""

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest
from made_estimates import all_words, make_study, say

from barometre.evaluation.fieldwork import Fieldwork
from barometre.frames import PARTICIPATION, build_table
from barometre.messages import LANGUAGES
from barometre.questionnaire.load import load_questionnaire
from barometre.report.accessibility import check_page
from barometre.report.board import build_board
from barometre.report.html import render_html
from barometre.report.model import Table
from barometre.report.texts import load_texts

QUESTIONNAIRE = load_questionnaire(("trust_people", "power_act"))
TODAY = date(2026, 1, 22)
WAVE = {
    "opens": date(2026, 1, 12),
    "closes": date(2026, 1, 31),
    "target": 100,
    "group_targets": {"territory": {"North": 60, "South": 40}},
}


def make_board(
    *, n=64, south=30, invited=150, days=True, stops=3, n_duration=40, **more
):
    study = make_study(groups=["territory"])
    first = study.waves[0].model_copy(update={**WAVE, **more})
    study = study.model_copy(update={"waves": (first, *study.waves[1:])})
    rows = [
        ("", "", "invited", invited),
        ("", "", "started", n),
        ("", "", "completed", n - 14),
        ("territory", "North", "started", n - south),
        ("territory", "South", "started", south),
        ("territory", "North", "completed", n - south - 7),
        ("territory", "South", "completed", max(south - 7, 0)),
    ]
    names = ("group_by", "group", "stage", "n")
    counts = [dict(zip(names, row, strict=True)) | {"wave": first.id} for row in rows]
    dated = {
        "day": ["2026-01-20", "2026-01-21"],
        "started": [5, 9],
        "completed": [3, 8],
    }
    found = Fieldwork(
        wave=first.id,
        counts=build_table(counts, PARTICIPATION),
        days=pd.DataFrame(dated if days else {name: [] for name in dated}),
        stops=pd.DataFrame(
            {"item": ["tp_fair", "pa_who"][:stops], "n": [2, 5][:stops]}
        ),
        duration_seconds=432.0 if n_duration else np.nan,
        n_duration=n_duration,
        flags=pd.DataFrame(
            {
                "wave": first.id,
                "rule": ["speeding", "straightlining"],
                "n": [6, 2],
                "n_excluded": [0, 0],
            }
        ),
        arrivals={"2026-01-15": 20, "2026-01-21": 64},
    )
    return build_board(
        found,
        study=study,
        questionnaire=QUESTIONNAIRE,
        today=TODAY,
        provenance={"software_version": "1"},
    )


def draw(board, language="en") -> str:
    return render_html(board, language=language, texts=load_texts(language))


def shown(board, language="en") -> str:
    page = re.sub(r"</?span[^>]*>", "", draw(board, language))
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def find_table(board, name: str) -> Table:
    blocks = [block for section in board.sections for block in section.blocks]
    tables = [b if isinstance(b, Table) else getattr(b, "table", None) for b in blocks]
    return next(table for table in tables if table and table.id == name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_finds_its_facts(language):
    for board in (
        make_board(),
        make_board(target=None, group_targets={}, opens=None),
        make_board(opens=None),
        make_board(n=3, south=1, days=False, stops=0, n_duration=0),
        make_board(n_duration=2),
    ):
        for words in all_words(board):
            assert "{" not in say(words, language)
        assert draw(board, language)


def test_it_says_where_one_stands_against_target_and_calendar():
    words = shown(make_board())
    assert "50 questionnaires filled in to the end, of 100 hoped for." in words
    assert "By today, 50 were expected. The pace is kept." in words
    assert "We are behind" in shown(make_board(target=101))
    assert "does not say how many are hoped for" in shown(make_board(target=None))


def test_those_not_reached_are_counted_and_nobody_is_named():
    assert "People invited who have not started yet: 86." in shown(make_board())
    assert "have not started yet: 0." in shown(make_board(invited=60))


def test_each_territory_stands_against_its_own_target():
    table = find_table(make_board(), "board_territory")
    names = [column.id for column in table.columns]
    assert names == ["group", "started", "completed", "expected", "target"]
    values = [[cell.value for cell in row[1:]] for row in table.rows]
    assert values == [[34, 27, 30, 60], [30, 23, 20, 40]]


def test_a_territory_of_few_people_is_not_shown_nor_found_by_subtraction():
    table = find_table(make_board(south=3), "board_territory")
    for row in table.rows:
        assert [cell.absence for cell in row[1:3]] == ["suppressed"] * 2
        assert row[3].value is not None


def test_flags_on_few_people_are_not_shown():
    table = find_table(make_board(), "board_flags")
    assert [row[1].absence for row in table.rows] == [None, "suppressed"]


def test_of_a_small_wave_neither_stops_nor_duration_are_shown():
    words = shown(make_board(n=4, south=2, n_duration=4))
    assert "Too few people have started to show where they stop." in words
    assert "Duration not shown" in words
    assert "tp_fair" not in words


def test_without_dates_the_days_of_the_fetches_are_shown():
    table = find_table(make_board(days=False), "board_arrivals")
    assert [row[1].value for row in table.rows] == [20, 64]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_no_fault_of_access_and_no_codebook(language):
    page = draw(make_board(), language)
    check_page(page)
    assert load_texts(language)["page.codebook"] not in page
