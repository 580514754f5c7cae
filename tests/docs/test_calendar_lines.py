"""The cron line and the units of systemd, as the page gives them."""

import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/how-to/waves-by-themselves.md"
BLOCKS = re.findall(r"^```text\n(.*?)^```$", PAGE.read_text("utf-8"), re.M | re.S)
COMMAND = Path(sys.executable).with_name("barometre")
STUDY = """\
id: cafes
title: {fr: Cafés, en: Cafés}
languages: [fr]
questionnaire: [trust_people]
analyses: core
source: {kind: export_file}
waves:
  - id: t0
    label: {fr: Entrée, en: Entry}
    file: data-in/t0.csv
    opens: 2020-01-12
    closes: 2020-02-15
respondent: {by: token, column: token}
notices: {webhook_env: BAROMETRE_WEBHOOK}
"""


def find_block(start: str) -> str:
    (block,) = (one for one in BLOCKS if one.startswith(start))
    return block


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.server.messages.append(json.loads(self.rfile.read(size)))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        """Keep the terminal quiet."""


@pytest.fixture
def hook():
    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        server.messages = []
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path, hook) -> Path:
    """A home as the page has it: the program, a study, and the variables."""
    if not COMMAND.exists():
        pytest.skip("the command barometre is not installed beside this Python")
    (tmp_path / "barometre/.venv").mkdir(parents=True)
    (tmp_path / "barometre/.venv/bin").symlink_to(COMMAND.parent)
    (tmp_path / "cafes/data-in").mkdir(parents=True)
    (tmp_path / "cafes/study.yaml").write_text(STUDY, "utf-8")
    rows = [f"TOKEN{who},{who % 11},{who % 7},{who % 5}" for who in range(30)]
    table = "\n".join(["token,tp_general,tp_fair,tp_help", *rows])
    (tmp_path / "cafes/data-in/t0.csv").write_text(table + "\n")
    (tmp_path / ".config").mkdir()
    address = f"http://127.0.0.1:{hook.server_port}/a'b"
    example = find_block("BAROMETRE_LS_USER=")
    variables = f'{example}BAROMETRE_WEBHOOK="{address}"\n'
    (tmp_path / ".config/barometre.env").write_text(variables, "utf-8")
    return tmp_path


def test_the_cron_line_does_what_is_due_as_cron_starts_it(home, hook):
    """Cron gives a home, a bare path and sh, and nothing of anyone's profile."""
    line = find_block("5 * * * * ").removeprefix("5 * * * * ").strip()
    bare = {"HOME": str(home), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        env={**bare, "LOGNAME": "etude"},
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    log = (home / "cafes.log").read_text("utf-8")
    assert done.returncode == 0, log
    assert done.stdout + done.stderr == ""
    assert "Final report made" in log
    assert (home / "cafes/reports/evaluator.fr.html").exists()
    (message,) = hook.messages
    assert message["study"] == "cafes"


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)
def test_systemd_takes_the_service_and_the_timer(tmp_path):
    service = re.sub(
        r"ExecStart=\S+", f"ExecStart={sys.executable}", find_block("[Unit]")
    )
    units = {"service": service, "timer": find_block("[Timer]")}
    files = [tmp_path / f"barometre-cafes.{kind}" for kind in units]
    for file, text in zip(files, units.values(), strict=True):
        file.write_text(text, "utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (when,) = re.findall(r"OnCalendar=(.*)", units["timer"])
    calendar = subprocess.run(
        ["systemd-analyze", "calendar", when],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert calendar.returncode == 0
    assert "*-*-* *:00:00" in calendar.stdout
