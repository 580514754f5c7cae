"""The doctor: everything that a run needs, line by line; nothing is changed.

A line that fails stops no other one. Each says ok, or what to do.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from barometre import checks
from barometre.errors import BarometreError, Problem, WorkspaceError
from barometre.pipeline.project import Project, load_project
from barometre.study import LimeSurveySource
from barometre.unexpected import hide_unexpected
from barometre.workspace.calendar_record import read_calendar
from barometre.workspace.folder import Workspace
from barometre.workspace.secret_key import read_key

# A run writes its tables and reports anew beside those that are there.
_LEAST_ROOM = 200_000_000
_ROOM_FACTOR = 3
_MEGABYTE = 1_000_000
_AHEAD = timedelta(minutes=5)
_SCHEDULING = ("prefect", "fastapi", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at.

    Parameters
    ----------
    code
        Message that says what was found in order; not said where there are problems.
    facts
        What the message names.
    problems
        What is wrong, and what to do.
    remarks
        What is worth knowing and stops nothing.
    subject
        Code of the words for what was looked at.
    """

    code: str
    facts: dict[str, object]
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    subject: str = ""


def examine(folder: Path) -> Iterator[Line]:
    """Look at the bank, the study, its source, key, disk, clock, notices, versions.

    Parameters
    ----------
    folder
        The study folder; without a study only the bank and the versions are looked at.

    Yields
    ------
    Line
        As each is known.
    """
    yield look("doctor_subject_bank", lambda: _look_at_bank(folder))
    workspace = Workspace(folder)
    if not workspace.study_file.is_file():
        yield Line("cli_check_no_study", {"folder": folder})
    else:
        projects: list[Project] = []
        yield look("doctor_subject_study", lambda: _look_at_study(workspace, projects))
        for project in projects:
            yield from _look_at_source(project)
        yield look("doctor_subject_key", lambda: _look_at_key(workspace))
        yield look("doctor_subject_disk", lambda: _look_at_disk(workspace))
        yield look("doctor_subject_clock", lambda: _look_at_clock(workspace))
        for project in projects:
            yield look("doctor_subject_notices", partial(_look_at_notices, project))
    yield look("doctor_subject_versions", _look_at_versions)


def look(subject: str, work: Callable[[], Line]) -> Line:
    """Look at one thing; whatever goes wrong becomes its problems."""
    try:
        return replace(work(), subject=subject)
    except Exception as error:
        problems = hide_unexpected(error).problems
        return Line("", {}, problems, subject=subject)


def _look_at_bank(folder: Path) -> Line:
    bank = checks.check_bank(folder)
    return Line(
        "cli_check_bank",
        {
            "n_scales": bank.n_scales,
            "n_items": bank.n_items,
            "n_examples": bank.n_examples,
        },
        remarks=(
            (Problem("doctor_scales_replaced", scales=bank.replaced),)
            if bank.replaced
            else ()
        ),
    )


def _look_at_study(workspace: Workspace, found: list[Project]) -> Line:
    project = load_project(workspace)
    found.append(project)
    return Line(
        "cli_check_study",
        {
            "id": project.study.id,
            "n_waves": len(project.study.waves),
            "n_scales": len(project.questionnaire.scales),
            "n_items": len(project.questionnaire.items),
        },
    )


def _look_at_source(project: Project) -> Iterator[Line]:
    if isinstance(project.study.source, LimeSurveySource):
        from barometre.doctor_server import examine_server

        yield from examine_server(project, project.study.source)
        return

    def look_at_files() -> Line:
        study = checks.check_study_folder(project.workspace.folder)
        facts = {"place": study.source, "n": study.n_rows}
        code = f"cli_check_source_{study.source_kind}"
        return Line(code, facts, remarks=study.drift)

    yield look("doctor_subject_source", look_at_files)
    from barometre.doctor_second_reading import is_structure_kept, reread_file

    if is_structure_kept(project):
        yield look("doctor_subject_reread", partial(reread_file, project))


def _look_at_key(workspace: Workspace) -> Line:
    if not workspace.key_file.exists():
        if workspace.purge_file.exists():
            return Line("doctor_purged", {})
        if any(workspace.raw.glob("*/*/")):
            file = str(workspace.key_file)
            raise WorkspaceError(Problem("workspace_key_missing", file))
        return Line("cli_check_no_key", {})
    read_key(workspace.key_file)
    return Line("cli_check_key", {})


def _look_at_disk(workspace: Workspace) -> Line:
    used = sum(
        path.stat().st_size for path in workspace.data.rglob("*") if path.is_file()
    )
    needed = max(_ROOM_FACTOR * used, _LEAST_ROOM)
    free = shutil.disk_usage(workspace.folder).free
    facts = {"free": round(free / _MEGABYTE), "needed": round(needed / _MEGABYTE)}
    place = str(workspace.folder)
    problems = []
    if free < needed:
        problems.append(Problem("doctor_disk_small", place, **facts))
    if not os.access(workspace.folder, os.W_OK):
        problems.append(Problem("workspace_not_writable", place, reason="EACCES"))
    return Line("doctor_disk_ok", {**facts}, tuple(problems))


def _look_at_clock(workspace: Workspace) -> Line:
    """Compare the clock with the latest time that was recorded by it."""
    now = datetime.now(UTC)
    times = [done.at for done in read_calendar(workspace.calendar_file).values()]
    for manifest in workspace.raw.glob("*/*/manifest.json"):
        try:
            fetched = json.loads(manifest.read_text("utf-8"))["fetched_at"]
            times.append(datetime.fromisoformat(fetched))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    latest = max(times, default=now)
    told = f"{now:%Y-%m-%d %H:%M} UTC"
    if latest > now + _AHEAD:
        seen = f"{latest:%Y-%m-%d %H:%M} UTC"
        problem = Problem("doctor_clock_back", now=told, latest=seen)
        return Line("", {}, (problem,))
    return Line("doctor_clock_ok", {"now": told})


def _look_at_notices(project: Project) -> Line:
    """Look whether the variables that notices need are set; none is sent."""
    notices = project.study.notices
    problems, ways = [], []
    if notices.email:
        ways.append(f"{notices.email.host}:{notices.email.port}")
        names = (notices.email.username_env, notices.email.password_env)
        is_set = [name in os.environ for name in names]
        if is_set == [True, False]:
            problems.append(Problem("doctor_variable_missing", name=names[1]))
    if notices.webhook_env:
        ways.append(notices.webhook_env)
        if not os.environ.get(notices.webhook_env):
            name = notices.webhook_env
            problems.append(Problem("doctor_variable_missing", name=name))
    code = "doctor_notices_ok" if ways else "doctor_no_notices"
    return Line(code, {"ways": ways}, tuple(problems))


def _look_at_versions() -> Line:
    from barometre.prefect_settings import check_scheduler
    from barometre.workspace.freshness import find_versions

    versions = find_versions()
    for name in _SCHEDULING:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    shown = ", ".join(f"{name} {number}" for name, number in versions.items())
    problems: tuple[Problem, ...] = ()
    if "prefect" in versions:
        try:
            check_scheduler()
        except BarometreError as error:
            problems = error.problems
    return Line("cli_check_versions", {"versions": shown}, remarks=problems)
