"""Where Prefect lives and how loud it is; decided before it is imported."""

import os
import runpy
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

from barometre.errors import Problem, WorkspaceError
from barometre.workspace.atomic import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from barometre.pipeline import RunOutcome

# Its first start migrates a database, which takes a slow laptop more than the usual
# twenty seconds. What it says of its own is kept in its history, not on the screen.
_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
}


def settle_in(study: Path) -> None:
    """Give Prefect a private place in the study, and silence; what is set stays set.

    With ``PREFECT_API_URL`` set, its server is used instead of a temporary one.
    """
    home = study.resolve() / ".prefect"
    if study.is_dir():
        make_private_folder(home)
    for name, value in {**_SETTINGS, "PREFECT_HOME": str(home)}.items():
        os.environ.setdefault(name, value)


def load_flow(study: Path) -> "Callable[..., RunOutcome]":
    """Load the flow of ``flows/wave.py`` for one study.

    Raises
    ------
    WorkspaceError
        When Prefect is not installed.
    """
    if find_spec("prefect") is None:
        raise WorkspaceError(Problem("cli_no_prefect"))
    settle_in(study)
    content = runpy.run_path(str(find_flows() / "wave.py"))
    return cast("Callable[..., RunOutcome]", content["follow_wave"])


def find_flows() -> Path:
    """Find ``flows/``: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parents[1] / "flows"
