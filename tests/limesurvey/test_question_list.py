"""limepy's reading of a structure file, kept from its traps, beside ours."""

import os
from dataclasses import replace

import pytest
from made_surveys import PRESETS, make_survey
from recorded_server import NO_RECORDINGS, RECORDINGS

from barometre.errors import SourceError
from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.responses.structure import read_structure
from barometre.sources.limesurvey.question_list import compare_lists, list_questions

SHARED = RECORDINGS.parent
EXPORTED = (
    "survey_222795.lss",
    "exports/edge_bilingual_1_group_2sq_2a.lss",
    "exports/edge_bilingual_1sq_1a.lss",
    "exports/edge_mono_1_group_2sq_2a.lss",
    "exports/edge_mono_1sq_2a.lss",
    "exports/edge_mono_2sq_1a.lss",
)
recorded = pytest.mark.skipif(not RECORDINGS.is_dir(), reason=NO_RECORDINGS)


def compare(content):
    structure = read_structure(content)
    listed = list_questions(content, language=structure.base_language)
    assert listed
    return [problem.code for problem in compare_lists(listed, structure)]


@pytest.mark.shared
@recorded
@pytest.mark.parametrize("name", EXPORTED)
def test_what_limesurvey_exported_is_read_alike(name):
    assert compare((SHARED / name).read_bytes()) == []


@pytest.mark.parametrize("preset", PRESETS)
def test_what_is_published_is_read_alike(preset):
    assert compare(write_lss(make_survey(preset))) == []


@pytest.mark.shared
@recorded
def test_the_words_are_whole_and_in_the_base_language():
    content = (SHARED / "survey_222795.lss").read_bytes()
    question = next(
        one for one in list_questions(content, language="fr") if one.code == "CINT"
    )
    structure = read_structure(content)
    (ours,) = (one for one in structure.questions if one.code == "CINT")
    assert "<strong>" in ours.texts["fr"]
    assert "<" not in question.text
    # limepy itself would keep only what follows the last mark.
    before, _, _ = ours.texts["fr"].partition("<strong>")
    assert before.removeprefix("<p>").strip() in question.text
    assert question.rows == tuple(row.code for row in ours.subquestions)
    assert question.answers == tuple(one.code for one in ours.answers)


@pytest.mark.shared
@recorded
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda one: replace(one, code="OTHER"), {"limepy_lacks", "limepy_adds"}),
        (lambda one: replace(one, type="S"), {"limepy_differs"}),
        (lambda one: replace(one, is_mandatory=not one.is_mandatory),
         {"limepy_differs"}),
        (lambda one: replace(one, answers=one.answers[::-1]), {"limepy_differs"}),
        (lambda one: replace(one, texts={"fr": "Autre"}), {"limepy_differs"}),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_told(change, expected):
    content = (SHARED / "survey_222795.lss").read_bytes()
    structure = read_structure(content)
    listed = list_questions(content, language="fr")
    questions = tuple(
        change(one) if one.code == "CINT" else one for one in structure.questions
    )
    other = replace(structure, questions=questions)
    problems = list(compare_lists(listed, other))
    assert {problem.code for problem in problems} == expected
    for problem in problems:
        assert "(1 in all)" in problem.render("en")
    turned = replace(structure, questions=structure.questions[::-1])
    assert [one.code for one in compare_lists(listed, turned)] == ["limepy_order"]


def test_a_language_that_is_not_there_is_refused():
    content = write_lss(make_survey("core_only"))
    with pytest.raises(ValueError, match="de"):
        list_questions(content, language="de")


def test_a_text_that_is_missing_is_told_without_its_row():
    content = write_lss(make_survey("core_only")).replace(b"question_l10ns", b"lost")
    with pytest.raises(ValueError, match="Error"):
        list_questions(content, language="fr")


@pytest.mark.parametrize("content", [b"", b"<html/>", b"<!DOCTYPE x><document/>"])
def test_what_is_no_structure_file_is_refused(content):
    with pytest.raises(SourceError):
        list_questions(content, language="fr")


@pytest.mark.skipif(
    not os.environ.get("BAROMETRE_LIMESURVEY_LSS"),
    reason="BAROMETRE_LIMESURVEY_LSS names no structure file of a server of one's own",
)
def test_a_structure_file_of_ones_own_server_is_read_alike():
    with open(os.environ["BAROMETRE_LIMESURVEY_LSS"], "rb") as file:  # noqa: PTH123
        assert compare(file.read()) == []
