"""Real data from their source to the reports, by the command a user types."""

import pytest
from real_study import needs_real_data, place_study
from test_dutch_panel import FILES as DUTCH
from test_limesurvey_222795 import FILES as LIMESURVEY
from test_us_panel import FILE as US

from barometre.cli import main

pytestmark = [pytest.mark.shared, needs_real_data]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("dutch_panel", DUTCH),
        ("limesurvey_222795", LIMESURVEY),
        ("us_panel", {"panel.csv.gz": US}),
    ],
)
def test_a_real_study_is_checked_run_and_explained(tmp_path, capsys, name, files):
    folder = place_study(name, files, tmp_path)
    assert main(["check", str(folder)]) == 0
    assert main(["run", str(folder)]) == 0
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
