"""One stage: done again only when something it depends on has changed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from barometre.errors import Problem
from barometre.file_hash import hash_file
from barometre.pipeline.outcome import StageName, StageOutcome
from barometre.pipeline.project import Project
from barometre.workspace.folder import Workspace
from barometre.workspace.freshness import are_intact, compute_program_hash
from barometre.workspace.hashes import hash_value
from barometre.workspace.run_record import (
    Counts,
    StageRecord,
    read_record,
    write_record,
)


@dataclass(frozen=True, slots=True)
class Made:
    """Files that a stage made, and counts of people, answers or files.

    ``is_new`` is false for a stage that had to look, and found all as it was.
    ``remarks`` are worth knowing and stop nothing.
    """

    files: tuple[Path, ...]
    counts: Counts
    is_new: bool = True
    remarks: tuple[Problem, ...] = ()


def _nothing_more(_project: Project) -> object:
    return None


@dataclass(frozen=True, slots=True)
class Stage:
    """What is done, and all that it depends on.

    Parameters
    ----------
    work
        Reads tables, writes tables.
    tables
        Tables it reads; another content means that it is done again.
    study_parts
        Parts of the study it reads.
    find_more
        Anything else that counts, as JSON can write it.
    """

    work: Callable[[Project], Made]
    tables: tuple[str, ...] = ()
    study_parts: tuple[str, ...] = ()
    find_more: Callable[[Project], object] = _nothing_more


def do_stage(project: Project, name: StageName, stage: Stage) -> StageOutcome:
    """Do a stage unless its last outcome still stands; record it once it is done."""
    workspace = project.workspace
    fingerprint = _compute_fingerprint(project, stage)
    former = read_record(workspace.record_file).stages.get(name)
    if former and _still_stands(workspace, former, fingerprint):
        return StageOutcome(name, is_unchanged=True, counts=former.counts)
    made = stage.work(project)
    done = StageRecord(
        fingerprint=fingerprint,
        outputs={workspace.relative(path): hash_file(path) for path in made.files},
        counts=made.counts,
        made_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    )
    _record(workspace, name, done)
    return StageOutcome(
        name,
        is_unchanged=not made.is_new,
        counts=made.counts,
        remarks=made.remarks,
    )


def _compute_fingerprint(project: Project, stage: Stage) -> str:
    tables = (project.workspace.table(name) for name in stage.tables)
    return hash_value(
        {
            "program": compute_program_hash(),
            "questionnaire": project.questionnaire_hash,
            "study": project.study_parts(*stage.study_parts),
            "tables": [hash_file(path) if path.is_file() else "" for path in tables],
            "more": stage.find_more(project),
        }
    )


def _still_stands(workspace: Workspace, former: StageRecord, fingerprint: str) -> bool:
    return former.fingerprint == fingerprint and are_intact(workspace, former.outputs)


def _record(workspace: Workspace, name: StageName, done: StageRecord) -> None:
    """Record a stage; the record is that of a whole run again when that has ended."""
    record = read_record(workspace.record_file)
    stages = {**record.stages, name: done}
    write_record(workspace.record_file, replace(record, inputs={}, stages=stages))
