"""Real data from their source to the reports, by the command a user types."""

import shutil

import pytest
from real_study import FILES, needs_real_data

from barometre.cli import main

pytestmark = [pytest.mark.shared, needs_real_data]


@pytest.mark.parametrize("name", FILES)
def test_a_real_study_is_checked_run_and_explained(finish, tmp_path, capsys, name):
    folder = shutil.copytree(finish(name), tmp_path / name, symlinks=True)
    assert main(["check", str(folder)]) == 0
    capsys.readouterr()
    assert {path.name for path in (folder / "reports").iterdir()} >= {
        "evaluator.en.html",
        "evaluator.fr.html",
        "evaluator.en.xlsx",
        "evaluator.fr.xlsx",
        "index.html",
    }
    with (folder / "data/estimates.csv").open(encoding="utf-8") as estimates:
        next(estimates)
        key = next(estimates).split(",")[0]
    assert main(["explain", key, str(folder)]) == 0
    assert key in capsys.readouterr().out
    assert main(["run", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("Nothing new")
