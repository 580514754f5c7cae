"""A study that several machines share: copied, worked on, put back whole."""

import json
import os
import shutil
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsspec
import pytest

from barometre import pipeline
from barometre.cli import main
from barometre.errors import StudyError, WorkspaceError
from barometre.pipeline.purge import purge
from barometre.workspace import shared
from barometre.workspace.shared import borrow_study

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people]
source: {kind: synthetic, people: 40, seed: 3}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token}
analyses: core
"""
LOCK = ".barometre-lock"


class Store:
    """A shared place, as its own tools see it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.files, self.root = fsspec.core.url_to_fs(address)
        self.write("study.yaml", STUDY)

    def write(self, name: str, text: str) -> None:
        self.files.makedirs(self.root, exist_ok=True)
        self.files.pipe_file(f"{self.root}/{name}", text.encode())

    def read(self) -> dict[str, bytes]:
        return {
            path.removeprefix(self.root).lstrip("/"): self.files.cat_file(path)
            for path in self.files.find(self.root)
        }


@pytest.fixture(scope="session")
def bucket():
    """A server on this machine that speaks as S3 does, where it is installed."""
    s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
    server = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    running = server.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    running.start()
    with pytest.MonkeyPatch.context() as patch:
        _, port = running.get_host_and_port()
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{port}")
        patch.setenv("AWS_ACCESS_KEY_ID", "testing")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        s3fs.S3FileSystem().mkdir("etudes")
        yield "etudes"
    running.stop()


@pytest.fixture(params=["file", "memory", "s3"])
def store(request, tmp_path):
    if request.param == "file":
        yield Store(f"file://{tmp_path}/store/study")
    elif request.param == "s3":
        yield Store(f"s3://{request.getfixturevalue('bucket')}/{tmp_path.name}")
    else:
        yield Store(f"memory://{tmp_path.name}/study")
        fsspec.filesystem("memory").store.clear()


@pytest.fixture
def disk(tmp_path):
    return Store(f"file://{tmp_path}/store/study")


def run(store: Store):
    with borrow_study(store.address) as folder:
        return pipeline.run(folder)


def lock_of(machine: str, process: int, *, hours: float) -> str:
    until = datetime.now(UTC) + timedelta(hours=hours)
    return json.dumps(
        {
            "token": "other",
            "machine": machine,
            "process": process,
            "since": "2026-01-01T00:00:00Z",
            "until": until.isoformat(),
        }
    )


def test_a_folder_of_this_machine_is_itself(tmp_path):
    with borrow_study(str(tmp_path)) as folder:
        assert folder == tmp_path


def test_a_run_comes_to_the_same_as_on_this_machine_and_a_second_does_nothing(
    store, tmp_path
):
    assert not run(store).is_unchanged
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("study.yaml", "secret.key"):
        (alone / name).write_bytes(store.read()[name])
    (alone / "secret.key").chmod(0o600)
    pipeline.run(alone)
    there = store.read()
    for table in ("responses", "scores", "estimates"):
        name = f"data/{table}.parquet"
        assert there[name] == (alone / name).read_bytes()
    assert "reports/evaluator.en.html" in there
    assert run(store).is_unchanged
    assert store.read() == there


def test_nothing_of_the_study_is_left_on_this_machine(disk, tmp_path, monkeypatch):
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    with borrow_study(disk.address) as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        pipeline.run(folder)
    assert list(place.iterdir()) == []


def test_rights_are_kept_where_the_store_has_them(disk):
    run(disk)
    root = Path(disk.root)
    files = [*root.glob("data/**/*"), root / "secret.key", root / "data"]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in files}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_after_an_error_nothing_is_put_back(store):
    run(store)
    before = store.read()

    def fail():
        with borrow_study(store.address) as folder:
            (folder / "data/estimates.csv").write_text("half")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert store.read() == before


def test_what_a_run_deletes_is_deleted_there(store):
    run(store)
    with borrow_study(store.address) as folder:
        purge(folder, now=datetime(2026, 7, 1, tzinfo=UTC))
    left = store.read()
    assert "secret.key" not in left
    assert [name for name in left if name.startswith("data/raw")] == []
    assert "data/purge.json" in left


class TestOneAtATime:
    def test_another_machine_at_work_is_named_and_nothing_is_changed(self, store):
        store.write(LOCK, lock_of("elsewhere", 1, hours=1))
        before = store.read()
        with pytest.raises(WorkspaceError) as caught:
            run(store)
        assert "elsewhere" in caught.value.render("en")
        assert store.read() == before

    def test_two_at_once_on_one_machine_are_refused(self, store):
        with borrow_study(store.address), pytest.raises(WorkspaceError) as caught:
            run(store)
        assert caught.value.problems[0].code == "shared_locked"

    def test_the_lock_of_a_machine_that_went_away_runs_out(self, store):
        store.write(LOCK, lock_of("elsewhere", 1, hours=-1))
        run(store)
        assert LOCK not in store.read()

    def test_the_lock_of_a_process_that_was_killed_here_is_no_obstacle(self, store):
        killed = subprocess.run(
            [sys.executable, "-c", "import os; print(os.getpid())"],
            capture_output=True,
            text=True,
            check=True,
        )
        machine = os.uname().nodename
        store.write(LOCK, lock_of(machine, int(killed.stdout), hours=5))
        run(store)
        assert LOCK not in store.read()

    def test_what_was_done_under_a_lost_lock_is_not_put_back(self, store):
        run(store)
        before = store.read()

        def lose_the_lock():
            with borrow_study(store.address) as folder:
                (folder / "data/estimates.csv").write_text("late")
                store.write(LOCK, lock_of("elsewhere", 1, hours=1))

        with pytest.raises(WorkspaceError):
            lose_the_lock()
        after = store.read()
        assert after.pop(LOCK)
        assert after == before

    def test_a_damaged_lock_is_somebodys(self, store):
        store.write(LOCK, "half")
        with pytest.raises(WorkspaceError):
            run(store)


class TestInterrupted:
    @pytest.mark.parametrize("n", [2, 9])
    def test_put_back_in_part_the_next_run_comes_to_the_same(
        self, store, tmp_path, monkeypatch, n
    ):
        store.write("secret.key", "ab" * 32 + "\n")
        left, put = [n], shared._put

        def put_some(*arguments):
            left[0] -= 1
            if not left[0]:
                raise ConnectionResetError
            put(*arguments)

        monkeypatch.setattr(shared, "_put", put_some)
        with pytest.raises(WorkspaceError) as caught:
            run(store)
        assert caught.value.problems[0].code == "shared_failed"
        monkeypatch.undo()
        run(store)
        undisturbed = Store(f"file://{tmp_path}/undisturbed")
        undisturbed.write("secret.key", "ab" * 32 + "\n")
        run(undisturbed)
        one, other = store.read(), undisturbed.read()
        for name in ("responses", "flags", "links", "scores", "estimates"):
            path = f"data/{name}.parquet"
            assert one[path] == other[path]
        assert not [name for name in one if name.endswith(".part")]
        assert run(store).is_unchanged


def test_a_place_without_a_study_is_refused_and_nothing_is_made_there(store):
    nowhere = f"{store.address}-of-nobody"
    with pytest.raises(StudyError) as caught, borrow_study(nowhere):
        pass
    assert nowhere in caught.value.render("en")
    assert not store.files.exists(f"{store.root}-of-nobody")


def test_a_missing_bucket_is_not_made(bucket):
    files, _ = fsspec.core.url_to_fs(f"s3://{bucket}")
    with pytest.raises(StudyError), borrow_study("s3://etudez/cafes"):
        pass
    assert files.ls("") == [bucket]


def test_a_store_that_does_not_answer_is_said_plainly(bucket, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        fsspec.get_filesystem_class("s3").clear_instance_cache()
        with pytest.raises(WorkspaceError) as caught, borrow_study(f"s3://{bucket}/x"):
            pass
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    assert caught.value.problems[0].code == "shared_failed"


def test_an_address_that_is_not_understood_is_said_plainly(capsys):
    assert main(["--lang", "en", "run", "--shared", "nowhere://bucket/x"]) == 1
    assert "this address is not understood" in capsys.readouterr().err


def test_the_command_says_where_the_study_was_put_back(disk, capsys):
    assert main(["--lang", "en", "run", "--shared", disk.address]) == 0
    said = capsys.readouterr().out
    assert "  reports/evaluator.en.html" in said
    assert f"put back to {disk.address}" in said
    shutil.rmtree(disk.root)
