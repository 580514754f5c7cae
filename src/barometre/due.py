"""What a study's calendar calls for now, from what was done before."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from barometre.study import Schedule, Study, Wave

TaskKind = Literal["fetch", "board", "report", "announce_purge", "purge"]
_DAY = timedelta(days=1)
# Between the notice that answers will be deleted and their deletion: time to object,
# and for a clock that was wrong to be put right.
NOTICE_DAYS = 7
# A record further ahead than this was written by a wrong clock and is not believed.
_AHEAD = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: for a wave or, where ``wave`` is empty, for the study.

    ``occurs`` is when the calendar called for it, in UTC.
    """

    kind: TaskKind
    wave: str
    occurs: datetime

    @property
    def key(self) -> str:
        """Name under which it is remembered."""
        return f"{self.kind}/{self.wave}" if self.wave else self.kind


@dataclass(frozen=True, slots=True)
class Done:
    """Which occurrence of a task was last done, and when, in UTC."""

    occurs: datetime
    at: datetime


def list_due(study: Study, *, now: datetime, done: Mapping[str, Done]) -> list[Task]:
    """List what is to be done, in order; nothing that was done is listed again.

    Parameters
    ----------
    study
        Its waves open and close on days of its own time zone; a wave without either
        day has no calendar.
    now
        With its time zone.
    done
        Last occurrence done of each task, by :attr:`Task.key`.

    Returns
    -------
    list of Task
        Of several missed occurrences only the latest: one fetch brings them all. From
        the first morning after a wave opens to the first after it closes: a fetch and
        a board each day. Then its report. When retention has ended nothing is fetched
        any more: the purge is announced, and follows a week after its notice.

    Notes
    -----
    A time of day that the change to summer time leaves out comes an hour later; one
    that comes twice in autumn counts the first time. A clock set back calls for
    nothing a second time.
    """
    believed = {key: one for key, one in done.items() if one.at <= now + _AHEAD}
    return [
        task
        for task in _list_latest(study, now, believed)
        if task.key not in believed or believed[task.key].occurs < task.occurs
    ]


def list_open(study: Study, *, today: date) -> list[Wave]:
    """List the waves that answers may come in for: open, or closed the day before.

    A wave that says neither when it opens nor when it closes is never listed.
    """
    return [
        wave
        for wave in study.waves
        if (wave.opens or wave.closes)
        and (wave.opens is None or wave.opens <= today)
        and (wave.closes is None or today <= wave.closes + _DAY)
    ]


def find_purge_day(study: Study) -> date | None:
    """Find the day on which answers may no longer be kept; None without a limit."""
    days = study.retention.purge_after_days
    closings = [wave.closes for wave in study.waves if wave.closes]
    if days is None or not closings:
        return None
    return max(closings) + days * _DAY


def _list_latest(
    study: Study, now: datetime, done: Mapping[str, Done]
) -> Iterator[Task]:
    schedule = study.schedule
    purge_day = find_purge_day(study)
    if purge_day and now >= _at(purge_day, schedule.fetch_at, schedule):
        yield from _list_purge(purge_day, schedule, now, done)
        return
    for kind, clock in (("fetch", schedule.fetch_at), ("board", schedule.board_at)):
        for wave in study.waves:
            occurs = _find_latest(wave, clock, schedule, now)
            if occurs:
                yield Task("fetch" if kind == "fetch" else "board", wave.id, occurs)
    for wave in study.waves:
        if wave.closes:
            day = wave.closes + schedule.report_days_after_close * _DAY
            occurs = _at(day, schedule.fetch_at, schedule)
            if occurs <= now:
                yield Task("report", wave.id, occurs)
    if purge_day:
        yield from _list_purge(purge_day, schedule, now, done)


def _list_purge(
    day: date, schedule: Schedule, now: datetime, done: Mapping[str, Done]
) -> Iterator[Task]:
    occurs = _at(day, schedule.fetch_at, schedule)
    notice = timedelta(days=NOTICE_DAYS)
    if now < occurs - notice:
        return
    announced = done.get("announce_purge")
    if announced is None or announced.occurs < occurs:
        yield Task("announce_purge", "", occurs)
    elif now >= max(occurs, announced.at + notice):
        yield Task("purge", "", occurs)


def _find_latest(
    wave: Wave, clock: str, schedule: Schedule, now: datetime
) -> datetime | None:
    """Find the last time of day before now among the mornings of a wave."""
    if wave.opens is None and wave.closes is None:
        return None
    day = now.astimezone(ZoneInfo(schedule.timezone)).date()
    if _at(day, clock, schedule) > now:
        day -= _DAY
    if wave.closes:
        day = min(day, wave.closes + _DAY)
    if wave.opens and day <= wave.opens:
        return None
    return _at(day, clock, schedule)


def _at(day: date, clock: str, schedule: Schedule) -> datetime:
    """Give a time of day in UTC; an hour later where the day has no such time."""
    hour, minute = map(int, clock.split(":"))
    local = datetime(
        day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(schedule.timezone)
    )
    return local.astimezone(UTC)
