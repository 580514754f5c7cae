"""Reminders, sent by the server: who is due is counted, never named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from barometre.errors import Problem
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey

_PAGE = 2_000
_FIELDS = ["completed", "sent", "remindersent", "remindercount", "emailstatus"]
_NEVER = frozenset({"N", "", "None"})
# More rounds than any mailing needs: each sends as many as the server allows at once.
_MOST_ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """People invited who have not answered, by what may be done about them.

    ``n_sent_so_far`` adds up the reminders of everyone in the table;
    ``n_not_invited`` stand in it and were never written to by LimeSurvey.
    """

    n_due: int
    n_enough: int
    n_recent: int
    n_unreachable: int
    n_sent_so_far: int
    n_not_invited: int = 0

    @property
    def n_waiting(self) -> int:
        """Everyone invited who has not answered."""
        return self.n_due + self.n_enough + self.n_recent + self.n_unreachable


def count_waiting(
    survey: Survey, *, most: int, days_between: int, now: datetime
) -> Waiting:
    """Count who could be reminded now.

    Parameters
    ----------
    survey
        Survey with a participant table.
    most, days_between
        Limits of the study.
    now
        Time by the clock of the server; a few hours off move the count by few people,
        and the server decides by its own clock.

    Raises
    ------
    LimeSurveyError
        When there is no participant table, or it may not be read.
    """
    counts = {"due": 0, "enough": 0, "recent": 0, "unreachable": 0}
    cutoff = f"{now - timedelta(days=days_between):%Y-%m-%d %H:%M}"
    n_sent = n_not_invited = 0
    for person in _list_people(survey):
        n_reminders = int(person.get("remindercount") or 0)
        n_sent += n_reminders
        n_not_invited += _is_not_invited(person)
        if _is_waiting(person):
            counts[_sort(person, n_reminders, most=most, cutoff=cutoff)] += 1
    return Waiting(
        n_due=counts["due"],
        n_enough=counts["enough"],
        n_recent=counts["recent"],
        n_unreachable=counts["unreachable"],
        n_sent_so_far=n_sent,
        n_not_invited=n_not_invited,
    )


def _list_people(survey: Survey) -> Iterator[dict[str, Any]]:
    start = 0
    while True:
        try:
            page: Any = survey.ask("list_participants", start, _PAGE, False, _FIELDS)
        except LimeSurveyError as error:
            if error.code == "limesurvey_no_participants":
                return
            raise
        yield from page
        start = max(int(person["tid"]) for person in page) + 1


def _is_not_invited(person: dict[str, Any]) -> bool:
    return {str(person.get("sent")), str(person.get("completed"))} <= _NEVER


def _is_waiting(person: dict[str, Any]) -> bool:
    is_invited = str(person.get("sent")) not in _NEVER
    return is_invited and str(person.get("completed")) in _NEVER


def _sort(person: dict[str, Any], n_reminders: int, *, most: int, cutoff: str) -> str:
    reminded = str(person.get("remindersent"))
    last = str(person.get("sent")) if reminded in _NEVER else reminded
    has_address = bool(person["participant_info"].get("email"))
    if not has_address or str(person.get("emailstatus")) != "OK":
        return "unreachable"
    if n_reminders >= most:
        return "enough"
    return "due" if last < cutoff else "recent"


def send_reminders(
    survey: Survey, *, most: int, days_between: int, now: datetime
) -> tuple[int, Waiting]:
    """Ask the server to remind those who are due, in as many rounds as it takes.

    Returns
    -------
    tuple of int and Waiting
        How many reminders went out, and who is still waiting.

    Raises
    ------
    LimeSurveyError
        When the server refuses, or sends nothing although people are due.
    """

    def count() -> Waiting:
        return count_waiting(survey, most=most, days_between=days_between, now=now)

    before = left = count()
    for _ in range(_MOST_ROUNDS):
        if left.n_due == 0:
            break
        n_known = left.n_sent_so_far
        _ask_to_send(survey, most=most, days_between=days_between)
        left = count()
        if left.n_sent_so_far == n_known:
            break
    n_sent = left.n_sent_so_far - before.n_sent_so_far
    if before.n_due and not n_sent:
        facts = {"n": before.n_due, "n_sent": 0}
        raise LimeSurveyError(Problem("remind_failed", survey.where, **facts))
    return n_sent, left


def _ask_to_send(survey: Survey, *, most: int, days_between: int) -> None:
    """Ask for one round; its outcome is counted, as the answer names everyone."""
    wish = (survey.survey_id, days_between, most, False, True)
    try:
        survey.server.tell("remind_participants", *wish, survey_id=survey.survey_id)
    except LimeSurveyError as error:
        # "12 left to send" is no refusal, though it reads as one.
        if error.code != "limesurvey_status_unknown":
            raise
