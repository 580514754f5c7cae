"""Who was asked: counts of the participant table, never a name or an e-mail."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import SourceError
from barometre.responses.columns import RESPONDENT_ID
from barometre.sources.arrow_values import build_text, build_texts
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey
from barometre.sources.personal_data import check_group
from barometre.sources.pseudonym import pseudonymise

if TYPE_CHECKING:
    from barometre.sources.limesurvey.columns import Reading

_PAGE = 5_000
_WHEN = ("sent", "remindersent", "completed")
# LimeSurvey writes N where it never happened; an empty cell says the same.
_NEVER = frozenset({"N", "", "None"})
_Groups = Mapping[str, Mapping[str, int]]
_UNKNOWN = {
    "limesurvey_no_participant_table": "no_table",
    "limesurvey_no_rights": "no_rights",
    "limesurvey_no_participants": "empty",
    "limesurvey_survey_inactive": "no_table",
}


@dataclass(frozen=True, slots=True)
class Participants:
    """How many people were asked, mailed, reminded and done.

    ``state`` is ``counted``, or why nothing is known: ``no_table``, ``empty``,
    ``no_rights``. ``invited`` is everyone in the table, mailed by LimeSurvey or asked
    in another way. ``groups`` counts the invited by column and value,
    ``reminded_groups`` the reminded. The attributes themselves are kept by pseudonym,
    in memory only.
    """

    state: str
    invited: int = 0
    sent: int = 0
    reminded: int = 0
    completed: int = 0
    groups: _Groups = field(default_factory=dict)
    reminded_groups: _Groups = field(default_factory=dict)
    attributes: pa.Table | None = None

    def describe(self) -> dict[str, object]:
        """Give the counts as JSON can write them."""
        if self.state != "counted":
            return {"state": self.state}
        counts = {"invited": self.invited, "sent": self.sent}
        counts |= {"reminded": self.reminded, "completed": self.completed}
        groups = {"groups": self.groups, "reminded_groups": self.reminded_groups}
        return {"state": self.state, **counts, **groups}

    def join(self, responses: pa.Table) -> pa.Table:
        """Set each person's attributes beside the response; empty where unknown."""
        if self.attributes is None:
            return responses
        people = self.attributes[RESPONDENT_ID].combine_chunks()
        places = pc.index_in(
            responses[RESPONDENT_ID], value_set=people, skip_nulls=True
        )
        nothing = build_text("")
        for name in self.attributes.column_names[1:]:
            values = pc.fill_null(pc.take(self.attributes[name], places), nothing)
            responses = responses.append_column(name, values)
        return responses


def count_participants(survey: Survey, reading: "Reading") -> Participants:
    """Count the participant table; a survey without one, or closed to us, is no error.

    Names and e-mails come along, as LimeSurvey sends them always: they are let go here.

    Raises
    ------
    SourceError
        When a breakdown holds what looks like a name of people.
    """
    columns = _name_attributes(survey, reading)
    try:
        rows = list(_list_rows(survey, [*_WHEN, *columns]))
    except LimeSurveyError as error:
        if error.code not in _UNKNOWN:
            raise
        return Participants(_UNKNOWN[error.code])
    _check_groups(rows, columns, where=survey.where)
    happened = {
        name: [row for row in rows if row[name] not in _NEVER] for name in _WHEN
    }
    return Participants(
        "counted",
        invited=len(rows),
        sent=len(happened["sent"]),
        reminded=len(happened["remindersent"]),
        completed=len(happened["completed"]),
        groups=_count_groups(rows, columns),
        reminded_groups=_count_groups(happened["remindersent"], columns),
        attributes=_keep_attributes(rows, reading),
    )


def _name_attributes(survey: Survey, reading: "Reading") -> Mapping[str, str]:
    """Name the column of each attribute that holds a breakdown.

    The study says so, or the caption of the attribute: ``barometre publish`` writes
    the name of the breakdown there, and a question stores it with each response.
    """
    columns = {name: name for name in reading.attributes}
    unnamed = {name for name in reading.expected.groups if name not in columns}
    if not unnamed:
        return columns
    return columns | {
        attribute: caption
        for attribute, caption in _ask_captions(survey)
        if caption in unnamed
    }


def _ask_captions(survey: Survey) -> Iterator[tuple[str, str]]:
    """Ask how attributes are called; nothing for a user who may not see settings."""
    try:
        found: Any = survey.ask("get_survey_properties", ["attributedescriptions"])
        captions = json.loads(found.get("attributedescriptions") or "{}")
    except LimeSurveyError as error:
        if error.code != "limesurvey_no_rights":
            raise
        return
    except ValueError:  # LimeSurvey before 3 wrote them in a way of its own
        return
    # An empty list stands for no attribute at all.
    for attribute, described in dict(captions).items():
        yield attribute, str(described.get("description"))


def _check_groups(
    rows: Iterable[Mapping[str, str]], columns: Mapping[str, str], *, where: str
) -> None:
    problems = [
        problem
        for attribute, column in columns.items()
        for problem in check_group(
            pa.chunked_array([build_texts(row[attribute] for row in rows)]),
            name=column,
            where=where,
        )
    ]
    if problems:
        raise SourceError(*problems)


def _count_groups(
    rows: Iterable[Mapping[str, str]], columns: Mapping[str, str]
) -> _Groups:
    return {
        column: dict(sorted(Counter(row[attribute] for row in rows).items()))
        for attribute, column in columns.items()
    }


def _list_rows(survey: Survey, wanted: list[str]) -> Iterator[dict[str, str]]:
    """List what is wanted of each participant, and nothing else."""
    start = 0
    while True:
        try:
            page: Any = survey.ask("list_participants", start, _PAGE, False, wanted)
        except LimeSurveyError as error:
            # Past the last page the table is said to be empty.
            if error.code == "limesurvey_no_participants" and start:
                return
            raise
        for row in page:
            kept = {name: str(row.get(name) or "") for name in wanted}
            yield {"token": str(row.get("token") or ""), **kept}
        if len(page) < _PAGE:
            return
        # The server counts from a number of participant, not from a place in the list.
        start = max(int(row["tid"]) for row in page) + 1


def _keep_attributes(rows: list[dict[str, str]], reading: "Reading") -> pa.Table | None:
    if not reading.attributes or reading.study.respondent.by != "token":
        return None
    tokens = build_texts(row["token"] for row in rows)
    people = pseudonymise([tokens], key=reading.key, is_code=False)
    return pa.table(
        {
            RESPONDENT_ID: people,
            **{
                name: build_texts(row[name] for row in rows)
                for name in reading.attributes
            },
        }
    )
