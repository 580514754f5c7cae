"""What tests of several folders share."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# As every run of the program asks, before numpy is imported: the matrices of a study
# are small, and threads, or tests side by side, would wait for each other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# Each process of the tests keeps to its core; those about helpers ask for more.
os.environ.setdefault("BAROMETRE_CORES", "1")

# How long an example takes says how busy the machine is, and nothing of the program.
settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")

Once = Callable[[str, Callable[[Path], None]], Path]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that mostly wait, so that none is left for the end."""
    items.sort(key=lambda item: item.get_closest_marker("prefect") is None)


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fill a folder once, whichever of the processes that test side by side is first.

    Nobody may change it: a test that must takes a copy.
    """
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, is_made = shared / name, shared / f"{name}.made"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not is_made.exists():
                folder.mkdir()
                fill(folder)
                is_made.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of one's own, as an authority on the local network would."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not on this machine")
    folder = tmp_path_factory.mktemp("certificate")
    files = {"-keyout": folder / "key.pem", "-out": folder / "cert.pem"}
    made = [str(part) for pair in files.items() for part in pair]
    wish = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run([*command, *wish, *made], check=True, capture_output=True)
    return folder
