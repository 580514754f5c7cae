"""The study folder on disk."""

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from barometre.errors import WorkspaceError
from barometre.file_hash import hash_file
from barometre.workspace.atomic import (
    open_atomically,
    sweep_unfinished,
    write_atomically,
)
from barometre.workspace.hashes import hash_tree, hash_value
from barometre.workspace.lock import lock_folder
from barometre.workspace.run_record import (
    RunRecord,
    StageRecord,
    read_record,
    write_record,
)
from barometre.workspace.secret_key import key_id, make_key, read_key
from barometre.workspace.snapshots import (
    keep_snapshot,
    read_raw_responses,
    read_snapshot,
)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def codes(caught: pytest.ExceptionInfo[WorkspaceError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


@pytest.fixture
def open_umask():
    former = os.umask(0)
    yield
    os.umask(former)


@pytest.fixture
def closed_umask():
    former = os.umask(0o777)
    yield
    os.umask(former)


class TestAtomicWriting:
    def test_a_private_file_is_private_under_an_open_umask(self, tmp_path, open_umask):
        write_atomically(tmp_path / "answers", b"x")
        assert mode(tmp_path / "answers") == 0o600

    def test_a_private_file_is_readable_by_its_owner_under_a_closed_umask(
        self, tmp_path, closed_umask
    ):
        write_atomically(tmp_path / "answers", b"x")
        assert mode(tmp_path / "answers") == 0o600

    def test_a_file_for_readers_follows_the_umask(self, tmp_path, open_umask):
        write_atomically(tmp_path / "report", b"x", is_private=False)
        assert mode(tmp_path / "report") == 0o666

    def test_a_fault_while_writing_leaves_the_former_file_and_no_leftover(
        self, tmp_path
    ):
        path = tmp_path / "table"
        path.write_bytes(b"former")
        with pytest.raises(ZeroDivisionError), open_atomically(path) as file:
            file.writelines(b"half" if row else 1 // 0 for row in (1, 0))
        assert path.read_bytes() == b"former"
        assert [entry.name for entry in tmp_path.iterdir()] == ["table"]

    def test_a_full_disk_is_said_plainly_and_leaves_the_former_file(self, tmp_path):
        path = tmp_path / "table"
        path.write_bytes(b"former")
        former = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, former[1]))
        try:
            with pytest.raises(WorkspaceError) as caught:
                write_atomically(path, bytes(5000))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, former)
        assert codes(caught) == ["workspace_disk_full"]
        assert path.read_bytes() == b"former"
        assert [entry.name for entry in tmp_path.iterdir()] == ["table"]

    def test_a_file_where_a_folder_should_be_is_said_plainly(self, tmp_path):
        (tmp_path / "data").write_bytes(b"")
        with pytest.raises(WorkspaceError) as caught:
            write_atomically(tmp_path / "data" / "table", b"x")
        assert codes(caught) == ["workspace_not_a_folder"]

    def test_what_an_interrupted_run_left_is_swept(self, tmp_path):
        (tmp_path / "raw").mkdir()
        (tmp_path / "raw" / ".folder.12ab.part").mkdir()
        (tmp_path / "raw" / ".folder.12ab.part" / "responses.csv").touch()
        (tmp_path / ".scores.parquet.34cd.part").touch()
        (tmp_path / "scores.parquet").touch()
        sweep_unfinished(tmp_path)
        assert sorted(path.name for path in tmp_path.rglob("*")) == [
            "raw",
            "scores.parquet",
        ]


class TestHashes:
    def test_a_file_is_named_by_its_place_in_the_folder(self, tmp_path):
        (tmp_path / "scales").mkdir()
        (tmp_path / "scales" / "a.yaml").write_bytes(b"abc")
        sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        assert hash_tree(tmp_path) == {"scales/a.yaml": sha256}
        assert hash_file(tmp_path / "scales" / "a.yaml") == sha256

    def test_the_order_of_keys_does_not_change_a_hash(self):
        assert hash_value({"a": 1, "b": 2}) == hash_value({"b": 2, "a": 1})
        assert hash_value({"a": 1}) != hash_value({"a": 2})


HOLD_THE_LOCK = """
import sys, time
from pathlib import Path
from barometre.workspace.lock import lock_folder
with lock_folder(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


class TestLock:
    @pytest.fixture
    def other_run(self, tmp_path):
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD_THE_LOCK, str(tmp_path / "data" / ".lock")],
            stdout=subprocess.PIPE,
            text=True,
        )
        process.stdout.readline()
        yield process
        process.kill()
        process.wait()
        process.stdout.close()

    def test_two_runs_at_once_are_refused_with_the_other_process(
        self, tmp_path, other_run
    ):
        with (
            pytest.raises(WorkspaceError) as caught,
            lock_folder(tmp_path / "data" / ".lock"),
        ):
            pass
        assert codes(caught) == ["workspace_locked"]
        assert str(other_run.pid) in caught.value.render("fr")

    def test_the_lock_of_a_killed_process_is_no_obstacle(self, tmp_path, other_run):
        other_run.kill()
        other_run.wait()
        with lock_folder(tmp_path / "data" / ".lock"):
            held_by = (tmp_path / "data" / ".lock").read_text().split()[0]
        assert held_by == str(os.getpid())

    def test_the_lock_is_given_back(self, tmp_path):
        for _ in range(2):
            with lock_folder(tmp_path / "data" / ".lock"):
                pass
        assert mode(tmp_path / "data") == 0o700
        assert mode(tmp_path / "data" / ".lock") == 0o600


class TestKey:
    def test_a_key_is_private_and_read_back(self, tmp_path, open_umask):
        key = make_key(tmp_path / "secret.key")
        assert len(key) == 32
        assert mode(tmp_path / "secret.key") == 0o600
        assert read_key(tmp_path / "secret.key") == key

    def test_the_name_of_a_key_does_not_give_it_away(self):
        assert key_id(b"a" * 32) != key_id(b"b" * 32)
        assert (b"a" * 32).hex()[:12] != key_id(b"a" * 32)

    @pytest.mark.parametrize(
        ("content", "rights", "code"),
        [
            (None, 0o600, "workspace_key_missing"),
            ("ab" * 32, 0o640, "workspace_key_open"),
            ("ab" * 32, 0o604, "workspace_key_open"),
            ("ab" * 31, 0o600, "workspace_key_damaged"),
            ("not a key", 0o600, "workspace_key_damaged"),
            ("", 0o600, "workspace_key_damaged"),
        ],
    )
    def test_a_wrong_key_is_refused(self, tmp_path, content, rights, code):
        path = tmp_path / "secret.key"
        if content is not None:
            path.write_text(content)
            path.chmod(rights)
        with pytest.raises(WorkspaceError) as caught:
            read_key(path)
        assert codes(caught) == [code]


RESPONSES = pa.table(
    {
        "respondent_id": ["aa", "bb", "cc"],
        "source_row": ["2", "3", "4"],
        "C1[SQ001]": ["7", "", "07"],
        "other": ['line\nbreak; "quote"', "é😀", "  spaces  "],
    }
)


class TestSnapshots:
    def test_what_was_handed_over_is_read_back_unchanged(self, tmp_path):
        kept = keep_snapshot(tmp_path / "t0", RESPONSES, facts={"survey": "x.csv"})
        read = read_snapshot(kept.folder)
        assert read_raw_responses(read).to_pydict() == RESPONSES.to_pydict()
        # The first reading is of what is still at hand, the second of the file.
        assert read_raw_responses(read).to_pydict() == RESPONSES.to_pydict()
        assert read.manifest["n_rows"] == 3
        assert read.manifest["survey"] == "x.csv"

    def test_what_is_at_hand_reads_as_the_file_does(self, tmp_path):
        kept = keep_snapshot(
            tmp_path / "t0",
            pa.table({"a": ["1", None], "b": pa.array(["x", "x"]).dictionary_encode()}),
            facts={},
        )
        at_hand, from_file = read_raw_responses(kept), read_raw_responses(kept)
        assert at_hand.equals(from_file)
        assert at_hand.to_pydict() == {"a": ["1", ""], "b": ["x", "x"]}

    def test_an_empty_wave_keeps_its_columns(self, tmp_path):
        kept = keep_snapshot(tmp_path / "t0", RESPONSES.slice(0, 0), facts={})
        assert read_raw_responses(kept).column_names == RESPONSES.column_names

    def test_the_same_content_is_not_kept_twice(self, tmp_path):
        first = keep_snapshot(tmp_path / "t0", RESPONSES, facts={})
        second = keep_snapshot(tmp_path / "t0", RESPONSES, facts={})
        assert second.folder == first.folder
        assert [entry.name for entry in (tmp_path / "t0").iterdir()] == [
            first.folder.name
        ]

    def test_other_content_is_kept_beside(self, tmp_path):
        first = keep_snapshot(tmp_path / "t0", RESPONSES, facts={})
        other = keep_snapshot(
            tmp_path / "t0",
            RESPONSES,
            structure=b"<document/>",
            structure_name="structure.lss",
            facts={},
        )
        assert other.folder != first.folder
        assert other.structure_file.read_bytes() == b"<document/>"
        assert first.structure_file is None

    def test_a_snapshot_is_private(self, tmp_path, open_umask):
        kept = keep_snapshot(tmp_path / "t0", RESPONSES, facts={})
        assert mode(kept.folder) == mode(tmp_path / "t0") == 0o700
        assert {mode(path) for path in kept.folder.iterdir()} == {0o600}

    def test_a_changed_snapshot_is_refused(self, tmp_path):
        kept = keep_snapshot(tmp_path / "t0", RESPONSES, facts={})
        kept.responses_file.write_bytes(b"edited")
        with pytest.raises(WorkspaceError) as caught:
            read_snapshot(kept.folder)
        assert codes(caught) == ["workspace_snapshot_changed"]

    def test_a_snapshot_without_its_file_is_refused(self, tmp_path):
        kept = keep_snapshot(tmp_path / "t0", RESPONSES, facts={})
        kept.responses_file.unlink()
        with pytest.raises(WorkspaceError) as caught:
            read_snapshot(kept.folder)
        assert codes(caught) == ["workspace_snapshot_damaged"]


class TestRunRecord:
    def test_a_record_is_read_back(self, tmp_path):
        record = RunRecord(
            facts={"seed": 1},
            inputs={"study.yaml": "ab"},
            stages={"score": StageRecord("f", {"data/scores.parquet": "c"}, {}, "now")},
            unchanged=["fetch"],
        )
        write_record(tmp_path / "run.json", record)
        assert read_record(tmp_path / "run.json") == record

    @pytest.mark.parametrize("content", ["", "{}", "[]", '{"stages": {"score": 1}}'])
    def test_an_unreadable_record_is_an_empty_one(self, tmp_path, content):
        (tmp_path / "run.json").write_text(content)
        assert read_record(tmp_path / "run.json") == RunRecord()
