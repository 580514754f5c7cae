"""The doctor: one line each, ok or what to do, and no line stops another."""

import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from barometre import doctor, pipeline
from barometre.cli import main
from barometre.due import Done
from barometre.workspace.calendar_record import write_calendar

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people]
source: {kind: synthetic, people: 20, seed: 3}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
analyses: core
"""
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    pipeline.run(folder, stages=("fetch",))
    return folder


@pytest.fixture
def study(finished, tmp_path) -> Path:
    return shutil.copytree(finished, tmp_path / "study")


def find_wrong(folder: Path) -> dict[str, list[str]]:
    return {
        line.subject: [problem.code for problem in line.problems]
        for line in doctor.examine(folder)
        if line.problems
    }


@pytest.mark.parametrize(
    ("language", "ending"),
    [("fr", "Tout est en ordre."), ("en", "All is in order.")],
)
def test_a_study_in_order_has_a_line_for_each_thing(study, capsys, language, ending):
    assert main(["--lang", language, "check", str(study)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("ok") for line in lines) == 8
    assert lines[-1] == ending


def test_nothing_is_changed(study):
    before = {path: path.stat().st_mtime_ns for path in study.rglob("*")}
    list(doctor.examine(study))
    assert {path: path.stat().st_mtime_ns for path in study.rglob("*")} == before


def test_several_faults_are_all_told_and_the_code_is_one(study, capsys, monkeypatch):
    monkeypatch.delenv("BAROMETRE_HOOK", raising=False)
    (study / "study.yaml").write_text(
        STUDY + "notices: {webhook_env: BAROMETRE_HOOK}\n", "utf-8"
    )
    (study / "secret.key").chmod(0o644)
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10, 5, 5_000_000))
    found = find_wrong(study)
    assert found["doctor_subject_disk"] == ["doctor_disk_small"]
    assert found["doctor_subject_key"] == ["workspace_key_open"]
    assert found["doctor_subject_notices"] == ["doctor_variable_missing"]
    assert main(["--lang", "en", "check", str(study)]) == 1
    said = capsys.readouterr().out
    assert "chmod 600" in said
    assert "things to put right" in said


def test_a_study_that_cannot_be_read_does_not_hide_the_rest(study):
    (study / "study.yaml").write_text("id: small\nwaves: []\n", "utf-8")
    assert set(find_wrong(study)) == {"doctor_subject_study"}


def test_a_missing_key_is_a_fault_only_once_pseudonyms_were_made(study, tmp_path):
    (study / "secret.key").unlink()
    assert find_wrong(study)["doctor_subject_key"] == ["workspace_key_missing"]
    new = tmp_path / "new"
    new.mkdir()
    (new / "study.yaml").write_text(STUDY, "utf-8")
    assert find_wrong(new) == {}


def test_a_clock_that_went_back_is_told(study):
    later = datetime.now(UTC) + timedelta(days=400)
    write_calendar(study / "data/calendar.json", {"fetch/t0": Done(later, later)})
    assert find_wrong(study)["doctor_subject_clock"] == ["doctor_clock_back"]


def test_a_source_that_is_missing_is_told(study):
    text = STUDY.replace("kind: synthetic, people: 20, seed: 3", "kind: export_file")
    text = text.replace("en: Before}}", "en: Before}, file: nowhere.csv}")
    (study / "study.yaml").write_text(text, "utf-8")
    assert find_wrong(study)["doctor_subject_source"] == ["file_missing"]


def test_without_a_study_the_bank_and_the_versions_are_looked_at(tmp_path, capsys):
    assert main(["--lang", "en", "check", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "only the questionnaire bank was checked" in said
    assert "Versions:" in said


def test_the_unexpected_is_a_line_too(study, monkeypatch):
    def fail(_):
        raise ZeroDivisionError

    monkeypatch.setattr("shutil.disk_usage", fail)
    assert find_wrong(study)["doctor_subject_disk"] == ["cli_unexpected"]


def test_a_faulty_part_does_not_hide_a_name_that_does_not_exist(study):
    text = STUDY.replace("[en]", "[fr, de]") + "plan: {primary: [trust_peopel]}\n"
    (study / "study.yaml").write_text(text, "utf-8")
    wrong = find_wrong(study)["doctor_subject_study"]
    assert wrong == ["yaml_option_unknown", "study_scale_unknown_near"]


def test_own_scales_that_replace_those_of_the_bank_are_named(study, capsys):
    bank = Path(__file__).parents[2] / "questionnaires" / "scales"
    text = (bank / "trust_people.yaml").read_text("utf-8")
    (study / "scales").mkdir(exist_ok=True)
    own = study / "scales" / "trust_people.yaml"
    own.write_text(text, "utf-8")
    main(["--lang", "en", "check", str(study)])
    assert "replaces" not in capsys.readouterr().out
    own.write_text(text.replace("version: 1", "version: 2"), "utf-8")
    main(["--lang", "en", "check", str(study)])
    assert "replaces these scales of the bank: trust_people." in capsys.readouterr().out
