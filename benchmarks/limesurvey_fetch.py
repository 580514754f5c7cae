"""Responses of a LimeSurvey server: all of them, then only what changed."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.invented_study import invent_study
from benchmarks.limesurvey_server import ITEMS
from benchmarks.measured import hand_over, run_python
from benchmarks.table import Comparison

PEER = "a bare loop that downloads the same pages and throws them away"
_RESPONSES = 50_000
_MOST_MB = 150
_LOGIN = {"BAROMETRE_LS_USER": "reader", "BAROMETRE_LS_PASSWORD": "invented"}


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure a first fetch beside its bare loop, then one of what changed."""
    study = folder / "study"
    with _serve(_RESPONSES) as url:
        _write_study(study, url)
        run_python("limesurvey_fetch", "ours", study)
        shutil.rmtree(study / "data")
        peer = run_python("limesurvey_fetch", "peer", study)
        ours = run_python("limesurvey_fetch", "ours", study)
        yield Comparison(
            size=f"{_RESPONSES:,} responses × 70 columns, first time",
            ours=ours,
            peer=peer,
            outcome=f"{ours.numbers['rows']:.0f} responses kept",
            is_same_work=False,
            goal=f"1.3 × the bare loop, under {_MOST_MB} MB",
            is_met=ours.median < 1.3 * peer.median and ours.peak_mb < _MOST_MB,
        )
        changed = run_python("limesurvey_fetch", "change", study).numbers["changed"]
        again = run_python("limesurvey_fetch", "ours", study)
        yield Comparison(
            size=f"the same, {changed:.0f} responses new or completed since",
            ours=again,
            peer=None,
            outcome=f"{again.numbers['rows']:.0f} responses kept, "
            f"{again.numbers['read_again']:.0f} read again",
            goal=f"2 s, under {_MOST_MB} MB",
            is_met=again.median < 2 and again.peak_mb < _MOST_MB,
        )


@contextmanager
def _serve(n: int) -> Iterator[str]:
    """Run the server in a process of its own: its memory and its work are not ours."""
    command = [sys.executable, "-m", "benchmarks.limesurvey_server", str(n)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        if server.stdout is None or server.stdin is None:
            sys.exit("the server has no port to tell")
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.stdin.close()


def _write_study(study: Path, url: str) -> None:
    """Let the invented study read the server, where nobody comes back."""
    invent_study(study, people=10)
    text = (study / "study.yaml").read_text("utf-8")
    source = f"source:\n  kind: limesurvey\n  url: {url}\nwaves:\n"
    wave = "  - {id: t0, label: {fr: Avant, en: Before}, survey_id: 1}\n"
    text = re.sub(r"source:\n.*?(?=respondent)", source + wave, text, flags=re.DOTALL)
    text = text.replace("{by: column, column: code}", "{by: token}")
    (study / "study.yaml").write_text(text.replace("groups: [town]\n", ""), "utf-8")


def _ours(study: Path) -> tuple[list[float], Mapping[str, float]]:
    import barometre.pipeline.sequence
    import barometre.sources.limesurvey.fetch  # noqa: F401  imports are not timed
    from barometre.pipeline import run

    start = time.perf_counter()
    outcome = run(study, stages=["fetch"])
    seconds = time.perf_counter() - start
    kept = max((study / "data" / "raw" / "t0").glob("*/manifest.json"))
    manifest = json.loads(kept.read_text("utf-8"))
    return [seconds], {
        "rows": outcome.stages[0].counts["rows"],
        "read_again": manifest["responses_read_again"],
    }


def _peer(study: Path) -> list[float]:
    import requests

    from barometre.sources.limesurvey.export import PAGE

    url = _find_url(study)
    start = time.perf_counter()
    with requests.Session() as session:
        for first in range(1, _RESPONSES, PAGE):
            wish = ["csv", None, "all", "code", "short", first, first + PAGE - 1, None]
            params = ["k", 1, *wish]
            call = {"method": "export_responses", "params": params, "id": 1}
            session.post(url, json=call, timeout=60).raise_for_status()
    return [time.perf_counter() - start]


def _change(study: Path) -> float:
    import requests

    call = {"method": "change", "params": [], "id": 1}
    return float(
        requests.post(_find_url(study), json=call, timeout=60).json()["result"]
    )


def _find_url(study: Path) -> str:
    text = (study / "study.yaml").read_text("utf-8")
    return re.search(r"url: (\S+)", text)[1]  # type: ignore[index]


def _main(task: str, folder: str) -> None:
    os.environ.update(_LOGIN)
    if task == "ours":
        hand_over(*_ours(Path(folder)), "barometre", "citric", "pyarrow", "requests")
    elif task == "peer":
        hand_over(_peer(Path(folder)), {"items": len(ITEMS)}, "requests")
    else:
        hand_over([0.0], {"changed": _change(Path(folder))}, "requests")


if __name__ == "__main__":
    _main(*sys.argv[1:])
