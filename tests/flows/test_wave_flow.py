"""The flow: the same results as without Prefect, quiet, and nothing of anyone in it."""

import json
import os
import runpy
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from barometre.cli import main
from barometre.errors import BarometreError, Problem, SourceError, WorkspaceError
from barometre.prefect_settings import check_scheduler, settle_in
from barometre.unexpected import DiscreetError, hide_unexpected

ROOT = Path(__file__).parents[2]
FLOW = ROOT / "flows" / "wave.py"
STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people, power_act]
source: {kind: export_file, path: data-in/panel.csv, wave_column: wave}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token, column: token}
reports: [evaluator]
"""
ITEMS = (
    "tp_general", "tp_fair", "tp_help", "pa_speak", "pa_who", "pa_able", "pa_effect",
)  # fmt: skip
REMARK = "a remark that nobody else should read"


def make_study(folder: Path, *, wrong_code: str = "") -> Path:
    """Forty people with names that are easy to find again."""
    rows = [",".join(["token", "wave", "remark", *ITEMS])]
    for wave in ("t0", "t1"):
        for who in range(40):
            level = who % 4 + 1
            answers = [str(level + 3)] * 3 + [str(level)] * 4
            answers[0] = wrong_code or answers[0]
            rows.append(",".join([f"TOKEN{who:04}X", wave, REMARK, *answers]))
    (folder / "data-in").mkdir(parents=True)
    (folder / "data-in/panel.csv").write_text("\n".join(rows) + "\n")
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    return folder


def run_quietly(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run as a user would: no setting of Prefect's, a home of its own."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PREFECT", "LC_", "LANG"))
    }
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd,
        env={**kept, "HOME": str(cwd)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def find_in(folder: Path, needles: list[str]) -> list[str]:
    """List the words that stand in any file of a folder, databases included."""
    contents = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    assert contents
    return [
        needle
        for needle in needles
        if any(needle.encode() in content for content in contents)
    ]


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """A real run of the flow, from its file, with a server of its own."""
    pytest.importorskip("prefect", reason="Prefect is not installed")
    folder = make_study(tmp_path_factory.mktemp("flow") / "study")
    process = run_quietly(FLOW, folder, cwd=folder.parent)
    return SimpleNamespace(folder=folder, process=process)


@pytest.fixture(scope="module")
def is_transient():
    pytest.importorskip("prefect", reason="Prefect is not installed")
    return runpy.run_path(str(FLOW))["is_transient"]


@pytest.mark.prefect
class TestFlow:
    def test_draws_the_reports_and_says_nothing_else(self, done):
        assert done.process.returncode == 0
        assert done.process.stderr == ""
        assert str(done.folder / "reports/evaluator.en.html") in done.process.stdout

    def test_has_a_task_for_each_stage_and_all_are_completed(self, done):
        with sqlite3.connect(done.folder / ".prefect/prefect.db") as database:
            rows = database.execute("select name, state_type from task_run").fetchall()
        assert {name.split("-")[0] for name, _ in rows} == {
            "fetch",
            "decode",
            "flag",
            "link",
            "score",
            "evaluate",
            "report",
        }
        assert {state for _, state in rows} == {"COMPLETED"}

    def test_comes_to_the_same_tables_as_without_prefect(self, done, tmp_path):
        alone = make_study(tmp_path / "alone")
        shutil.copy(done.folder / "secret.key", alone)
        assert main(["run", str(alone)]) == 0
        for table in ("responses", "links", "scores", "estimates", "participation"):
            name = f"data/{table}.parquet"
            pd.testing.assert_frame_equal(
                pd.read_parquet(alone / name), pd.read_parquet(done.folder / name)
            )

    def test_its_name_carries_study_and_waves(self, done):
        with sqlite3.connect(done.folder / ".prefect/prefect.db") as database:
            rows = database.execute("select name, state_name from flow_run").fetchall()
        assert rows == [("small t0+t1", "Completed")]

    def test_shows_rates_reliability_and_the_report_but_no_small_number(self, done):
        with sqlite3.connect(done.folder / ".prefect/prefect.db") as database:
            rows = database.execute("select key, data from artifact where key != ''")
            shown = {key: json.loads(json.loads(data)) if "[{" in data else data
                     for key, data in rows}  # fmt: skip
        assert {"small-response-rate", "small-reliability", "small-in-short"} <= set(
            shown
        )
        assert "evaluator.en.html" in shown["small-evaluator-en"]
        rates = {row["wave"]: row for row in shown["small-response-rate"]}
        assert rates["t0"]["started"] == 40
        alphas = [row["estimate"] for row in shown["small-reliability"]]
        assert alphas
        assert all(row["n"] >= 11 for row in shown["small-reliability"])

    def test_nothing_new_is_a_completed_run_of_that_name(self, done, tmp_path):
        folder = shutil.copytree(done.folder, tmp_path / "study")
        command = ("-m", "barometre", "run", "--prefect", folder)
        process = run_quietly(*command, cwd=tmp_path)
        assert process.returncode == 0
        assert "Nothing new since" in process.stdout
        with sqlite3.connect(folder / ".prefect/prefect.db") as database:
            rows = database.execute(
                "select state_name, state_type from flow_run order by created"
            ).fetchall()
        assert rows[1:] == [("NothingNew", "COMPLETED")]

    def test_workers_of_dask_come_to_the_same_tables(self, done, tmp_path):
        pytest.importorskip("prefect_dask", reason="prefect-dask is not installed")
        folder = make_study(tmp_path / "study")
        shutil.copy(done.folder / "secret.key", folder)
        shutil.copytree(done.folder / ".prefect", folder / ".prefect")
        command = ("-m", "barometre", "run", "--workers", "2", folder)
        process = run_quietly(*command, cwd=tmp_path)
        assert process.returncode == 0, process.stderr
        for table in ("estimates", "participation"):
            name = f"data/{table}.parquet"
            assert (folder / name).read_bytes() == (done.folder / name).read_bytes()

    def test_leaves_no_one_in_prefects_database_or_storage(self, done):
        responses = pd.read_parquet(done.folder / "data/responses.parquet")
        people = responses["respondent_id"].unique().tolist()
        tokens = [f"TOKEN{who:04}X" for who in range(40)]
        key = (done.folder / "secret.key").read_text().strip()
        assert len(people) == 40
        found = find_in(done.folder / ".prefect", [*people, *tokens, REMARK, key])
        assert found == []

    def test_keeps_to_the_study_folder(self, done):
        assert (done.folder / ".prefect").stat().st_mode & 0o077 == 0
        assert not (done.folder.parent / ".prefect").exists()

    def test_a_refused_code_is_shown_to_the_user_and_not_kept_by_prefect(
        self, done, tmp_path
    ):
        folder = make_study(tmp_path / "study", wrong_code="57")
        # A database that exists already saves the ten seconds of making one.
        shutil.copytree(done.folder / ".prefect", folder / ".prefect")
        command = ("-m", "barometre", "run", "--prefect", folder)
        process = run_quietly(*command, cwd=tmp_path)
        assert process.returncode == 1
        assert "tp_general" in process.stderr
        assert "rows 2, 3, 4" in process.stderr
        assert "Traceback" not in process.stderr
        assert find_in(folder / ".prefect", ["tp_general", "rows 2, 3"]) == []


def socket_fails() -> None:
    raise ConnectionResetError(REMARK)


class TestRetries:
    @pytest.mark.parametrize(
        ("cause", "is_tried_again"),
        [
            (ConnectionResetError(), True),
            (TimeoutError(), True),
            (PermissionError(), False),
            (None, False),
        ],
    )
    def test_only_a_fault_of_the_network_is_tried_again(
        self, is_transient, cause, is_tried_again
    ):
        error = SourceError(Problem("x"))
        error.__cause__ = cause
        state = SimpleNamespace(result=lambda **_: DiscreetError(error))
        assert is_transient(None, None, state) == is_tried_again

    def test_an_unexpected_fault_of_the_network_is_tried_again_without_its_text(
        self, is_transient
    ):
        with pytest.raises(ConnectionResetError) as caught:
            socket_fails()
        error = DiscreetError(hide_unexpected(caught.value))
        assert is_transient(None, None, SimpleNamespace(result=lambda **_: error))
        assert REMARK not in str(error) + repr(error.error) + repr(
            error.error.__cause__
        )


def test_a_discreet_error_tells_no_row_and_no_code():
    error = DiscreetError(BarometreError(Problem("x", "row 12", found="7654321")))
    assert "12" not in str(error) + repr(error)
    assert "7654321" not in str(error) + repr(error)


def test_without_prefect_the_way_to_install_it_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "prefect", None)
    assert main(["run", "--prefect", str(make_study(tmp_path / "study"))]) == 1
    assert 'pip install "barometre[flows]"' in capsys.readouterr().err


def test_what_the_user_has_set_stays_set(tmp_path, monkeypatch):
    monkeypatch.setenv("PREFECT_HOME", "elsewhere")
    for name in ("DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    before = dict(os.environ)
    settle_in(tmp_path)
    assert os.environ["PREFECT_HOME"] == "elsewhere"
    assert os.environ["DO_NOT_TRACK"] == "1"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    for name in os.environ.keys() - before.keys():
        monkeypatch.delenv(name)


def find_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def ask(port: int, path: str) -> list[dict]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/{path}",
        data=b'{"sort": "EXPECTED_START_TIME_DESC"}' if "flow_runs" in path else b"{}",
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.prefect
def test_a_calendar_that_is_served_runs_and_is_not_paused_by_stopping(done, tmp_path):
    folder = make_study(tmp_path / "study")
    shutil.copytree(done.folder / ".prefect", folder / ".prefect")
    soon = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(minutes=1, seconds=20)
    times = f'{{fetch_at: "{soon:%H:%M}", board_at: "{soon:%H:%M}"}}'
    text = STUDY.replace("en: Before}", "en: Before}, opens: 2020-01-01")
    (folder / "study.yaml").write_text(text + f"schedule: {times}\n", "utf-8")
    port = find_free_port()
    command = [sys.executable, "-m", "barometre", "--lang", "en", "schedule"]
    command += ["--serve", "--port", str(port), str(folder)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**kept, "HOME": str(tmp_path)}
    ) as process:
        try:
            assert f"http://127.0.0.1:{port}" in process.stdout.readline()
            patience = time.monotonic() + 240
            ended: list[str] = []
            while not ended and time.monotonic() < patience:
                time.sleep(2)
                runs = ask(port, "flow_runs/filter")
                ended = [
                    one["name"] for one in runs if one["state_type"] == "COMPLETED"
                    and one["deployment_id"]
                ]  # fmt: skip
            assert ended == ["small t0+t1"]
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(60) == 0
        assert "stays scheduled" in process.stdout.read()
    assert (folder / "reports/board-t0.en.html").exists()
    with sqlite3.connect(folder / ".prefect/prefect.db") as database:
        assert database.execute("select paused from deployment").fetchall() == [(0,)]
        active = database.execute("select active from deployment_schedule").fetchall()
    assert active == [(1,)]


def test_what_plans_nothing_is_refused_before_anything_starts(monkeypatch):
    monkeypatch.setattr("barometre.prefect_settings.version", lambda _: "2.1.9")
    with pytest.raises(WorkspaceError) as caught:
        check_scheduler()
    assert 'pip install "sqlalchemy<2.1"' in caught.value.render("en")
    monkeypatch.setattr("barometre.prefect_settings.version", lambda _: "2.0.58")
    check_scheduler()


def test_without_a_server_scheduling_says_what_to_do(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    folder = make_study(tmp_path / "study")
    assert main(["--lang", "en", "schedule", str(folder)]) == 1
    assert "barometre schedule --serve" in capsys.readouterr().err
