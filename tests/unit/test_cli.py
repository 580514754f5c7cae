"""The command line: exit codes, both languages, no traceback, nothing slow."""

import os
import resource
import shutil
import stat
from pathlib import Path

import pandas as pd
import pytest

from barometre import __version__
from barometre.cli import main
from barometre.messages import LANGUAGES
from barometre.workspace.lock import lock_folder

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people, power_act]
source: {kind: synthetic, people: 40, seed: 3}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token}
reports: [evaluator]
"""


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    assert main(["run", str(folder)]) == 0
    return folder


@pytest.fixture
def study(finished, tmp_path) -> Path:
    return shutil.copytree(finished, tmp_path / "study")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


class TestExitCodes:
    @pytest.mark.parametrize(
        "typed",
        [
            ["nonsense"],
            ["run", "--nonsense"],
            ["new"],
            ["explain"],
            ["simulate", "--people", "many"],
            ["simulate", "--people", "0"],
            ["--lang", "de"],
            ["--lang"],
            ["run", "a", "b"],
        ],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_wrong_usage_is_two_and_one_plain_sentence(self, capsys, typed, language):
        assert main([f"--lang={language}", *typed]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.count("\n") == 1
        assert "Traceback" not in shown.err
        assert "No such" not in shown.err

    @pytest.mark.parametrize("command", ["run", "fetch", "analyse", "report"])
    def test_a_folder_without_a_study_is_two(self, capsys, tmp_path, command):
        assert main([command, str(tmp_path)]) == 2
        assert "study.yaml" in capsys.readouterr().err

    def test_a_wrong_study_is_two_with_all_its_faults(self, capsys, study):
        text = STUDY.replace("people:", "poeple:").replace("waves:", "wavs:")
        (study / "study.yaml").write_text(text, "utf-8")
        assert main(["run", str(study)]) == 2
        shown = capsys.readouterr().err
        assert "poeple" in shown
        assert "wavs" in shown

    def test_a_study_at_work_is_one(self, capsys, study):
        with lock_folder(study / "data/.lock"):
            assert main(["run", str(study)]) == 1
        assert str(os.getpid()) in capsys.readouterr().err

    def test_a_file_where_the_data_folder_should_be_is_one(self, capsys, study):
        shutil.rmtree(study / "data")
        (study / "data").write_bytes(b"")
        assert main(["run", str(study)]) == 1
        assert "data" in capsys.readouterr().err

    def test_a_full_disk_is_one_and_the_run_goes_on_once_there_is_room(
        self, capsys, tmp_path
    ):
        (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
        former = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, former[1]))
        try:
            assert main(["run", str(tmp_path)]) == 1
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, former)
        assert "disk is full" in capsys.readouterr().err
        assert not list(tmp_path.rglob("*.part"))
        assert main(["run", str(tmp_path)]) == 0

    def test_an_open_key_is_one(self, capsys, study):
        (study / "secret.key").chmod(0o644)
        assert main(["run", str(study)]) == 1
        assert "chmod 600" in capsys.readouterr().err

    def test_an_unknown_key_is_two_with_those_that_are_close(self, capsys, study):
        key = "reliability/power_act/t0/cronbach_alpha"
        assert main(["explain", f"{key}x", str(study)]) == 2
        assert key in capsys.readouterr().err

    def test_explaining_where_there_is_no_study_says_so(self, capsys, tmp_path):
        assert main(["explain", "x", str(tmp_path / "none"), "--lang", "en"]) == 2
        assert "barometre new" in capsys.readouterr().err

    def test_explaining_before_a_run_is_one(self, capsys, tmp_path):
        (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
        assert main(["explain", "x", str(tmp_path)]) == 1
        assert "barometre run" in capsys.readouterr().err

    def test_an_unexpected_fault_shows_no_value(self, capsys, study, monkeypatch):
        def fail(*_args, **_more):
            raise ValueError("the answer of Mrs Martin")

        monkeypatch.setattr("barometre.pipeline.run", fail)
        assert main(["run", str(study)]) == 1
        shown = capsys.readouterr().err
        assert "ValueError" in shown
        assert "Martin" not in shown
        assert "Traceback" not in shown

    def test_debug_shows_where_an_error_came_from(self, capsys, tmp_path):
        assert main(["run", str(tmp_path), "--debug"]) == 2
        assert "Traceback" in capsys.readouterr().err

    def test_an_interruption_is_130_and_says_that_work_is_kept(
        self, capsys, study, monkeypatch
    ):
        def interrupt(*_args, **_more):
            raise KeyboardInterrupt

        monkeypatch.setattr("barometre.pipeline.run", interrupt)
        assert main(["run", str(study)]) == 130
        assert "kept" in capsys.readouterr().err

    def test_a_report_says_the_plan_its_numbers_were_made_with(self, capsys, study):
        path = study / "study.yaml"
        path.write_text(path.read_text("utf-8") + "plan: {confidence: 0.9}\n", "utf-8")
        assert main(["report", str(study)]) == 0
        estimates = pd.read_parquet(study / "data/estimates.parquet")
        is_one_sided = estimates["method"] == "two_one_sided_t"
        assert set(estimates.loc[~is_one_sided, "ci_level"].dropna()) == {0.9}
        assert set(estimates.loc[is_one_sided, "ci_level"].dropna()) == {0.8}

    def test_a_report_that_nobody_defined_is_two_before_any_work(
        self, capsys, tmp_path
    ):
        wanted = STUDY.replace("reports: [evaluator]", "reports: [evaluator, funder]")
        (tmp_path / "study.yaml").write_text(wanted, "utf-8")
        assert main(["run", str(tmp_path)]) == 2
        assert "funder" in capsys.readouterr().err
        assert not (tmp_path / "data/raw").exists()


class TestNew:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_new_study_passes_check(self, capsys, tmp_path, language):
        folder = tmp_path / "mine"
        assert main(["new", str(folder), "--lang", language]) == 0
        assert main(["check", str(folder), "--lang", language]) == 0
        assert {path.name for path in folder.iterdir()} == {
            ".gitignore",
            "data-in",
            "reports",
            "scales",
            "secret.key",
            "study.yaml",
        }
        assert stat.S_IMODE((folder / "secret.key").stat().st_mode) == 0o600
        for place in ("data-in", "reports"):
            assert stat.S_IMODE((folder / place).stat().st_mode) == 0o700
        assert "secret.key" in (folder / ".gitignore").read_text()

    def test_a_new_study_runs_as_it_is(self, capsys, tmp_path):
        assert main(["new", str(tmp_path / "mine")]) == 0
        assert main(["analyse", str(tmp_path / "mine")]) == 1
        assert "barometre fetch" in capsys.readouterr().err
        assert main(["fetch", str(tmp_path / "mine")]) == 0
        assert main(["analyse", str(tmp_path / "mine")]) == 0

    @pytest.mark.parametrize("command", ["new", "demo"])
    def test_a_folder_that_holds_something_is_left_alone(
        self, capsys, tmp_path, command
    ):
        (tmp_path / "letter.txt").write_text("dear")
        assert main([command, str(tmp_path)]) == 2
        assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


class TestDemo:
    def test_draws_reports_in_both_languages_and_does_nothing_twice(
        self, capsys, tmp_path
    ):
        assert main(["demo", str(tmp_path / "demo")]) == 0
        shown = capsys.readouterr().out
        for name in ("fr.html", "en.html", "fr.xlsx", "en.xlsx"):
            assert str(tmp_path / "demo/reports/evaluator.") + name in shown
        assert "index.html" in shown
        assert main(["demo", str(tmp_path / "demo")]) == 0
        assert capsys.readouterr().out.startswith("Nothing new")


class TestRun:
    def test_prints_where_the_reports_are_and_nothing_else(self, capsys, study):
        (study / "data/flags.parquet").unlink()
        (study / "reports/index.html").unlink()
        assert main(["run", str(study)]) == 0
        shown = capsys.readouterr()
        assert shown.err == ""
        for name in ("evaluator.en.html", "evaluator.en.xlsx", "index.html"):
            assert str(study / "reports" / name) in shown.out

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "Nothing new"), ("fr", "Rien de nouveau")]
    )
    def test_says_that_nothing_was_new(self, capsys, study, language, words):
        assert main(["run", str(study)]) == 0
        capsys.readouterr()
        assert main(["run", str(study), "--lang", language]) == 0
        assert capsys.readouterr().out.startswith(words)

    def test_parts_say_what_became_of_each_stage(self, capsys, study):
        (study / "data/flags.parquet").unlink()
        assert main(["analyse", str(study)]) == 0
        shown = capsys.readouterr().out
        assert "decode the answers: unchanged" in shown
        assert "flag doubtful responses: " in shown
        assert main(["report", str(study)]) == 0
        assert "draw the reports: unchanged" in capsys.readouterr().out


class TestExplain:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize(
        ("key", "words"),
        [
            ("reliability/power_act/t0/cronbach_alpha", ["feldt", "doi:", "pa_speak"]),
            ("change/power_act/t0-t1/mean_change", ["Student", "t0", "t1"]),
            ("participation/t0/kept", ["40"]),
        ],
    )
    def test_goes_from_a_number_to_rows_rule_method_and_version(
        self, capsys, study, language, key, words
    ):
        assert main(["explain", key, str(study), "--lang", language]) == 0
        shown = capsys.readouterr().out
        assert all(word in shown for word in [key, *words, __version__])
        (snapshot,) = (study / "data/raw/t0").iterdir()
        assert f"data/raw/t0/{snapshot.name}/responses.csv" in shown

    def test_every_statistic_has_a_method_with_a_summary(self, study):
        import pandas as pd

        from barometre.explain import METHODS, find_method

        found = pd.read_parquet(study / "data/estimates.parquet")["statistic"].unique()
        names = {name.removesuffix("_pomp") for name in found}
        assert names - METHODS.keys() == set()
        assert all(
            find_method({"statistic": name, "method": ""}).summary for name in names
        )

    def test_says_that_the_study_was_changed_since(self, capsys, study):
        (study / "study.yaml").write_text(STUDY.replace("id: small", "id: other"))
        assert main(["explain", "participation/t0/kept", str(study)]) == 0
        assert "changed since" in capsys.readouterr().out

    def test_names_no_respondent(self, capsys, study):
        import pandas as pd

        key = "change/power_act/t0-t1/mean_change"
        assert main(["explain", key, str(study)]) == 0
        shown = capsys.readouterr().out
        ids = pd.read_parquet(study / "data/responses.parquet")["respondent_id"]
        assert not any(name in shown for name in ids)


class TestPlan:
    def test_without_a_study_plans_a_score_and_writes_nothing(
        self, capsys, tmp_path, monkeypatch
    ):
        monkeypatch.chdir(tmp_path)
        assert main(["plan", "--change", "5", "--sd", "20", "--people", "100"]) == 0
        shown = capsys.readouterr().out
        paired = next(line for line in shown.splitlines() if "before and after" in line)
        assert paired.split()[-4:] == ["103", "129", "–", "5.7"]
        assert list(tmp_path.iterdir()) == []

    def test_takes_what_the_answers_say_and_writes_a_page(self, capsys, study):
        assert main(["plan", str(study)]) == 0
        shown = capsys.readouterr().out
        assert "(answers)" in shown
        page = study / "reports" / "plan.en.html"
        assert "<svg" in page.read_text("utf-8")
        assert stat.S_IMODE(page.stat().st_mode) == 0o600

    def test_plans_a_study_before_its_first_answer(self, capsys, tmp_path):
        (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
        assert main(["--lang", "fr", "plan", str(tmp_path)]) == 0
        shown = capsys.readouterr().out
        assert "(supposé)" in shown
        assert "(réponses)" not in shown

    def test_says_all_that_cannot_be_asked_at_once(self, capsys, study):
        asked = ["--sd", "0", "--correlation", "1", "--attrition", "1", "--power", "2"]
        assert main(["plan", str(study), *asked]) == 2
        said = capsys.readouterr().err
        for option in ("--sd", "--correlation", "--attrition", "--power"):
            assert f"{option}:" in said
        assert not (study / "reports" / "plan.en.html").exists()

    def test_needs_a_study_where_one_is_named(self, capsys, tmp_path):
        assert main(["plan", str(tmp_path)]) == 2


class TestSimulate:
    def test_sets_the_truth_beside_what_is_found(self, capsys, study):
        assert main(["simulate", str(study), "--people", "400", "--seed", "2"]) == 0
        shown = capsys.readouterr().out
        assert "400 invented people" in shown
        assert "reliability, power_act, t0: true 0.80" in shown

    def test_leaves_the_data_of_the_study_alone(self, capsys, study):
        before = (study / "data/run.json").read_bytes()
        assert main(["simulate", str(study), "--people", "50"]) == 0
        assert (study / "data/run.json").read_bytes() == before

    def test_writes_a_file_that_a_study_can_read(self, capsys, study, tmp_path):
        target = tmp_path / "invented.csv"
        assert main(["simulate", str(study), "--output", str(target)]) == 0
        reader = tmp_path / "reader"
        reader.mkdir()
        text = STUDY.replace(
            "{kind: synthetic, people: 40, seed: 3}",
            "{kind: export_file, path: invented.csv, wave_column: wave, metadata: "
            "{submitted: submitted_at, progress: progress}}",
        ).replace("{by: token}", "{by: token, column: token}")
        (reader / "study.yaml").write_text(text, "utf-8")
        shutil.copy(target, reader)
        assert main(["fetch", str(reader)]) == 0
        assert main(["analyse", str(reader)]) == 0
        shown = capsys.readouterr().out
        assert "responses" in shown

    def test_does_not_write_over_a_file(self, study, tmp_path):
        target = tmp_path / "invented.csv"
        target.write_text("mine")
        assert main(["simulate", str(study), "--output", str(target)]) == 2
        assert target.read_text() == "mine"
