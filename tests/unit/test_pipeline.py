"""The sequence over a study folder: what is done, what is not done again."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
from itertools import count
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from killed import is_killed, kill_at_rename

from barometre import pipeline
from barometre.errors import StudyError, WorkspaceError
from barometre.evaluation.people import check_comparison
from barometre.frames import ESTIMATES, FLAGS, LINKS, PARTICIPATION, SCORES, check_table
from barometre.pipeline import STAGES
from barometre.pipeline.project import load_project
from barometre.workspace import freshness
from barometre.workspace.folder import Workspace
from barometre.workspace.freshness import compute_program_hash

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people, power_act]
source:
  kind: synthetic
  people: 60
  seed: 3
  duplicates: 1
  scales: {power_act: {change: [0.4]}}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token}
quality: {speeding: flag}
plan: {primary: [power_act], contrast: [t0, t1]}
reports: [evaluator]
"""
TABLES = ("responses", "flags", "links", "scores", "estimates", "participation")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    """A study that has been run once, under an open umask."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    former = os.umask(0)
    try:
        pipeline.run(folder)
    finally:
        os.umask(former)
    return folder


@pytest.fixture
def study(finished, tmp_path) -> Path:
    """A copy of it, to change."""
    return shutil.copytree(finished, tmp_path / "study")


def redone(folder: Path) -> list[str]:
    """Run, and list the stages that were done again."""
    return [done.stage for done in pipeline.run(folder).stages if not done.is_unchanged]


def edit(folder: Path, right: str, wrong: str) -> None:
    path = folder / "study.yaml"
    text = path.read_text("utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong), "utf-8")


def hash_tables(folder: Path) -> dict[str, str]:
    return {
        name: hashlib.sha256((folder / f"data/{name}.parquet").read_bytes()).hexdigest()
        for name in TABLES
    }


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_parquet(folder / f"data/{name}.parquet")


class TestFirstRun:
    def test_makes_what_the_contract_lists(self, finished):
        made = {
            path.relative_to(finished).as_posix()
            for path in finished.rglob("*")
            if path.is_file() and "raw" not in path.parts
        }
        assert made == {
            *(f"data/{name}.parquet" for name in TABLES),
            "data/.lock",
            "data/decoding.csv",
            "data/drift.csv",
            "data/drift.parquet",
            "data/estimates.csv",
            "data/run.json",
            "reports/evaluator.en.html",
            "reports/evaluator.en.xlsx",
            "reports/index.html",
            "secret.key",
            "study.yaml",
        }

    @pytest.mark.parametrize(
        "declaration", [FLAGS, LINKS, SCORES, ESTIMATES, PARTICIPATION]
    )
    def test_tables_come_back_as_declared(self, finished, declaration):
        check_table(read(finished, declaration.name), declaration)

    def test_each_wave_has_one_snapshot_with_its_manifest(self, finished):
        for wave in ("t0", "t1"):
            (folder,) = (finished / "data/raw" / wave).iterdir()
            assert {path.name for path in folder.iterdir()} == {
                "manifest.json",
                "responses.csv",
            }
            manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
            assert folder.name.endswith(manifest["sha256"][:12])
            assert manifest["wave"] == wave

    def test_everything_with_answers_is_private_under_an_open_umask(self, finished):
        places = [finished / "secret.key"]
        for folder in ("data", "reports"):
            places += [finished / folder, *(finished / folder).rglob("*")]
        modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in places}
        assert modes == {(True, 0o700), (False, 0o600)}

    def test_estimates_are_given_as_csv_at_full_precision(self, finished):
        written = pd.read_csv(finished / "data/estimates.csv", keep_default_na=False)
        kept = read(finished, "estimates")
        assert written["key"].tolist() == kept["key"].tolist()
        np.testing.assert_allclose(
            pd.to_numeric(written["estimate"]), kept["estimate"], rtol=1e-15
        )

    def test_the_record_says_from_what_and_with_what(self, finished):
        record = json.loads((finished / "data/run.json").read_text("utf-8"))
        assert list(record["stages"]) == list(STAGES)
        assert record["facts"]["seed"] == 3
        assert set(record["facts"]["versions"]) >= {"barometre", "python", "pandas"}
        assert len(record["facts"]["plan_sha256"]) == 64
        assert {"study.yaml", "program", "questionnaires"} <= set(record["inputs"])


class TestSecondRun:
    def test_does_nothing_and_touches_nothing(self, study):
        def look():
            return {
                path: path.stat().st_mtime_ns
                for path in study.rglob("*")
                if path.is_file() and path.name != ".lock"
            }

        before = look()
        outcome = pipeline.run(study)
        assert outcome.is_unchanged
        assert outcome.stages == ()
        assert look() == before

    def test_imports_no_library_of_tables_or_numbers(self, study):
        script = (
            "import sys; from pathlib import Path; from barometre import pipeline\n"
            "outcome = pipeline.run(Path(sys.argv[1]))\n"
            "heavy = {'pandas', 'numpy', 'pyarrow', 'pydantic', 'scipy'}\n"
            "print(outcome.is_unchanged, sorted(heavy & set(sys.modules)))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(study)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "True []\n"

    @pytest.mark.parametrize(
        ("right", "wrong", "stages"),
        [
            ("en: Small study", "en: Other title", ["report"]),
            (
                "reports: [evaluator]",
                "disclosure: {internal_min_n: 7}",
                ["evaluate", "report"],
            ),
            (
                "contrast: [t0, t1]",
                "contrast: [t0, t1], confidence: 0.9",
                ["evaluate", "report"],
            ),
            ("seed: 3", "seed: 4", list(STAGES)),
        ],
    )
    def test_does_again_only_what_a_change_concerns(self, study, right, wrong, stages):
        edit(study, right, wrong)
        assert redone(study) == stages
        assert redone(study) == []

    def test_fetches_a_wave_asked_for_once_more_when_its_source_changed(self, study):
        def ask() -> list[str]:
            done = pipeline.run(study, waves=["t1"]).stages
            return [stage.stage for stage in done if not stage.is_unchanged]

        ask()
        assert ask() == []
        edit(study, "seed: 3", "seed: 4")
        assert ask() == list(STAGES)

    def test_other_libraries_mean_that_all_is_done_again(self, study, monkeypatch):
        compute_program_hash.cache_clear()
        monkeypatch.setattr(freshness, "version", lambda _: "0.0")
        try:
            assert redone(study) == list(STAGES)
        finally:
            compute_program_hash.cache_clear()

    def test_a_study_changed_while_it_is_read_is_run_again(self, study, monkeypatch):
        def load_then_edit(workspace, **more):
            project = load_project(workspace, **more)
            edit(study, "seed: 4", "seed: 5")
            return project

        edit(study, "seed: 3", "seed: 4")
        monkeypatch.setattr("barometre.pipeline.project.load_project", load_then_edit)
        pipeline.run(study)
        monkeypatch.undo()
        assert redone(study) == list(STAGES)

    def test_a_comparison_with_a_group_of_nobody_is_refused(self, study):
        compared = "{column: cafe, treated: participants, control: comparison}"
        edit(study, "quality:", f"comparison: {compared}\nquality:")
        loaded = load_project(Workspace(study)).study
        found = read(study, "responses").assign(cafe="comparison")
        with pytest.raises(StudyError) as caught:
            check_comparison(found, loaded)
        (problem,) = caught.value.problems
        assert problem.where == "study.yaml › comparison.treated"
        assert problem.facts["known"] == ["comparison"]

    def test_a_comment_changes_no_result(self, study):
        edit(study, "id: small", "id: small  # a comment")
        assert redone(study) == []

    def test_makes_again_what_was_deleted_and_goes_no_further(self, study):
        (study / "data/flags.parquet").unlink()
        assert redone(study) == ["flag"]

    def test_makes_again_what_was_changed_by_hand(self, study):
        (study / "data/estimates.csv").write_text("edited")
        assert redone(study) == ["evaluate"]

    def test_draws_again_a_report_that_was_deleted(self, study):
        (study / "reports/evaluator.en.html").unlink()
        assert redone(study) == ["report"]

    def test_follows_an_own_scale_that_wins_over_the_bank(self, study):
        bank = Path(__file__).parents[2] / "questionnaires/scales/power_act.yaml"
        (study / "scales").mkdir()
        own = bank.read_text("utf-8").replace("min_answered: 3", "min_answered: 4")
        assert own != bank.read_text("utf-8")
        before = read(study, "scores")["score"].isna().sum()
        (study / "scales/power_act.yaml").write_text(own, "utf-8")
        assert "score" in redone(study)
        assert read(study, "scores")["score"].isna().sum() > before

    def test_without_a_record_comes_to_the_same_tables(self, study):
        before = hash_tables(study)
        (study / "data/run.json").unlink()
        assert redone(study) == list(STAGES)
        assert hash_tables(study) == before
        assert len(list((study / "data/raw/t0").iterdir())) == 1

    def test_refuses_a_missing_key_once_pseudonyms_were_made(self, study):
        (study / "secret.key").unlink()
        with pytest.raises(WorkspaceError) as caught:
            pipeline.run(study)
        assert caught.value.problems[0].code == "workspace_key_missing"

    def test_refuses_a_raw_snapshot_that_was_edited(self, study):
        (path,) = (study / "data/raw/t0").glob("*/responses.csv")
        path.write_text(path.read_text("utf-8").replace('"7"', '"8"'), "utf-8")
        with pytest.raises(WorkspaceError) as caught:
            pipeline.run(study)
        assert caught.value.problems[0].code == "workspace_snapshot_changed"


def run_until_killed(folder: Path, n: int) -> None:
    left = count(n, -1)
    kill_at_rename(lambda _: next(left) == 1)
    pipeline.run(folder)


class TestInterruptedRun:
    @pytest.mark.parametrize("n", [1, 4, 9, 14, 17, 20])
    def test_goes_on_to_the_same_result(self, finished, tmp_path, n):
        for name in ("study.yaml", "secret.key"):
            shutil.copy(finished / name, tmp_path / name)
        assert is_killed(run_until_killed, tmp_path, n)
        assert list(tmp_path.rglob("*.part"))
        pipeline.run(tmp_path)
        assert hash_tables(tmp_path) == hash_tables(finished)
        assert not list(tmp_path.rglob("*.part"))
        assert pipeline.run(tmp_path).is_unchanged

    def test_keeps_the_stages_that_were_done(self, finished, tmp_path):
        for name in ("study.yaml", "secret.key"):
            shutil.copy(finished / name, tmp_path / name)
        pipeline.run(tmp_path, stages=STAGES[:3])
        assert redone(tmp_path) == list(STAGES[3:])


def test_new_margins_make_new_estimates_and_are_among_the_inputs(tmp_path):
    study = STUDY.replace("people: 60", "people: 60\n  territories: [A, B]")
    text = f"{study}groups: [territory]\nweights: {{rake: {{margins: margins.csv}}}}\n"
    (tmp_path / "study.yaml").write_text(text, "utf-8")
    margins = tmp_path / "margins.csv"
    margins.write_text("variable,category,share\nterritory,A,0.5\nterritory,B,0.5\n")
    pipeline.run(tmp_path)
    assert pipeline.run(tmp_path).is_unchanged
    record = json.loads((tmp_path / "data" / "run.json").read_text("utf-8"))
    sha256 = hashlib.sha256(margins.read_bytes()).hexdigest()
    assert sha256 in record["inputs"].values()
    key = "weighting/power_act/t0/weighted_mean"
    first = pd.read_parquet(tmp_path / "data" / "estimates.parquet").set_index("key")
    margins.write_text("variable,category,share\nterritory,A,0.4\nterritory,B,0.6\n")
    assert "evaluate" in redone(tmp_path)
    second = pd.read_parquet(tmp_path / "data" / "estimates.parquet").set_index("key")
    assert first.loc[key, "estimate"] != second.loc[key, "estimate"]
