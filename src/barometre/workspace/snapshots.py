"""Raw snapshots: what a source handed over, written once and never touched again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from barometre.errors import Problem, WorkspaceError
from barometre.file_hash import hash_file
from barometre.workspace.atomic import (
    open_atomically,
    unfinished_folder,
    write_atomically,
)
from barometre.workspace.hashes import hash_value

if TYPE_CHECKING:
    import pyarrow as pa

_RESPONSES = "responses.csv"
_MANIFEST = "manifest.json"
_PARTICIPANTS = "participants.json"


# Responses written by this process and not read back yet: the next stage needs them.
_just_kept: "dict[Path, pa.Table]" = {}


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One raw snapshot of one wave and what its manifest says."""

    folder: Path
    manifest: Mapping[str, object]

    @property
    def responses_file(self) -> Path:
        """Responses as the source wrote them."""
        return self.folder / _RESPONSES

    @property
    def structure_file(self) -> Path | None:
        """The questionnaire as the survey tool describes it, where there is one."""
        name = self.manifest.get("structure_file")
        return self.folder / str(name) if name else None


def keep_snapshot(
    wave_folder: Path,
    responses: "pa.Table",
    *,
    structure: bytes | None = None,
    structure_name: str = "",
    participants: Mapping[str, object] | None = None,
    facts: Mapping[str, object],
) -> Snapshot:
    """Keep what a source handed over; the same content is not kept twice.

    Parameters
    ----------
    wave_folder
        ``data/raw/<wave>``.
    responses
        Text columns, people already pseudonymous.
    structure, structure_name
        The survey tool's own description, and the name to keep it under.
    participants
        How many people were asked, where the source knows.
    facts
        What else the manifest says.
    """
    with unfinished_folder(wave_folder) as folder:
        _write_responses(folder / _RESPONSES, responses)
        if structure is not None:
            write_atomically(folder / structure_name, structure)
        if participants is not None:
            counts = json.dumps(participants, ensure_ascii=False, indent=2)
            write_atomically(folder / _PARTICIPANTS, f"{counts}\n".encode())
        files = {path.name: hash_file(path) for path in sorted(folder.iterdir())}
        content = hash_value(files)
        if kept := sorted(wave_folder.glob(f"*-{content[:12]}")):
            return read_snapshot(kept[0])
        now = datetime.now(UTC)
        manifest = {
            **facts,
            "fetched_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
            "n_rows": responses.num_rows,
            "columns": responses.column_names,
            "structure_file": structure_name if structure is not None else "",
            "sha256": content,
            "files": files,
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=2)
        write_atomically(folder / _MANIFEST, f"{text}\n".encode())
        kept_folder = wave_folder / f"{now:%Y%m%dT%H%M%SZ}-{content[:12]}"
        folder.rename(kept_folder)
    _just_kept[kept_folder] = responses
    return Snapshot(kept_folder, manifest)


def read_snapshot(folder: Path) -> Snapshot:
    """Read the manifest of a snapshot and check that its files are as they were.

    Raises
    ------
    WorkspaceError
        When a file is missing or was changed since it was fetched.
    """
    try:
        manifest = json.loads((folder / _MANIFEST).read_text("utf-8"))
        files = manifest["files"]
        changed = [
            name for name, sha in files.items() if hash_file(folder / name) != sha
        ]
    except (OSError, ValueError, KeyError, AttributeError):
        raise WorkspaceError(
            Problem("workspace_snapshot_damaged", str(folder))
        ) from None
    if changed:
        raise WorkspaceError(
            Problem("workspace_snapshot_changed", str(folder), files=changed)
        )
    return Snapshot(folder, manifest)


def read_participants(folder: Path) -> Mapping[str, object]:
    """Read from a snapshot how many people were asked; nothing where no one knew."""
    path = folder / _PARTICIPANTS
    if not path.is_file():
        return {}
    return cast("dict[str, object]", json.loads(path.read_text("utf-8")))


def read_raw_responses(snapshot: Snapshot) -> "pa.Table":
    """Read the responses of a snapshot: all text, empty where the source was empty."""
    import pyarrow as pa
    from pyarrow import csv

    just_kept = _just_kept.pop(snapshot.folder, None)
    if just_kept is not None:
        return _as_read(just_kept)
    names = cast("list[str]", snapshot.manifest["columns"])
    return csv.read_csv(
        snapshot.responses_file,
        # A free-text answer can hold line breaks, and be long.
        read_options=csv.ReadOptions(block_size=1 << 24),
        parse_options=csv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    )


def _as_read(responses: "pa.Table") -> "pa.Table":
    """Give a table as it would be read back: text, with no null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.fill_null(column.cast(pa.string()), "") for column in responses.columns
    ]
    return pa.table(columns, names=responses.column_names)


def _write_responses(path: Path, responses: "pa.Table") -> None:
    from pyarrow import csv

    with open_atomically(path) as file:
        csv.write_csv(responses, file)
