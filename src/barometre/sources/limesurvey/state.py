"""Whether a survey still takes responses, and keeps what the study wants of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from barometre.errors import Problem
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey
from barometre.study import Study

_CANNOT_SAY = frozenset({"limesurvey_no_rights", "limesurvey_no_surveys"})


@dataclass(frozen=True, slots=True)
class State:
    """What a survey's settings mean for a fetch; empty where the user may not know.

    Parameters
    ----------
    closed_since
        Day since when it takes no response.
    keeps_timings
        Whether it records the seconds spent on pages.
    """

    closed_since: date | None = None
    keeps_timings: bool | None = None

    def tell(
        self, *, where: str, wants_timings: bool, closes: date | None
    ) -> Iterator[Problem]:
        """Tell what is not as the study means it; no response is lost by either.

        Parameters
        ----------
        where
            Place that messages name.
        wants_timings
            Whether the study reads the seconds.
        closes
            Last day of the wave; a survey that closed with its wave is in order.
        """
        if self.closed_since and not (closes and closes <= self.closed_since):
            day = self.closed_since.isoformat()
            yield Problem("limesurvey_survey_expired", where, date=day)
        if wants_timings and self.keeps_timings is False:
            yield Problem("limesurvey_no_timings", where)


def ask_state(survey: Survey, study: Study, *, wants_timings: bool) -> State:
    """Ask for the end of a survey and, where it matters, whether it keeps timings."""
    return State(
        _find_end(survey, study),
        _ask_timings(survey) if wants_timings else None,
    )


def _find_end(survey: Survey, study: Study) -> date | None:
    """Find the day since when a survey is closed; LimeSurvey writes it without zone."""
    surveys: Any = _ask(survey, "list_surveys")
    for one in surveys or ():
        if int(one["sid"]) != survey.survey_id or not one.get("expires"):
            continue
        end = datetime.fromisoformat(str(one["expires"]))
        zone = ZoneInfo(study.schedule.timezone)
        if end < datetime.now(zone).replace(tzinfo=None):
            return end.date()
    return None


def _ask_timings(survey: Survey) -> bool | None:
    wish = (survey.survey_id, ["savetimings"])
    settings: Any = _ask(survey, "get_survey_properties", *wish)
    kept = settings.get("savetimings") if isinstance(settings, dict) else None
    return None if kept is None else kept == "Y"


def _ask(survey: Survey, method: str, *params: object) -> object:
    try:
        return survey.server.ask(method, *params, survey_id=survey.survey_id)
    except LimeSurveyError as error:
        if error.code not in _CANNOT_SAY:
            raise
        return None
