"""What a study's calendar calls for, done in order and remembered."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from barometre.due import Task, find_purge_day, list_due
from barometre.errors import SourceError
from barometre.load_study import load_study
from barometre.pipeline.outcome import (
    FIELDWORK,
    STAGES,
    Progress,
    RunOutcome,
    Through,
    do_directly,
    ignore_progress,
)
from barometre.pipeline.purge import Purge, purge
from barometre.pipeline.run import find_study, run
from barometre.workspace.calendar_record import read_calendar, remember_done

if TYPE_CHECKING:
    from datetime import date

    from barometre.evaluation.parts import Spread
    from barometre.study import Study

NewsKind = Literal["fetched", "report_ready", "purge_near", "purged"]


@dataclass(frozen=True, slots=True)
class News:
    """What became of tasks of one kind, fit to be told to anyone who is warned."""

    kind: NewsKind
    tasks: tuple[Task, ...]
    run: RunOutcome | None = None
    purge: Purge | None = None
    purge_day: "date | None" = None


Tell = Callable[["Study", News], None]


def keep_quiet(_study: "Study", _news: News) -> None:
    """Tell nobody."""


def run_due(
    folder: Path,
    *,
    now: datetime,
    progress: Progress = ignore_progress,
    through: Through = do_directly,
    tell: Tell = keep_quiet,
    spread: "Spread | None" = None,
) -> tuple[News, ...]:
    """Do what is due and was not done; a second call finds nothing left.

    Parameters
    ----------
    folder
        The study folder.
    now
        With its time zone.
    progress, through, spread
        As for :func:`barometre.pipeline.run`.
    tell
        Called with each piece of news, before it is remembered as told.

    Returns
    -------
    tuple of News
        What was done, in order. Each task is remembered once it is done: after an
        interruption the others are still due.
    """
    workspace = find_study(folder)
    study = load_study(workspace.study_file)
    due = list_due(study, now=now, done=read_calendar(workspace.calendar_file))
    done = []
    run_stages = partial(
        run, folder, progress=progress, through=through, now=now, spread=spread
    )
    for tasks in _gather(due):
        news = _do(folder, study, tasks, now, run_stages)
        tell(study, news)
        for task in tasks:
            remember_done(workspace.calendar_file, task, now=now)
        done.append(news)
    return tuple(done)


def _gather(due: list[Task]) -> Iterator[tuple[Task, ...]]:
    """Put together what one run does: a report comes with its fetch."""
    if any(task.kind == "report" for task in due):
        runs = ("fetch", "board", "report")
        yield tuple(task for task in due if task.kind in runs)
    else:
        if fieldwork := tuple(task for task in due if task.kind in ("fetch", "board")):
            yield fieldwork
    for task in due:
        if task.kind in ("announce_purge", "purge"):
            yield (task,)


def _do(
    folder: Path,
    study: "Study",
    tasks: tuple[Task, ...],
    now: datetime,
    run_stages: Callable[..., RunOutcome],
) -> News:
    kinds = {task.kind for task in tasks}
    if "announce_purge" in kinds:
        return News("purge_near", tasks, purge_day=find_purge_day(study))
    if "purge" in kinds:
        return News("purged", tasks, purge=purge(folder, now=now))
    is_final = "report" in kinds
    outcome = run_stages(
        waves=_list_begun(study, tasks, is_final=is_final),
        stages=(*STAGES, "board") if is_final else FIELDWORK,
    )
    if is_final and outcome.is_waiting:
        # A report is due, and there is nothing to report on.
        raise SourceError(*outcome.remarks)
    return News("report_ready" if is_final else "fetched", tasks, run=outcome)


def _list_begun(
    study: "Study", tasks: tuple[Task, ...], *, is_final: bool
) -> tuple[str, ...]:
    """Name the waves to fetch: a wave that has not opened may not be there to fetch."""
    if not is_final:
        return tuple(dict.fromkeys(task.wave for task in tasks))
    latest = max(task.occurs for task in tasks).date()
    begun = [wave.id for wave in study.waves if not wave.opens or wave.opens <= latest]
    return () if len(begun) == len(study.waves) else tuple(begun)
