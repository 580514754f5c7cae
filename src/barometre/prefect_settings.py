"""Where Prefect lives and how loud it is; decided before it is imported."""

import os
import runpy
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.request import urlopen

from barometre.errors import Problem, WorkspaceError
from barometre.workspace.atomic import make_private_folder

if TYPE_CHECKING:
    from collections.abc import Callable

    from barometre.pipeline import RunOutcome

_SERVER = "PREFECT_API_URL"
_TOO_NEW = (2, 1)
_PATIENCE = 120.0  # seconds that a first start may take
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
    settings = dict(_SETTINGS)
    # A study that is elsewhere has no place here: Prefect's own is used.
    if study.is_dir():
        home = study.resolve() / ".prefect"
        make_private_folder(home)
        settings["PREFECT_HOME"] = str(home)
    for name, value in settings.items():
        os.environ.setdefault(name, value)


def load_flow(study: Path, *, workers: int = 0) -> "Callable[..., RunOutcome]":
    """Load the flow of ``flows/wave.py`` for one study.

    Parameters
    ----------
    study
        Its folder.
    workers
        Processes of Dask to start beside this one; none by default.

    Raises
    ------
    WorkspaceError
        When Prefect is not installed, or workers are wanted and Dask is not.
    """
    if workers:
        if find_spec("prefect_dask") is None:
            raise WorkspaceError(Problem("cli_no_dask"))
        os.environ["BAROMETRE_WORKERS"] = str(workers)
    return cast("Callable[..., RunOutcome]", _load(study, "wave.py")["follow_wave"])


def register_calendar(study: Path, *, pool: str) -> str:
    """Register the calendar of a study on the server of ``PREFECT_API_URL``.

    Returns
    -------
    str
        Name of the deployment.

    Raises
    ------
    WorkspaceError
        When no server is named, or Prefect is not installed.
    """
    if not os.environ.get(_SERVER):
        raise WorkspaceError(Problem("schedule_no_server"))
    return str(_load(study, "schedule.py")["register"](study, pool=pool))


def serve_calendar(study: Path) -> None:
    """Run the calendar of a study here, until the process is stopped."""
    _load(study, "schedule.py")["serve"](study)


@contextmanager
def serve_page(study: Path, *, port: int) -> Iterator[str]:
    """Start Prefect's own server and page for a study, unless one is named already.

    Gives the address of the page; stops the server at the end.

    Raises
    ------
    WorkspaceError
        When Prefect is not installed, or its server does not come up.
    """
    if find_spec("prefect") is None:
        raise WorkspaceError(Problem("cli_no_prefect"))
    settle_in(study)
    if named := os.environ.get(_SERVER):
        yield named.removesuffix("/api")
        return
    check_scheduler()
    page = f"http://127.0.0.1:{port}"
    command = ["prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(  # noqa: S603  our own command
        [sys.executable, "-m", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # So that Ctrl-C reaches the runs first and their server last.
        start_new_session=True,
    ) as server:
        try:
            _wait_for(f"{page}/api/health", server, port)
            os.environ[_SERVER] = f"{page}/api"
            yield page
        finally:
            os.environ.pop(_SERVER, None)
            server.terminate()


def check_scheduler() -> None:
    """Check that Prefect's own server can plan runs with the SQLAlchemy beside it.

    Raises
    ------
    WorkspaceError
        With SQLAlchemy 2.1: Prefect 3.8 fails, in silence, to write the runs it plans.
    """
    found = version("sqlalchemy")
    major, minor, *_ = found.split(".")
    if (int(major), int(minor)) >= _TOO_NEW:
        raise WorkspaceError(Problem("schedule_sqlalchemy", found=found))


def _wait_for(address: str, server: "subprocess.Popen[bytes]", port: int) -> None:
    patience = time.monotonic() + _PATIENCE
    while time.monotonic() < patience and server.poll() is None:
        with suppress(OSError), urlopen(address, timeout=5) as answer:  # noqa: S310
            if answer.status == HTTPStatus.OK:
                return
        time.sleep(0.5)
    raise WorkspaceError(Problem("schedule_server_down", port=port))


def _load(study: Path, file: str) -> dict[str, Any]:
    if find_spec("prefect") is None:
        raise WorkspaceError(Problem("cli_no_prefect"))
    settle_in(study)
    return runpy.run_path(str(find_flows() / file))


def find_flows() -> Path:
    """Find ``flows/``: inside the package in a wheel, beside it in a checkout."""
    package = Path(__file__).parent
    inside = package / "flows"
    return inside if inside.is_dir() else package.parents[1] / "flows"
