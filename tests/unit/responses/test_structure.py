"""LimeSurvey's own description of a survey."""

from pathlib import Path

import pytest
from made_studies import (
    decode,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.errors import SourceError
from barometre.responses.structure import read_structure

SHARED = Path(__file__).parents[3].parent / "shared" / "limesurvey"


def row(**cells):
    return "<row>" + "".join(f"<{k}>{v}</{k}>" for k, v in cells.items()) + "</row>"


def table(name, *rows):
    return f"<{name}><rows>{''.join(rows)}</rows></{name}>"


def write_lss(*tables, survey=""):
    return (
        '<?xml version="1.0" encoding="UTF-8"?><document>'
        "<LimeSurveyDocType>Survey</LimeSurveyDocType>"
        "<languages><language>en</language><language>fr</language></languages>"
        f"{table('surveys', survey)}{''.join(tables)}</document>"
    ).encode()


def made_lss(pagination="G"):
    return write_lss(
        table(
            "groups",
            row(gid=20, group_order=2, grelevance="1"),
            row(gid=10, group_order=1, grelevance="1"),
            row(gid=30, group_order=3, grelevance="((AGE >= 18))"),
        ),
        table(
            "group_l10ns",
            row(gid=10, group_name="Premier", language="fr"),
            row(gid=20, group_name="Deuxième", language="fr"),
            row(gid=30, group_name="Dernier", language="fr"),
        ),
        table(
            "questions",
            question(1, 20, "B", 0, mandatory="Y"),
            question(2, 10, "A", 1, relevance="((X == 1))"),
            question(3, 10, "X", 0),
            question(4, 30, "LAST", 0),
        ),
        table(
            "subquestions",
            subquestion(12, 2, "SQ2", 2, relevance="((X == 2))"),
            subquestion(11, 2, "SQ1", 1),
        ),
        table(
            "question_l10ns",
            row(qid=2, question="Combien ?", language="fr"),
            row(qid=2, question="How much?", language="en"),
        ),
        table(
            "answers",
            row(aid=2, qid=2, code="10", sortorder=2, scale_id=0),
            row(aid=1, qid=2, code="0", sortorder=1, scale_id=0),
        ),
        table("answer_l10ns", row(aid=1, answer="Pas du tout", language="fr")),
        survey=row(sid=7, language="fr", additional_languages="en", format=pagination),
    )


def question(qid, gid, title, order, *, relevance="1", mandatory="N"):
    return row(
        qid=qid,
        gid=gid,
        type="F",
        title=title,
        question_order=order,
        relevance=relevance,
        mandatory=mandatory,
        other="N",
    )


def subquestion(qid, parent, title, order, *, relevance="1"):
    return row(
        qid=qid,
        parent_qid=parent,
        title=title,
        question_order=order,
        scale_id=0,
        relevance=relevance,
    )


def test_questions_stand_in_the_order_they_are_asked():
    survey = read_structure(made_lss())
    assert [one.code for one in survey.questions] == ["X", "A", "B", "LAST"]
    assert [one.page for one in survey.questions] == [1, 1, 2, 3]
    assert [dict(texts) for texts in survey.groups] == [
        {"fr": "Premier"},
        {"fr": "Deuxième"},
        {"fr": "Dernier"},
    ]


@pytest.mark.parametrize(
    ("pagination", "pages"), [("S", [1, 2, 3, 4]), ("G", [1, 1, 2, 3]), ("A", [1] * 4)]
)
def test_a_page_is_a_question_a_group_or_the_whole_survey(pagination, pages):
    survey = read_structure(made_lss(pagination))
    assert [one.page for one in survey.questions] == pages


def test_answers_and_rows_are_sorted_and_keep_their_texts():
    question = read_structure(made_lss()).questions[1]
    assert [answer.code for answer in question.answers] == ["0", "10"]
    assert question.answers[0].texts == {"fr": "Pas du tout"}
    assert [one.code for one in question.subquestions] == ["SQ1", "SQ2"]
    assert question.texts == {"fr": "Combien ?", "en": "How much?"}


def test_the_base_language_is_the_survey_s_and_not_the_first_of_the_alphabet():
    survey = read_structure(made_lss())
    assert survey.base_language == "fr"
    assert survey.languages == ("fr", "en")


def test_a_column_is_found_with_its_row_and_its_condition():
    survey = read_structure(made_lss())
    found = {column: survey.find(column) for column in ("A[SQ1]", "B", "LAST", "Z")}
    assert found["A[SQ1]"].subquestion.code == "SQ1"
    assert found["A[SQ1]"].is_conditional
    assert not found["B"].is_conditional
    assert found["LAST"].is_conditional
    assert found["Z"] is None


def test_before_version_four_texts_stood_beside_the_questions():
    survey = read_structure(
        write_lss(
            table(
                "groups",
                row(gid=1, group_order=1, group_name="Un", language="fr"),
                row(gid=1, group_order=1, group_name="One", language="en"),
            ),
            table(
                "questions",
                row(qid=1, gid=1, type="L", title="Q", language="fr", question="Quoi"),
                row(qid=1, gid=1, type="L", title="Q", language="en", question="What"),
            ),
            table(
                "answers",
                row(qid=1, code="a", sortorder=1, answer="Oui", language="fr"),
                row(qid=1, code="a", sortorder=1, answer="Yes", language="en"),
            ),
            survey=row(sid=1, language="fr"),
        )
    )
    (question,) = survey.questions
    assert question.texts == {"fr": "Quoi", "en": "What"}
    assert [dict(answer.texts) for answer in question.answers] == [
        {"fr": "Oui", "en": "Yes"}
    ]
    assert survey.groups[0] == {"fr": "Un", "en": "One"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not xml",
        b"<document/>",
        b"<html><body>Login</body></html>",
        b'<!DOCTYPE d [<!ENTITY a "b">]><document>&a;</document>',
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>',
    ],
)
def test_anything_but_a_structure_file_is_refused(content):
    with pytest.raises(SourceError) as caught:
        read_structure(content, name="survey.lss")
    assert [problem.code for problem in caught.value] == ["structure_not_lss"]


ASKED = make_questionnaire(
    make_scale("s", make_item("x"), make_item("a1"), make_item("a2"), make_item("b"))
)


def explain(rows):
    """Kinds of missing of each item, for rows of (end, page, x, a1, a2, b)."""
    study = make_study(
        source={
            "columns": {"x": "X", "a1": "A[SQ1]", "a2": "A[SQ2]", "b": "B"},
            "metadata": {"submitted": "end", "last_page": "page"},
        }
    )
    names = ("end", "page", "X", "A[SQ1]", "A[SQ2]", "B")
    # One full response, so that no item is blank for everyone.
    full = ("x", "3", "1", "1", "1", "1")
    columns = dict(zip(names, map(list, zip(*rows, full, strict=True)), strict=True))
    frame = decode(columns, ASKED, study=study, structure=made_lss()).frame
    return [
        [kind if isinstance(kind, str) else "answered" for kind in row]
        for row in frame.filter(regex="__missing$").to_numpy()[:-1].tolist()
    ]


@pytest.mark.parametrize(
    ("response", "kinds"),
    [
        # A conditional question left entirely blank was not shown.
        (("x", "3", "1", "", "", "5"), "answered not_asked not_asked answered"),
        # Answered in part: the blank row was seen, unless it has its own condition.
        (("x", "3", "1", "", "4", "5"), "answered skipped answered answered"),
        (("x", "3", "1", "4", "", "5"), "answered answered not_asked answered"),
        # A mandatory question without an answer in a complete response was hidden.
        (("x", "3", "1", "4", "4", ""), "answered answered answered not_asked"),
        # A page that was left is a page that was seen.
        (("", "1", "", "4", "4", ""), "skipped answered answered broke_off"),
        (("", "0", "1", "", "", ""), "answered broke_off broke_off broke_off"),
        (("", "2", "1", "4", "4", ""), "answered answered answered skipped"),
        # No last page known: the order of answers decides.
        (("", "", "1", "4", "", ""), "answered answered broke_off broke_off"),
    ],
)
def test_a_structure_file_tells_why_a_cell_is_blank(response, kinds):
    assert explain([response]) == [kinds.split()]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared beside the project")
def test_a_real_structure_file_is_read_whole():
    survey = read_structure((SHARED / "survey_222795.lss").read_bytes())
    assert (survey.survey_id, survey.base_language) == ("222795", "fr")
    assert len(survey.questions) == 29
    assert {one.code for one in survey.questions if one.is_conditional} == {
        "CONTSAT",
        "CONTACTER",
    }
    inst = survey.find("INST[MAIRIE]")
    assert [answer.code for answer in inst.question.answers] == [
        *map(str, range(11)),
        "NSP",
    ]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no ../shared beside the project")
def test_surveys_with_a_single_row_or_answer_are_read():
    found = {
        path.stem: len(read_structure(path.read_bytes()).questions)
        for path in sorted((SHARED / "exports").glob("edge_*.lss"))
    }
    assert found
    assert set(found.values()) == {1}
