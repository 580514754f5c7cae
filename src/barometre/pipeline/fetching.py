"""From the source to raw snapshots, wave by wave."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from barometre import __version__
from barometre.errors import NothingYetError, Problem, SourceError
from barometre.frames import PARTICIPATION, build_table
from barometre.pipeline.project import Project
from barometre.pipeline.stage import Made
from barometre.responses.columns import find_column
from barometre.sources import fetch_waves, fingerprint
from barometre.workspace.folder import Workspace
from barometre.workspace.frozen_plan import freeze_plan
from barometre.workspace.page_shelf import PageFolder
from barometre.workspace.run_record import read_record
from barometre.workspace.secret_key import key_id, make_key, read_key
from barometre.workspace.snapshots import (
    Snapshot,
    keep_snapshot,
    read_participants,
    read_snapshot,
)

if TYPE_CHECKING:
    import pandas as pd

    from barometre.sources import RawWave

# Stage of table 6 to where a snapshot counts it by group.
_ASKED = {"invited": "groups", "reminded": "reminded_groups"}


def fetch(project: Project, *, waves: tuple[str, ...] = ()) -> Made:
    """Fetch the waves asked for; the others keep the snapshot they have.

    That nobody has answered yet is no failure: all stays as it was.
    """
    key = find_key(project.workspace)
    former = dict(find_snapshots(project.workspace))
    kept = dict(former) if waves else {}
    yet_to_come: tuple[Problem, ...] = ()
    try:
        found = _read_source(project, key, waves)
    except NothingYetError as nothing:
        found, kept, yet_to_come = [], dict(former), nothing.problems
    except SourceError as error:
        raise SourceError(*error, *_tell_what_is_kept(project, former)) from None
    with ThreadPoolExecutor() as threads:
        snapshots = threads.map(lambda raw: _keep(project, raw, key), found)
        kept |= {raw.wave: one for raw, one in zip(found, snapshots, strict=True)}
    if any(raw.rows_read for raw in found) and not project.is_invented:
        # What was decided before the answers came is decided now, at the latest.
        plan = project.plan_as_json
        freeze_plan(project.workspace.plan_file, plan, today=datetime.now(UTC).date())
    plan_file = project.workspace.plan_file
    return Made(
        files=(
            *(path for snapshot in kept.values() for path in snapshot.folder.iterdir()),
            *([plan_file] if plan_file.exists() else []),
        ),
        counts={
            "waves": len(kept),
            "rows": sum(int(str(s.manifest["n_rows"])) for s in kept.values()),
        },
        is_new=not _is_server(project) or _list_folders(kept) != _list_folders(former),
        remarks=(*yet_to_come, *(one for raw in found for one in raw.remarks)),
    )


def _read_source(
    project: Project, key: bytes, waves: tuple[str, ...]
) -> "list[RawWave]":
    return [
        raw
        for raw in fetch_waves(
            project.study.source,
            study=project.study,
            questionnaire=project.questionnaire,
            study_dir=project.workspace.folder,
            key=key,
            shelf=PageFolder(project.workspace.pages),
            waves=waves,
        )
        if raw.wave in (waves or project.study.wave_ids)
    ]


def _tell_what_is_kept(
    project: Project, former: Mapping[str, Snapshot]
) -> Iterator[Problem]:
    """Reassure where a server refused: what it once gave is not touched."""
    if former and _is_server(project):
        fetched = max(str(kept.manifest["fetched_at"]) for kept in former.values())
        yield Problem("limesurvey_kept", day=fetched.partition("T")[0])


def _is_server(project: Project) -> bool:
    """Tell a source that has to be asked what it holds from files that show it."""
    return project.source_files is None


def _list_folders(snapshots: Mapping[str, Snapshot]) -> dict[str, Path]:
    return {wave: snapshot.folder for wave, snapshot in snapshots.items()}


def describe_source(project: Project) -> object:
    """Say what the source holds now, without reading any answer."""
    source = project.study.source
    return {
        "content": fingerprint(source, project.workspace.folder, study=project.study),
        "key": key_id(find_key(project.workspace)),
    }


def find_key(workspace: Workspace) -> bytes:
    """Read the study's key; make it when no pseudonym was ever made.

    Raises
    ------
    WorkspaceError
        When it is missing although snapshots exist, open to others, or damaged.
    """
    if not workspace.key_file.exists() and not any(workspace.raw.glob("*/*/")):
        return make_key(workspace.key_file)
    return read_key(workspace.key_file)


def find_snapshots(workspace: Workspace) -> Mapping[str, Snapshot]:
    """Find the snapshot of each wave that the last fetch left, checked.

    Without a record of it, the latest ones.
    """
    return {
        wave: read_snapshot(folder)
        for wave, folder in sorted(_current_folders(workspace))
    }


def read_asked(project: Project) -> "pd.DataFrame":
    """Read who was invited and reminded, as rows of table 6.

    They come from the participant table of each wave; no row where there is none.
    Reminders that nobody got from LimeSurvey may have been sent in another way.
    """
    from barometre.evaluation.people import breakdown_columns

    rows: list[dict[str, object]] = []
    for wave, folder in sorted(_current_folders(project.workspace)):
        table: Mapping[str, Any] = read_participants(folder)
        for stage, by_column in _ASKED.items():
            if stage not in table or (stage == "reminded" and not table[stage]):
                continue
            rows.append({"wave": wave, "stage": stage, "n": table[stage]})
            for name in breakdown_columns(project.study):
                column = find_column(name, project.study)
                rows += [
                    {"wave": wave, "group_by": name, "group": group, "stage": stage,
                     "n": n}
                    for group, n in table.get(by_column, {}).get(column, {}).items()
                    if group
                ]  # fmt: skip
    return build_table(rows, PARTICIPATION)


def _current_folders(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    fetched = read_record(workspace.record_file).stages.get("fetch")
    if fetched:
        for name in fetched.outputs:
            path = PurePosixPath(name)
            if path.name == "manifest.json":
                yield path.parent.parent.name, workspace.folder / path.parent
        return
    for wave in workspace.raw.glob("*/"):
        if folders := sorted(wave.glob("[0-9]*/")):
            yield wave.name, folders[-1]


def _keep(project: Project, raw: "RawWave", key: bytes) -> Snapshot:
    suffix = Path(raw.structure_name).suffix or ".txt"
    return keep_snapshot(
        project.workspace.raw / raw.wave,
        raw.responses,
        structure=raw.structure,
        structure_name=f"structure{suffix}",
        participants=raw.participants,
        facts={
            "wave": raw.wave,
            "source_kind": project.study.source.kind,
            "source_sha256": raw.source_sha256,
            "rows_read": raw.rows_read,
            "structure_name": raw.structure_name,
            "key_id": key_id(key),
            "barometre": __version__,
            **raw.facts,
        },
    )
