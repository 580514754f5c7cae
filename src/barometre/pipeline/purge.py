"""The end of retention: answers and their key are deleted, safe aggregates stay."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.pipeline.project import Project, load_project
from barometre.pipeline.run import open_study
from barometre.workspace.atomic import write_atomically, write_refused
from barometre.workspace.folder import Workspace
from barometre.workspace.run_record import RunRecord, write_record
from barometre.workspace.tables import read_table, write_csv, write_table

if TYPE_CHECKING:
    import pandas as pd

# All else in data/ is about single people, or may be.
_KEPT = (
    "estimates.parquet", "estimates.csv", "participation.parquet",
    "drift.parquet", "drift.csv",
    "run.json", "plan.json", "calendar.json", "purge.json", ".lock",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Purge:
    """What is deleted, and which files of the source hold answers still.

    ``at`` is empty while nothing has been deleted.
    """

    files: tuple[str, ...]
    left: tuple[str, ...]
    at: str = ""


def plan_purge(folder: Path) -> Purge:
    """List what a purge deletes; nothing is changed."""
    with open_study(folder) as workspace:
        return _list(load_project(workspace))


def purge(folder: Path, *, now: datetime) -> Purge:
    """Delete all that is about single people, for good; begun, it is ended next time.

    Parameters
    ----------
    folder
        The study folder.
    now
        For the record, with its time zone.

    Returns
    -------
    Purge
        Files that the study names in its source are the user's own: they are told,
        never deleted.

    Notes
    -----
    Of the estimates and of participation, those that disclosure blanks for the team
    are dropped: an average of two people is a trace of both. Reports stay.
    """
    with open_study(folder) as workspace:
        project = load_project(workspace)
        # First: whatever happens next, no run brings answers back.
        _record(workspace, {"begun_at": _stamp(now)})
        _keep_safe_aggregates(project)
        planned = _list(project)
        for name in planned.files:
            _delete(workspace.folder / name)
        for empty in workspace.data.glob("*/"):
            _delete(empty)
        write_record(workspace.record_file, RunRecord())
        _record(
            workspace,
            {
                "purged_at": _stamp(now),
                "n_files": len(planned.files),
                "source_files_left": list(planned.left),
            },
        )
        return Purge(planned.files, planned.left, _stamp(now))


def _list(project: Project) -> Purge:
    workspace = project.workspace
    files = [
        workspace.relative(path)
        for path in sorted(workspace.data.rglob("*"))
        if path.is_file() and workspace.relative(path) not in _kept(workspace)
    ]
    if workspace.key_file.exists():
        files.append(workspace.relative(workspace.key_file))
    return Purge(tuple(files), tuple(_list_own_files(project)))


def _kept(workspace: Workspace) -> set[str]:
    return {workspace.relative(workspace.data / name) for name in _KEPT}


def _list_own_files(project: Project) -> Iterator[str]:
    for name in project.source_files or ():
        if (project.workspace.folder / name).exists():
            yield name


def _keep_safe_aggregates(project: Project) -> None:
    from barometre.disclosure import protect, protect_participation

    workspace = project.workspace
    table = workspace.table("estimates")
    if table.is_file():
        estimates = _drop_suppressed(
            protect(
                read_table(table),
                study=project.study,
                questionnaire=project.questionnaire,
            )
        )
        write_table(table, estimates)
        write_csv(workspace.data / "estimates.csv", estimates)
    table = workspace.table("participation")
    if table.is_file():
        shown = protect_participation(read_table(table), study=project.study)
        write_table(table, _drop_suppressed(shown))


def _drop_suppressed(shown: "pd.DataFrame") -> "pd.DataFrame":
    kept = shown[~shown["is_suppressed"]]
    return kept.drop(columns="is_suppressed").reset_index(drop=True)


def _delete(path: Path) -> None:
    try:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise write_refused(path, error) from error


def _record(workspace: Workspace, facts: dict[str, object]) -> None:
    former: dict[str, object] = {}
    with suppress(OSError, ValueError):
        former = json.loads(workspace.purge_file.read_text("utf-8"))
    text = json.dumps({**former, **facts}, ensure_ascii=False, indent=2)
    write_atomically(workspace.purge_file, f"{text}\n".encode())


def _stamp(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
