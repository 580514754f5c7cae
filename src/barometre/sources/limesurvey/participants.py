"""Who was asked: counts of the participant table, never a name or an e-mail."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from barometre.responses.columns import RESPONDENT_ID
from barometre.sources.arrow_values import build_text, build_texts
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey
from barometre.sources.pseudonym import pseudonymise

if TYPE_CHECKING:
    from barometre.sources.limesurvey.columns import Reading

_PAGE = 5_000
_WHEN = ("sent", "remindersent", "completed")
# LimeSurvey writes N where it never happened; an empty cell says the same.
_NEVER = frozenset({"N", "", "None"})
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
    in another way. ``groups`` counts the invited by attribute and value. The
    attributes themselves are kept by pseudonym, in memory only.
    """

    state: str
    invited: int = 0
    sent: int = 0
    reminded: int = 0
    completed: int = 0
    groups: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    attributes: pa.Table | None = None

    def describe(self) -> dict[str, object]:
        """Give the counts as JSON can write them."""
        if self.state != "counted":
            return {"state": self.state}
        counts = {"invited": self.invited, "sent": self.sent}
        counts |= {"reminded": self.reminded, "completed": self.completed}
        groups = {name: dict(values) for name, values in self.groups.items()}
        return {"state": self.state, **counts, "groups": groups}

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
    """
    wanted = [*_WHEN, *reading.attributes]
    try:
        rows = list(_list_rows(survey, wanted))
    except LimeSurveyError as error:
        if error.code not in _UNKNOWN:
            raise
        return Participants(_UNKNOWN[error.code])
    happened = {name: sum(row[name] not in _NEVER for row in rows) for name in _WHEN}
    return Participants(
        "counted",
        invited=len(rows),
        sent=happened["sent"],
        reminded=happened["remindersent"],
        completed=happened["completed"],
        groups={
            name: dict(sorted(Counter(row[name] for row in rows).items()))
            for name in reading.attributes
        },
        attributes=_keep_attributes(rows, reading),
    )


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
