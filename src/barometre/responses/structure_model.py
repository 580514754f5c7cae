"""A survey as LimeSurvey describes it: what is asked, in what order, of whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Pagination = Literal["question", "group", "survey"]
# LimeSurvey writes "1" for a question that is always shown.
_ALWAYS = frozenset({"", "1"})
_COLUMN = re.compile(r"(?P<question>\w+)(?:\[(?P<subquestion>[^\]]*)\])?")

Texts = Mapping[str, str]
# Settings of a question that are kept; a server tells many more, mostly defaults.
KEPT_ATTRIBUTES = ("min_num_value_n", "max_num_value_n", "equation")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer option: its code, and its text by language."""

    code: str
    scale: int
    texts: Texts


@dataclass(frozen=True, slots=True)
class Subquestion:
    """One row of an array: its code, its condition, its text by language."""

    code: str
    scale: int
    relevance: str
    texts: Texts

    @property
    def is_conditional(self) -> bool:
        """Shown to some respondents only."""
        return self.relevance not in _ALWAYS


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``page`` is what LimeSurvey counts in ``lastpage``.

    ``group_relevance`` is the condition of the whole group it stands in; ``helps`` are
    the words below the question, ``attributes`` the settings named in
    ``KEPT_ATTRIBUTES`` that it has.
    """

    code: str
    type: str
    group: int
    page: int
    is_mandatory: bool
    has_other: bool
    relevance: str
    group_relevance: str
    texts: Texts
    answers: tuple[Answer, ...]
    subquestions: tuple[Subquestion, ...]
    helps: Texts = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_conditional(self) -> bool:
        """Shown to some respondents only."""
        return not {self.relevance, self.group_relevance} <= _ALWAYS


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column of the export comes from; ``position`` is its rank when asked."""

    question: Question
    subquestion: Subquestion | None
    position: tuple[int, int]

    @property
    def is_conditional(self) -> bool:
        """Shown to some respondents only."""
        own = self.subquestion is not None and self.subquestion.is_conditional
        return own or self.question.is_conditional


@dataclass(frozen=True, slots=True)
class Structure:
    """A survey as LimeSurvey describes it; questions in the order they are asked.

    ``columns`` holds the survey's own names of columns that the study calls otherwise.
    """

    survey_id: str
    base_language: str
    languages: tuple[str, ...]
    pagination: Pagination
    groups: tuple[Texts, ...]
    questions: tuple[Question, ...]
    columns: Mapping[str, str] = field(default_factory=dict)

    def find(self, column: str) -> Place | None:
        """Find the question and the row behind a column such as ``CINT[SQ001]``."""
        match = _COLUMN.fullmatch(self.columns.get(column, column))
        if match is None:
            return None
        for number, question in enumerate(self.questions):
            if question.code == match["question"]:
                rows = {row.code: row for row in question.subquestions}
                row = rows.get(match["subquestion"])
                rank = 0 if row is None else question.subquestions.index(row)
                return Place(question, row, (number, rank))
        return None


def find_page(pagination: Pagination, number: int, group: int) -> int:
    """Find the page of a question by its rank, or the place of its group."""
    return {"question": number, "group": group, "survey": 1}[pagination]
