"""``data/published.json``: which survey on the server belongs to which wave."""

import json
from pathlib import Path

from barometre.workspace.atomic import make_private_folder, write_atomically


def read_published(file: Path) -> dict[str, int]:
    """Read the number of the survey of each wave; nothing where nothing was published.

    A lost record is no harm: publishing again finds the surveys by what they hold.
    """
    try:
        content = json.loads(file.read_text("utf-8"))
        return {str(wave): int(number) for wave, number in content["surveys"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def record_published(file: Path, wave: str, survey_id: int) -> None:
    """Remember the survey of a wave."""
    surveys = read_published(file)
    if surveys.get(wave) == survey_id:
        return
    make_private_folder(file.parent)
    text = json.dumps({"surveys": {**surveys, wave: survey_id}}, indent=2)
    write_atomically(file, f"{text}\n".encode())
