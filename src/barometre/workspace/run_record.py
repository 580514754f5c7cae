"""``data/run.json``: what each stage read and made, so that nothing is done twice."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from barometre.workspace.atomic import write_atomically

Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class StageRecord:
    """One stage as it was last done.

    ``fingerprint`` is the hash of all that the stage depends on; ``outputs`` the
    hash of each file it made, by its place in the study folder.
    """

    fingerprint: str
    outputs: dict[str, str]
    counts: Counts
    made_at: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """The last run: ``inputs`` is empty until it came to its end."""

    facts: dict[str, object] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    stages: dict[str, StageRecord] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)


def read_record(record_file: Path) -> RunRecord:
    """Read the last run; an absent or unreadable record is an empty one.

    Nothing is lost with it: the run is done again.
    """
    try:
        content = json.loads(record_file.read_text("utf-8"))
        stages = {
            name: StageRecord(**stage) for name, stage in content.pop("stages").items()
        }
        return RunRecord(stages=stages, **content)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return RunRecord()


def write_record(record_file: Path, record: RunRecord) -> None:
    """Keep the record of a run."""
    text = json.dumps(asdict(record), ensure_ascii=False, indent=2, default=str)
    write_atomically(record_file, f"{text}\n".encode())
