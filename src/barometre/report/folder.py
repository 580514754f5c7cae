"""Where the texts, templates and theme of reports stand."""

from pathlib import Path
from typing import TYPE_CHECKING, get_args

if TYPE_CHECKING:
    from barometre.study import Audience


def reports_folder() -> Path:
    """Find ``reports/``: beside the code in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "reports"
    return inside if inside.is_dir() else package.parents[1] / "reports"


def list_audiences() -> "list[Audience]":
    """List the audiences that a report is defined for."""
    # Not at the top: a run with nothing new to do asks for the folder alone.
    from barometre.study import Audience

    folder = reports_folder()
    return [name for name in get_args(Audience) if (folder / f"{name}.yaml").is_file()]
