"""A LimeSurvey structure file (.lss): what was asked, in what order, of whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar
from xml.etree import ElementTree
from xml.parsers import expat

from barometre.errors import Problem, SourceError
from barometre.responses.structure_json import read_structure_json
from barometre.responses.structure_model import (
    KEPT_ATTRIBUTES,
    Answer,
    Pagination,
    Place,
    Question,
    Structure,
    Subquestion,
    Texts,
    find_page,
)

__all__ = [
    "Answer",
    "Pagination",
    "Place",
    "Question",
    "Structure",
    "Subquestion",
    "read_structure",
    "read_tables",
]

_PAGINATION: dict[str, Pagination] = {"S": "question", "G": "group", "A": "survey"}

_T = TypeVar("_T")
_Row = Mapping[str, str]
_Tables = Mapping[str, Sequence[_Row]]


def read_structure(content: bytes, *, name: str = "") -> Structure:
    """Read a .lss file, or what was kept of a survey on a server.

    Parameters
    ----------
    content
        Bytes of the file. Document types and entities are refused: LimeSurvey writes
        none, and they can make a small file fill the memory.
    name
        Name of the file, for messages.
    """
    if content.lstrip().startswith(b"{"):
        return read_structure_json(content, name=name)
    tables = read_tables(content, name=name)
    survey = tables["surveys"][0]
    language = survey.get("language", "")
    pagination = _PAGINATION.get(survey.get("format", ""), "group")
    group_texts = _collect_texts(tables, "group", key="gid", field="group_name")
    groups = _sort(_unique(tables["groups"], "gid"), "group_order")
    return Structure(
        survey_id=survey.get("sid", ""),
        base_language=language,
        languages=(language, *survey.get("additional_languages", "").split()),
        pagination=pagination,
        groups=tuple(group_texts[row["gid"]] for row in groups),
        questions=_build_questions(tables, groups, pagination),
    )


def read_tables(content: bytes, *, name: str = "") -> dict[str, list[dict[str, str]]]:
    """Read the tables of a .lss file, row by row, each cell as text.

    Raises
    ------
    SourceError
        When it is no such file, or holds a document type or an entity.
    """
    tables = _collect_rows(_parse(content, name=name))
    if not tables.get("surveys") or "questions" not in tables:
        raise SourceError(Problem("structure_not_lss", name))
    return tables


def _parse(content: bytes, *, name: str) -> ElementTree.Element:
    def refuse(*_: object) -> None:
        raise SourceError(Problem("structure_not_lss", name))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
        return ElementTree.fromstring(content)  # noqa: S314  no entity left
    except (expat.ExpatError, ElementTree.ParseError):
        raise SourceError(Problem("structure_not_lss", name)) from None


def _collect_rows(root: ElementTree.Element) -> dict[str, list[dict[str, str]]]:
    return {
        table.tag: [
            {cell.tag: cell.text or "" for cell in row}
            for row in table.iterfind("rows/row")
        ]
        for table in root
    }


def _unique(rows: Iterable[_Row], key: str) -> list[_Row]:
    """Keep one row a thing: up to version 3 there was one a language."""
    return list({row[key]: row for row in rows}.values())


def _sort(rows: Iterable[_Row], order: str) -> list[_Row]:
    """Put rows in the order they are asked: the file does not keep it."""
    return sorted(rows, key=lambda row: int(row.get(order) or 0))


def _collect_texts(
    tables: _Tables, thing: str, *, key: str, field: str
) -> Mapping[str, Texts]:
    """Collect texts by language: in a table of their own since version 4."""
    texts: dict[str, dict[str, str]] = defaultdict(dict)
    for table in (f"{thing}s", "subquestions", f"{thing}_l10ns"):
        for row in tables.get(table, []):
            if row.get("language") and field in row and key in row:
                texts[row[key]][row["language"]] = row[field]
    return texts


def _build_questions(
    tables: _Tables, groups: list[_Row], pagination: Pagination
) -> tuple[Question, ...]:
    texts = _collect_texts(tables, "question", key="qid", field="question")
    helps = _collect_texts(tables, "question", key="qid", field="help")
    attributes = _collect_attributes(tables)
    answers = _group(_build_answers(tables))
    subquestions = _group(
        (
            row["parent_qid"],
            Subquestion(
                code=row["title"],
                scale=int(row.get("scale_id") or 0),
                relevance=row.get("relevance", ""),
                texts=texts[row["qid"]],
            ),
        )
        for row in _sort(
            _unique(tables.get("subquestions", []), "qid"), "question_order"
        )
    )
    places = {row["gid"]: place for place, row in enumerate(groups, start=1)}
    asked = sorted(
        _sort(_unique(tables["questions"], "qid"), "question_order"),
        key=lambda row: places[row["gid"]],
    )
    return tuple(
        Question(
            code=row["title"],
            type=row["type"],
            group=places[row["gid"]],
            page=find_page(pagination, number, places[row["gid"]]),
            is_mandatory=row.get("mandatory") == "Y",
            has_other=row.get("other") == "Y",
            relevance=row.get("relevance", ""),
            group_relevance=groups[places[row["gid"]] - 1].get("grelevance", ""),
            texts=texts[row["qid"]],
            answers=tuple(answers[row["qid"]]),
            subquestions=tuple(subquestions[row["qid"]]),
            helps=helps[row["qid"]],
            attributes=attributes[row["qid"]],
        )
        for number, row in enumerate(asked, start=1)
    )


def _collect_attributes(tables: _Tables) -> Mapping[str, Mapping[str, str]]:
    attributes: dict[str, dict[str, str]] = defaultdict(dict)
    for row in tables.get("question_attributes", []):
        if row["attribute"] in KEPT_ATTRIBUTES and row.get("value"):
            attributes[row["qid"]][row["attribute"]] = row["value"]
    return attributes


def _build_answers(tables: _Tables) -> Iterator[tuple[str, Answer]]:
    """Build the answer options; before version 4 they had no number of their own."""
    rows: list[_Row] = [
        {**row, "aid": row.get("aid") or f"{row['qid']} {row['code']}"}
        for row in tables.get("answers", [])
    ]
    texts = _collect_texts(
        {**tables, "answers": rows}, "answer", key="aid", field="answer"
    )
    for row in _sort(_unique(rows, "aid"), "sortorder"):
        yield (
            row["qid"],
            Answer(
                code=row["code"],
                scale=int(row.get("scale_id") or 0),
                texts=texts[row["aid"]],
            ),
        )


def _group(pairs: Iterable[tuple[str, _T]]) -> Mapping[str, list[_T]]:
    grouped: dict[str, list[_T]] = defaultdict(list)
    for key, member in pairs:
        grouped[key].append(member)
    return grouped
