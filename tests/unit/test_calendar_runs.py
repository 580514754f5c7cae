"""What is due is done once, remembered, and told to whom the study names."""

import json
import socket
import socketserver
import stat
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pandas as pd
import pytest

from barometre.cli import main
from barometre.errors import (
    BarometreError,
    Problem,
    ResponseError,
    StudyError,
    WorkspaceError,
)
from barometre.load_study import load_study
from barometre.notices import complain_by_notice, send_notice, tell_failure, tell_news
from barometre.pipeline import run
from barometre.pipeline.calendar import run_due
from barometre.pipeline.purge import plan_purge, purge

STUDY = """\
id: small
title: {fr: Petite étude, en: Small study}
languages: [en]
questionnaire: [trust_people]
source: {kind: export_file, metadata: {submitted: submitted, submitted_at: submitted}}
waves:
  - id: t0
    label: {fr: Avant, en: Before}
    file: data-in/t0.csv
    opens: 2026-01-12
    closes: 2026-02-15
    target: 40
  - id: t1
    label: {fr: Après, en: After}
    opens: 2026-05-04
    closes: 2026-06-07
respondent: {by: token, column: token}
groups: [territory]
retention: {purge_after_days: 30}
analyses: core
"""
ITEMS = ("tp_general", "tp_fair", "tp_help")


def write_wave(folder: Path, wave: str, n: int, *, code: str = "") -> None:
    rows = [",".join(["token", "territory", "submitted", *ITEMS])]
    for who in range(n):
        answers = [code or str((who + place) % 11) for place in range(3)]
        place = "South" if who < 2 else "North"
        day = f"2026-01-{13 + who % 5} 10:00:00"
        rows.append(",".join([f"TOKEN{who:04}X", place, day, *answers]))
    (folder / "data-in").mkdir(exist_ok=True)
    (folder / f"data-in/{wave}.csv").write_text("\n".join(rows) + "\n")


@pytest.fixture
def study(tmp_path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    write_wave(folder, "t0", 30)
    return folder


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+01:00")


def do(folder: Path, now: str) -> list[str]:
    return [news.kind for news in run_due(folder, now=at(now))]


class TestDue:
    def test_an_open_wave_is_fetched_and_its_board_drawn(self, study):
        (news,) = run_due(study, now=at("2026-01-20T09:00"))
        assert news.kind == "fetched"
        assert [path.name for path in news.run.boards] == ["board-t0.en.html"]
        assert not (study / "reports/evaluator.en.html").exists()
        page = (study / "reports/board-t0.en.html").read_text("utf-8")
        assert "20 January 2026" in page
        assert "South" in page

    def test_the_same_moment_again_does_nothing(self, study):
        do(study, "2026-01-20T09:00")
        before = {p: p.stat().st_mtime_ns for p in study.rglob("*") if p.is_file()}
        assert do(study, "2026-01-20T09:00") == []
        after = {p: p.stat().st_mtime_ns for p in study.rglob("*") if p.is_file()}
        assert after == before

    def test_the_next_morning_brings_the_new_answers_and_a_new_board(self, study):
        do(study, "2026-01-20T09:00")
        write_wave(study, "t0", 34)
        (news,) = run_due(study, now=at("2026-01-21T09:00"))
        assert not news.run.is_unchanged
        page = (study / "reports/board-t0.en.html").read_text("utf-8")
        assert (
            "34 people started"
            in page.replace("</span>", "").replace('<span class="number"', "<span")
            or ">34<" in page
        )

    def test_after_the_close_the_report_is_made_although_the_next_wave_is_not_there(
        self, study
    ):
        do(study, "2026-02-10T09:00")
        (news,) = run_due(study, now=at("2026-02-20T09:00"))
        assert news.kind == "report_ready"
        assert (study / "reports/evaluator.en.html").exists()
        assert do(study, "2026-03-20T09:00") == []

    def test_a_failure_is_not_remembered_as_done(self, study):
        write_wave(study, "t0", 30, code="57")
        for _ in range(2):
            with pytest.raises(ResponseError):
                do(study, "2026-01-20T09:00")
        write_wave(study, "t0", 30)
        assert do(study, "2026-01-20T09:00") == ["fetched"]

    @pytest.mark.parametrize("content", ["", "[]", '{"fetch/t0": 1}', "{"])
    def test_a_damaged_record_means_that_all_is_done_once_more(self, study, content):
        do(study, "2026-01-20T09:00")
        (study / "data/calendar.json").write_text(content)
        assert do(study, "2026-01-20T09:00") == ["fetched"]
        assert do(study, "2026-01-20T09:00") == []

    def test_the_command_says_what_was_done_and_when_nothing_is_left(
        self, study, capsys
    ):
        assert main(["--lang", "en", "run", "--due", str(study)]) == 0
        assert "Answers will be deleted on 2026-07-07" in capsys.readouterr().out
        assert main(["--lang", "fr", "run", "--due", str(study)]) == 0
        assert "Rien à faire" in capsys.readouterr().out


class TestPurge:
    @pytest.fixture
    def ended(self, study):
        write_wave(study, "t1", 28)
        named = STUDY.replace(
            "opens: 2026-05", "file: data-in/t1.csv\n    opens: 2026-05"
        )
        (study / "study.yaml").write_text(named, "utf-8")
        run(study)
        return study

    def test_nothing_is_deleted_without_a_yes(self, ended, capsys):
        before = sorted(ended.rglob("*"))
        assert main(["--lang", "en", "purge", str(ended)]) == 2
        said = capsys.readouterr()
        assert "barometre purge --yes" in said.err
        assert "secret.key" in said.out
        assert sorted(ended.rglob("*")) == before

    def test_all_that_is_about_single_people_is_gone(self, ended, capsys):
        assert main(["--lang", "en", "purge", str(ended), "--yes"]) == 0
        left = {
            path.relative_to(ended).as_posix() for path in (ended / "data").rglob("*")
        }
        assert left == {
            "data/.lock",
            "data/drift.csv",
            "data/drift.parquet",
            "data/estimates.csv",
            "data/estimates.parquet",
            "data/participation.parquet",
            "data/plan.json",
            "data/purge.json",
            "data/run.json",
        }
        assert not (ended / "secret.key").exists()
        assert (ended / "reports/evaluator.en.html").exists()
        assert "data-in/t0.csv, data-in/t1.csv" in capsys.readouterr().out
        assert stat.S_IMODE((ended / "data/purge.json").stat().st_mode) == 0o600

    def test_numbers_on_few_people_are_gone_and_the_others_stay(self, ended):
        before = pd.read_parquet(ended / "data/estimates.parquet")
        assert (before["group"] == "South").any()
        purge(ended, now=at("2026-07-08T09:00"))
        after = pd.read_parquet(ended / "data/estimates.parquet")
        assert not (after["group"] == "South").any()
        assert not after["n"].between(1, 4).any()
        everyone = before[(before["group"] == "") & (before["n"] >= 11)]
        assert set(everyone["key"]) & set(after["key"])
        counts = pd.read_parquet(ended / "data/participation.parquet")
        assert not (counts["group"] == "South").any()

    def test_no_run_brings_answers_back(self, ended):
        purge(ended, now=at("2026-07-08T09:00"))
        with pytest.raises(WorkspaceError) as caught:
            run(ended)
        assert [problem.code for problem in caught.value.problems] == ["purge_done"]

    def test_a_purge_that_was_interrupted_is_ended(self, ended, monkeypatch):
        planned = plan_purge(ended)
        assert len(planned.files) > 5
        unlink, left = Path.unlink, [3]

        def unlink_some(path, **more):
            left[0] -= path.suffix != ".part"
            if left[0] < 0:
                raise OSError(30, "read-only")
            unlink(path, **more)

        monkeypatch.setattr(Path, "unlink", unlink_some)
        with pytest.raises(WorkspaceError) as caught:
            purge(ended, now=at("2026-07-08T09:00"))
        assert caught.value.problems[0].code == "workspace_not_writable"
        monkeypatch.undo()
        with pytest.raises(WorkspaceError):
            run(ended)
        purge(ended, now=at("2026-07-09T09:00"))
        assert plan_purge(ended).files == ()
        record = json.loads((ended / "data/purge.json").read_text("utf-8"))
        assert record["purged_at"] == "2026-07-09T08:00:00Z"

    def test_the_calendar_announces_it_and_does_it_a_week_later(self, ended):
        assert do(ended, "2026-07-01T09:00") == ["report_ready", "purge_near"]
        assert do(ended, "2026-07-07T09:00") == []
        assert do(ended, "2026-07-08T09:00") == ["purged"]
        assert do(ended, "2026-08-08T09:00") == []


class Mailbox(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as it takes to be handed a message."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().strip().upper():
            if line.startswith(b"DATA"):
                self.say("354 go on")
                message = b""
                while not message.endswith(b"\r\n.\r\n"):
                    message += self.rfile.readline()
                self.server.messages.append(message.decode())
            elif line.startswith(b"QUIT"):
                self.say("221 bye")
                return
            self.say("250 ok")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.server.messages.append(json.loads(self.rfile.read(size)))
        self.send_response(self.server.answer)
        self.end_headers()

    def log_message(self, *_):
        """Keep the terminal quiet."""


@pytest.fixture
def listen():
    servers = []

    def start(kind, handler):
        server = kind(("127.0.0.1", 0), handler)
        server.messages, server.answer = [], 200
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def find_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def with_notices(folder: Path, text: str):
    file = folder / "study.yaml"
    file.write_text(STUDY + text, "utf-8")
    return load_study(file)


@pytest.fixture
def mailed(study, listen):
    server = listen(socketserver.TCPServer, Mailbox)
    port = server.server_address[1]
    loaded = with_notices(
        study,
        "notices:\n  language: en\n  email: {host: 127.0.0.1, security: none,"
        f" port: {port}, sender: a@example.org, to: [b@example.org]}}\n",
    )
    return loaded, server.messages


@pytest.fixture
def hooked(study, listen, monkeypatch):
    server = listen(HTTPServer, Hook)
    address = f"http://127.0.0.1:{server.server_address[1]}/secret-path"
    monkeypatch.setenv("BAROMETRE_HOOK", address)
    loaded = with_notices(study, "notices: {webhook_env: BAROMETRE_HOOK}\n")
    return loaded, server


class TestNotices:
    def test_a_report_that_is_ready_is_told_by_mail(self, study, mailed):
        _, messages = mailed
        run_due(study, now=at("2026-02-20T09:00"), tell=tell_news)
        (message,) = messages
        assert "Subject: Small study: the report is ready" in message
        assert "evaluator.en.html" in message

    def test_a_mere_fetch_is_not_told(self, study, mailed):
        run_due(study, now=at("2026-01-20T09:00"), tell=tell_news)
        assert mailed[1] == []

    def test_a_failure_is_told_by_webhook_without_anything_of_anyone(
        self, study, hooked
    ):
        write_wave(study, "t0", 30, code="57")
        with pytest.raises(ResponseError), complain_by_notice(study):
            do(study, "2026-01-20T09:00")
        (message,) = hooked[1].messages
        assert message["study"] == "small"
        assert "un passage a échoué" in message["text"]
        assert "57" not in message["text"]
        assert "TOKEN" not in message["text"]

    def test_a_contradicted_key_is_told_with_its_evidence(self, study, hooked):
        evidence = {"item": "tp_fair", "correlation": -0.63, "upper": -0.5, "n": 80}
        problem = Problem("study_key_contradicted", "trust_people", **evidence)
        tell_failure(study, ResponseError(problem))
        assert "−0,63" in hooked[1].messages[0]["text"]

    def test_a_notice_that_cannot_be_sent_is_said_and_stops_nothing(
        self, study, hooked
    ):
        loaded, server = hooked
        server.answer = 500
        problems = send_notice(loaded, "notice_purge_near", day="2026-07-07")
        assert [problem.code for problem in problems] == ["notice_not_sent"]
        assert "secret-path" not in problems[0].render("en")
        with pytest.raises(StudyError) as caught, complain_by_notice(study):
            raise StudyError(Problem("x"))
        codes = [problem.code for problem in caught.value.problems]
        assert codes == ["x", "notice_not_sent"]
        assert caught.value.exit_code == 2

    def test_a_server_that_is_not_there_is_no_obstacle(self, study, mailed, listen):
        closed = find_free_port()
        text = (study / "study.yaml").read_text("utf-8")
        port = mailed[0].notices.email.port
        moved = text.replace(f"port: {port}", f"port: {closed}")
        (study / "study.yaml").write_text(moved, "utf-8")
        problems = []
        found = run_due(
            study,
            now=at("2026-02-20T09:00"),
            tell=lambda *news: problems.extend(tell_news(*news)),
        )
        assert [news.kind for news in found] == ["report_ready"]
        assert [problem.code for problem in problems] == ["mail_unreachable"]
        assert f"127.0.0.1:{closed}" in problems[0].render("en")

    def test_without_a_readable_study_nobody_can_be_told(self, tmp_path):
        assert tell_failure(tmp_path, BarometreError(Problem("x"))) == []
