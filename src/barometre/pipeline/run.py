"""The sequence, whole or in part, one process at a time.

A run with nothing new is found out here, before any library of tables is imported.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.errors import Problem, StudyError, WorkspaceError
from barometre.pipeline.outcome import (
    STAGES,
    Progress,
    RunOutcome,
    StageName,
    StageOutcome,
    Through,
    do_directly,
    ignore_progress,
)
from barometre.workspace.atomic import sweep_unfinished
from barometre.workspace.folder import Workspace
from barometre.workspace.freshness import are_intact, compute_input_hashes
from barometre.workspace.lock import lock_folder
from barometre.workspace.run_record import RunRecord, read_record, write_record
from barometre.workspace.secret_key import read_key

if TYPE_CHECKING:
    from barometre.evaluation.parts import Spread
    from barometre.pipeline.project import Project

_SUMS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@contextmanager
def open_study(folder: Path) -> Iterator[Workspace]:
    """Hold a study folder for oneself, cleared of what an interrupted run left.

    Raises
    ------
    StudyError
        When there is no study in the folder.
    WorkspaceError
        When another run is at work in it, or nothing can be written.
    """
    workspace = find_study(folder)
    with lock_folder(workspace.lock_file):
        for place in (workspace.data, workspace.reports):
            sweep_unfinished(place)
        yield workspace


def find_study(folder: Path) -> Workspace:
    """Find the study of a folder; nothing is changed."""
    workspace = Workspace(folder)
    if not workspace.study_file.is_file():
        raise StudyError(Problem("study_not_found", str(folder)))
    return workspace


def run(
    folder: Path,
    *,
    waves: Sequence[str] = (),
    stages: Sequence[StageName] = STAGES,
    progress: Progress = ignore_progress,
    through: Through = do_directly,
    now: datetime | None = None,
    spread: "Spread | None" = None,
) -> RunOutcome:
    """Do what is not done yet, from the source to the reports.

    Where nobody has answered yet, it stops after looking.

    Parameters
    ----------
    folder
        The study folder.
    waves
        Waves to fetch; all by default.
    stages
        Stages to do; all by default.
    progress
        Called when a stage begins and when it has ended.
    through
        Does a stage; flows put each into a task of theirs.
    now
        For the board; that of the clock by default.
    spread
        Who works out estimates and draws reports; all cores of this machine by default.
    """
    with open_study(folder) as workspace:
        check_not_purged(workspace)
        if workspace.key_file.exists():
            read_key(workspace.key_file)
        record = read_record(workspace.record_file)
        if not (waves or "board" in stages) and is_up_to_date(workspace, record):
            return _outcome(workspace, record, ())
        _keep_sums_on_one_core()
        from barometre.pipeline.fetching import find_key
        from barometre.pipeline.project import load_project
        from barometre.pipeline.sequence import do_stage

        # Taken before anything is read: what changes meanwhile belongs to the next run.
        inputs = compute_input_hashes(workspace, source_files=())
        project = load_project(workspace, now=now)
        _check_waves(waves, known=project.study.wave_ids)
        if "fetch" in stages:
            find_key(workspace)
        # The key may be new, and only the study names the files of the source.
        inputs = {**project.hash_inputs(), **inputs}
        done = []
        with _find_help(spread, stages) as help_found:
            for name in stages:
                progress(name, None)
                work = partial(do_stage, project, name, waves=waves, spread=help_found)
                outcome = through(name, work)
                progress(name, outcome)
                done.append(outcome)
                if outcome.is_waiting:
                    break
            else:
                if not waves and set(STAGES) <= set(stages):
                    _finish(project, inputs, done)
        return _outcome(workspace, read_record(workspace.record_file), tuple(done))


@contextmanager
def _find_help(
    spread: "Spread | None", stages: Sequence[StageName]
) -> "Iterator[Spread | None]":
    if spread or not {"evaluate", "report"} & set(stages):
        yield spread
        return
    from barometre.pipeline.sharing import start_helpers

    with start_helpers() as spread_here:
        yield spread_here


def check_not_purged(workspace: Workspace) -> None:
    """Refuse to bring back answers whose time was up.

    Raises
    ------
    WorkspaceError
        When answers were deleted because their retention had ended.
    """
    if workspace.purge_file.exists():
        raise WorkspaceError(Problem("purge_done", str(workspace.purge_file)))


def _check_waves(waves: Sequence[str], *, known: Sequence[str]) -> None:
    problems = [
        Problem("study_wave_unknown", found=wave, known=known)
        for wave in waves
        if wave not in known
    ]
    if problems:
        raise StudyError(*problems)


def _finish(
    project: "Project", inputs: dict[str, str], done: Sequence[StageOutcome]
) -> None:
    """Record that the whole sequence is done, and from what."""
    record_file = project.workspace.record_file
    former = read_record(record_file)
    facts = project.describe()
    if former.facts and all(outcome.is_unchanged for outcome in done):
        facts["finished_at"] = former.facts["finished_at"]
    record = replace(
        former,
        facts=facts,
        inputs=inputs,
        unchanged=[outcome.stage for outcome in done if outcome.is_unchanged],
    )
    write_record(record_file, record)


def is_up_to_date(workspace: Workspace, record: RunRecord) -> bool:
    """Tell whether the last run went to its end and all is as it left it."""
    source_files = record.facts.get("source_files")
    if not record.inputs or not isinstance(source_files, list):
        return False
    inputs = compute_input_hashes(workspace, source_files=source_files)
    return inputs == record.inputs and all(
        are_intact(workspace, stage.outputs) for stage in record.stages.values()
    )


def _outcome(
    workspace: Workspace, record: RunRecord, stages: tuple[StageOutcome, ...]
) -> RunOutcome:
    drawn = {
        name: tuple(workspace.folder / path for path in record.stages[name].outputs)
        for name in ("report", "board")
        if name in record.stages
    }
    return RunOutcome(
        is_unchanged=all(stage.is_unchanged for stage in stages),
        stages=stages,
        reports=drawn.get("report", ()),
        finished_at=str(record.facts.get("finished_at", "")),
        boards=drawn.get("board", ()),
    )


def _keep_sums_on_one_core() -> None:
    """Ask the libraries of linear algebra for one thread, unless the user says more.

    The matrices of a study are small: threads would wait for each other longer than
    they work. It has to be said before numpy is imported, and holds for helpers.
    """
    for name in _SUMS:
        os.environ.setdefault(name, "1")
