"""Reminders of a study: only while a wave is open, and within its limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.errors import Problem, StudyError
from barometre.pipeline.project import load_project
from barometre.pipeline.run import find_study
from barometre.study import LimeSurveySource, Study, Wave

if TYPE_CHECKING:
    from barometre.sources.limesurvey.remind import Waiting


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of the reminders of a wave; counts only.

    ``waiting`` is as it was before anything was sent; ``n_sent`` is None where
    nothing was to be sent.
    """

    wave: str
    waiting: "Waiting"
    n_left: int
    n_sent: int | None = None


def remind(
    folder: Path,
    *,
    waves: Sequence[str] = (),
    is_sending: bool = False,
    now: datetime | None = None,
) -> list[Reminded]:
    """Count who could be reminded, and have the server remind them when asked to.

    Parameters
    ----------
    folder
        The study folder.
    waves
        Waves to remind for; by default those that are open.
    is_sending
        Send; otherwise only count.
    now
        The clock's by default.

    Raises
    ------
    StudyError
        When a wave named is not open, has no survey, or the study wants no reminders.
    SourceError
        When the server refuses.
    """
    moment = now or datetime.now()
    project = load_project(find_study(folder))
    study, limits = project.study, project.study.reminders
    source = study.source
    if not isinstance(source, LimeSurveySource):
        raise StudyError(Problem("remind_no_server", "study.yaml › source"))
    chosen = _choose(study, waves, moment.date())
    if not chosen:
        return []
    from barometre.sources.limesurvey.export import Survey
    from barometre.sources.limesurvey.remind import count_waiting, send_reminders
    from barometre.sources.limesurvey.session import open_session

    most, days = limits.most, limits.days_between
    done = []
    with open_session(source, study_dir=folder) as server:
        for wave in chosen:
            survey = Survey(server, wave.survey_id or 0)
            waiting = count_waiting(survey, most=most, days_between=days, now=moment)
            n_sent, left = None, waiting
            if is_sending and waiting.n_due:
                n_sent, left = send_reminders(
                    survey, most=most, days_between=days, now=moment
                )
            done.append(Reminded(wave.id, waiting, left.n_due, n_sent))
    return done


def _choose(study: Study, waves: Sequence[str], today: date) -> list[Wave]:
    """Choose the waves; one that is named and cannot be reminded for is a problem."""
    if not waves:
        return [w for w in study.waves if _find_obstacle(w, study, today) is None]
    unknown = [wave for wave in waves if wave not in study.wave_ids]
    problems = [
        Problem("study_wave_unknown", found=wave, known=study.wave_ids)
        for wave in unknown
    ]
    chosen = [wave for wave in study.waves if wave.id in waves]
    problems += [p for w in chosen if (p := _find_obstacle(w, study, today))]
    if problems:
        raise StudyError(*problems)
    return chosen


def _find_obstacle(wave: Wave, study: Study, today: date) -> Problem | None:
    where = f"waves › {wave.id}"
    if study.reminders.most == 0:
        return Problem("remind_none_wanted", where)
    if wave.opens is None and wave.closes is None:
        return Problem("remind_no_dates", where)
    if today < (wave.opens or today) or today > (wave.closes or today):
        facts = {"opens": wave.opens or "–", "closes": wave.closes or "–"}
        return Problem("remind_outside", where, today=today, **facts)
    if wave.survey_id is None:
        return Problem("remind_not_published", where)
    return None
