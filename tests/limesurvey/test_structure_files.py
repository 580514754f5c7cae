"""The two files that LimeSurvey imports."""

import csv
import io

import pytest
from made_surveys import PRESETS, make_survey

from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.limesurvey.tsv import write_tsv
from barometre.responses.structure import read_structure


@pytest.mark.parametrize("preset", PRESETS)
def test_a_structure_file_holds_the_survey(preset: str):
    survey = make_survey(preset)
    read = read_structure(write_lss(survey))
    assert read.survey_id == "700001"
    assert read.languages == ("fr", "en")
    assert read.pagination == "group"
    assert read.groups == tuple(group.title for group in survey.groups)
    for found, meant in zip(read.questions, survey.questions, strict=True):
        assert (found.code, found.type) == (meant.code, meant.type)
        assert found.texts == meant.texts
        assert found.relevance == meant.relevance
        assert found.is_mandatory == meant.is_mandatory
        assert [(a.code, a.texts) for a in found.answers] == [
            (option.code, option.texts) for option in meant.options
        ]
        assert [(s.code, s.texts, s.relevance) for s in found.subquestions] == [
            (row.code, row.texts, row.relevance) for row in meant.rows
        ]


def test_the_same_survey_gives_the_same_bytes():
    assert write_lss(make_survey("core_only")) == write_lss(make_survey("core_only"))


def test_the_tab_separated_file_holds_every_row_in_both_languages():
    survey = make_survey("jobseekers")
    text = write_tsv(survey).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    for language in ("fr", "en"):
        names = [
            (row["class"], row["name"])
            for row in rows
            if row["language"] == language and row["class"] in ("Q", "SQ", "A")
        ]
        meant = []
        for question in survey.questions:
            meant.append(("Q", question.code))
            meant += [("SQ", row.code) for row in question.rows]
            meant += [("A", option.code) for option in question.options]
        assert names == meant
