"""Killed at any stage, a run is done again to the same result."""

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from killed import is_killed, kill_at_rename

from barometre import pipeline
from barometre.pipeline import STAGES
from barometre.pipeline.outcome import Progress, StageOutcome, ignore_progress
from barometre.workspace.secret_key import make_key

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people]
source: {kind: synthetic, people: 40, seed: 3, broke_off: 0.1}
waves:
  - {id: t0, label: {fr: Avant, en: Before}, opens: 2020-01-01}
  - {id: t1, label: {fr: Après, en: After}, opens: 2020-01-01}
respondent: {by: token}
analyses: core
"""
ALL = (*STAGES, "board")
# At the first file of a stage, or between its last file and the record of it.
MOMENTS = ("first", "unrecorded")


def run(folder: Path, progress: Progress = ignore_progress) -> None:
    pipeline.run(
        folder,
        stages=ALL,
        progress=progress,
        now=datetime(2026, 5, 5, 8, tzinfo=UTC),
    )


def run_until_killed(folder: Path, stage: str, moment: str) -> None:
    at = [""]

    def follow(name: str, outcome: StageOutcome | None) -> None:
        at[0] = name if outcome is None else ""

    kill_at_rename(
        lambda target: (
            at[0] == stage and (moment == "first" or target.name == "run.json")
        )
    )
    run(folder, follow)


def hash_all(folder: Path) -> dict[str, str]:
    """Hash what people read and what is kept, but for records with times in them."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in ("run.json", ".lock", "manifest.json")
        and "raw" not in path.parts
        # It says when responses were read.
        and path.suffix not in (".html", ".xlsx")
    }


@pytest.fixture(scope="module")
def start(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("start")
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    make_key(folder / "secret.key")
    return folder


@pytest.fixture(scope="module")
def undisturbed(start, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed") / "study"
    shutil.copytree(start, folder)
    run(folder)
    return folder


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("stage", ALL)
def test_a_run_killed_in_a_stage_is_ended_by_the_next(
    start, undisturbed, tmp_path, stage, moment
):
    folder = shutil.copytree(start, tmp_path / "study")
    assert is_killed(run_until_killed, folder, stage, moment)
    run(folder)
    assert hash_all(folder) == hash_all(undisturbed)
    names = {path.relative_to(undisturbed) for path in undisturbed.rglob("*.html")}
    assert names == {path.relative_to(folder) for path in folder.rglob("*.html")}
    assert not list(folder.rglob("*.part"))
    assert all(len(list(w.iterdir())) == 1 for w in (folder / "data/raw").iterdir())
    assert pipeline.run(folder).is_unchanged


@pytest.mark.parametrize("stage", ["fetch", "evaluate", "report", "board"])
def test_a_kill_leaves_the_last_good_state_as_it_was(undisturbed, tmp_path, stage):
    folder = shutil.copytree(undisturbed, tmp_path / "study")
    before = {p.relative_to(folder): p.read_bytes() for p in folder.glob("reports/*")}
    study = (folder / "study.yaml").read_text("utf-8")
    (folder / "study.yaml").write_text(study.replace("people: 40", "people: 44"))
    assert is_killed(run_until_killed, folder, stage, "first")
    if stage not in ("report", "board"):
        after = {
            p.relative_to(folder): p.read_bytes() for p in folder.glob("reports/*")
        }
        assert after == before
    for path in folder.glob("reports/*.html"):
        assert path.read_bytes().rstrip().endswith(b"</html>")
