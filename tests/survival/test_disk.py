"""A disk that is full or may not be written: said plainly, and nothing is lost."""

import hashlib
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from barometre import pipeline
from barometre.cli import main
from barometre.errors import WorkspaceError

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people, power_act]
source: {kind: synthetic, people: 400, seed: 3}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token}
analyses: core
"""


def mount(*arguments: str) -> bool:
    command = ["mount", *arguments]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def small_disk(place: Path, size: str):
    """A disk of its own, in memory: only an administrator can make one."""
    place.mkdir()
    if not mount("-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)):
        pytest.skip("no right to mount a disk of limited size here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def hash_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.fixture(scope="module")
def finished(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    pipeline.run(folder)
    return folder


class TestFullDisk:
    @pytest.mark.parametrize("size", ["48k", "120k", "260k"])
    def test_the_run_says_so_and_goes_on_when_there_is_room(
        self, finished, tmp_path, capsys, size
    ):
        with small_disk(tmp_path / "disk", size) as disk:
            study = disk / "study"
            study.mkdir()
            for name in ("study.yaml", "secret.key"):
                shutil.copy(finished / name, study)
            assert main(["--lang", "en", "run", str(study)]) == 1
            said = capsys.readouterr().err
            assert "the disk is full" in said
            assert "Traceback" not in said
            assert not list(disk.rglob("*.part"))
            assert mount("-o", "remount,size=64m", str(disk))
            pipeline.run(study)
            for name in ("responses", "flags", "links", "scores", "estimates"):
                table = f"data/{name}.parquet"
                assert (study / table).read_bytes() == (finished / table).read_bytes()

    def test_the_last_good_state_is_intact(self, finished, tmp_path):
        size = sum(path.stat().st_size for path in finished.rglob("*.*"))
        with small_disk(tmp_path / "disk", f"{size // 1024 + 120}k") as disk:
            study = shutil.copytree(finished, disk / "study")
            before = hash_files(study)
            text = STUDY.replace("people: 400", "people: 900")
            (study / "study.yaml").write_text(text, "utf-8")
            with pytest.raises(WorkspaceError) as caught:
                pipeline.run(study)
            assert caught.value.problems[0].code == "workspace_disk_full"
            after = hash_files(study)
            for name, sha in before.items():
                if name.startswith(("data/raw", "reports")) or name == "secret.key":
                    assert after[name] == sha


class TestReadOnly:
    @contextmanager
    def bound(self, finished: Path, place: Path):
        study = shutil.copytree(finished, place / "study")
        view = place / "view"
        view.mkdir()
        if not mount("--bind", str(study), str(view)):
            pytest.skip("no right to mount a folder that cannot be written here")
        try:
            assert mount("-o", "remount,bind,ro", str(view))
            yield view
        finally:
            subprocess.run(["umount", "-l", str(view)], check=True)

    def test_it_is_said_plainly_and_nothing_changes(self, finished, tmp_path, capsys):
        with self.bound(finished, tmp_path) as view:
            before = hash_files(view)
            for command in ("run", "fetch", "report", "board"):
                assert main(["--lang", "en", command, str(view)]) == 1
                said = capsys.readouterr().err
                assert "cannot be written" in said or "EROFS" in said
                assert "Traceback" not in said
            assert hash_files(view) == before


def test_a_file_where_reports_should_be_is_said_plainly(finished, tmp_path, capsys):
    study = shutil.copytree(finished, tmp_path / "study")
    (study / "study.yaml").write_text(STUDY.replace("seed: 3", "seed: 4"), "utf-8")
    shutil.rmtree(study / "reports")
    (study / "reports").write_bytes(b"not a folder")
    assert main(["--lang", "en", "run", str(study)]) == 1
    assert "a folder was expected" in capsys.readouterr().err
