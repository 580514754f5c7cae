"""A structure file as limepy reads it: a second pair of eyes on what is asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from barometre.errors import Problem
from barometre.questionnaire.limesurvey.questions import strip_text
from barometre.responses.structure import Question, Structure, read_tables

# Questions named in one message.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ListedQuestion:
    """One question as limepy lists it, its words without marks.

    ``rows`` and ``answers`` are codes, in the order they are shown; ``group`` is the
    title of the group it stands in.
    """

    code: str
    type: str
    text: str
    help: str
    group: str
    is_mandatory: bool
    has_other: bool
    rows: tuple[str, ...]
    answers: tuple[str, ...]


def list_questions(
    content: bytes, *, language: str, name: str = ""
) -> tuple[ListedQuestion, ...]:
    """List the questions of a .lss file with limepy, in the order they are asked.

    limepy is given the tables of the file and not its text: where a table has a single
    row it takes the row for a list of rows. It is given no responses, whose counts it
    gets wrong in silence, and strips no marks, as it keeps only the last piece of a
    text.

    Parameters
    ----------
    content
        Bytes of the file; document types and entities are refused.
    language
        Language to read. limepy would take the first by the alphabet, not the base
        language.
    name
        Name of the file, for messages.

    Raises
    ------
    SourceError
        When it is no structure file.
    ValueError
        When limepy cannot read it: the language is not there, or a text is missing.
    """
    import pandas as pd
    from limepy import wrangle

    document = _build_document(read_tables(content, name=name))
    try:
        survey = wrangle.Survey(
            pd.DataFrame(), {"document": document}, language=language
        )
    except (AttributeError, LookupError, NameError, TypeError) as error:
        # Its words would name rows of the file, not what is wrong with it.
        raise ValueError(type(error).__name__) from None
    rows = sorted(
        survey.questions.values(),
        key=lambda row: (
            _number(survey.groups[row["gid"]], "group_order"),
            _number(row, "question_order"),
        ),
    )
    return tuple(_build_question(row, survey.groups[row["gid"]]) for row in rows)


def compare_lists(
    listed: tuple[ListedQuestion, ...], structure: Structure
) -> Iterator[Problem]:
    """Compare what limepy lists with how this program reads the survey.

    Parameters
    ----------
    listed
        As :func:`list_questions` gives it, in the base language of ``structure``.
    structure
        The same survey, read from its file or from the server.

    Yields
    ------
    Problem
        One a kind of difference, with the codes of the first questions that differ.
    """
    theirs = {question.code: question for question in listed}
    ours = {question.code: question for question in structure.questions}
    kinds: Mapping[str, list[str]] = {
        "limepy_lacks": [code for code in ours if code not in theirs],
        "limepy_adds": [code for code in theirs if code not in ours],
        "limepy_differs": [
            code
            for code in ours
            if code in theirs
            and theirs[code] != _list_ours(ours[code], structure, theirs[code])
        ],
    }
    both = [code for code in theirs if code in ours]
    if both != [code for code in ours if code in theirs]:
        yield Problem("limepy_order")
    for kind, codes in kinds.items():
        if codes:
            yield Problem(kind, n=len(codes), questions=codes[:_SHOWN])


def _build_document(tables: Mapping[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Build what limepy expects of an XML reader; tables without rows are left out."""
    survey = tables["surveys"][0]
    others = survey.get("additional_languages", "").split()
    return {
        "languages": {"language": [survey.get("language", ""), *others]},
        **{name: {"rows": {"row": rows}} for name, rows in tables.items() if rows},
    }


def _build_question(row: Mapping[str, Any], group: Mapping[str, Any]) -> ListedQuestion:
    return ListedQuestion(
        code=row["title"],
        type=row["type"],
        text=strip_text(row["question"] or ""),
        help=strip_text(row["help"] or ""),
        group=strip_text(group["group_name"] or ""),
        is_mandatory=row.get("mandatory") == "Y",
        has_other=row.get("other") == "Y",
        rows=_list_codes(row.get("subquestions", {}), "title", "question_order"),
        answers=_list_codes(row.get("answers", {}), "code", "sortorder"),
    )


def _list_codes(
    scales: Mapping[str, list[Mapping[str, str]]], code: str, order: str
) -> tuple[str, ...]:
    """List codes, one scale after the other."""
    return tuple(
        row[code]
        for _, rows in sorted(scales.items())
        for row in sorted(rows, key=lambda row: _number(row, order))
    )


def _list_ours(
    question: Question, structure: Structure, theirs: ListedQuestion
) -> ListedQuestion:
    """List a question of ours; a server may keep the words below it to itself."""
    language = structure.base_language
    helps = question.helps.get(language)
    return ListedQuestion(
        code=question.code,
        type=question.type,
        text=strip_text(question.texts.get(language, "")),
        help=theirs.help if helps is None else strip_text(helps),
        group=strip_text(structure.groups[question.group - 1].get(language, "")),
        is_mandatory=question.is_mandatory,
        has_other=question.has_other,
        rows=tuple(
            row.code for row in sorted(question.subquestions, key=lambda r: r.scale)
        ),
        answers=tuple(
            one.code for one in sorted(question.answers, key=lambda a: a.scale)
        ),
    )


def _number(row: Mapping[str, Any], column: str) -> int:
    return int(row.get(column) or 0)
