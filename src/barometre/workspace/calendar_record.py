"""``data/calendar.json``: which occurrence of each task was last done."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from barometre.due import Done, Task
from barometre.workspace.atomic import make_private_folder, write_atomically


def read_calendar(file: Path) -> dict[str, Done]:
    """Read what was done; an absent or unreadable record is an empty one.

    Nothing is lost with it: what is done once more comes to the same.
    """
    try:
        content = json.loads(file.read_text("utf-8"))
        return {
            key: Done(_read_time(one["occurs"]), _read_time(one["at"]))
            for key, one in content.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def remember_done(file: Path, task: Task, *, now: datetime) -> None:
    """Record that a task is done."""
    done = {**read_calendar(file), task.key: Done(task.occurs, now.astimezone(UTC))}
    write_calendar(file, done)


def write_calendar(file: Path, done: Mapping[str, Done]) -> None:
    """Keep the record."""
    content = {
        key: {"occurs": one.occurs.isoformat(), "at": one.at.isoformat()}
        for key, one in sorted(done.items())
    }
    make_private_folder(file.parent)
    write_atomically(file, f"{json.dumps(content, indent=2)}\n".encode())


def _read_time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(text)
    return time
