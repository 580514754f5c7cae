"""Real studies, run whole once for all that is read from them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from real_study import place_study

from barometre.cli import main


@pytest.fixture(scope="session")
def finish(make_once) -> Callable[[str], Path]:
    """Run a real study to its reports, as a user types it."""

    def run(folder: Path) -> None:
        study = place_study(folder.name, folder)
        assert main(["run", str(study)]) == 0

    return lambda name: make_once(name, run) / name
