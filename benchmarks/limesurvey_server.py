"""A LimeSurvey of one survey on loopback, as slow as a real one was measured to be."""

import base64
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.invented_study import FORMATS, name_items

ITEMS = [item for scale in FORMATS for item in name_items(scale)]
_BEFORE = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token"]
# 70 columns, as many as the survey that was measured; 22 that the study does not ask.
COLUMNS = [
    *_BEFORE,
    *("startdate", "datestamp"),
    *ITEMS,
    *(f"Other[SQ{number:03d}]" for number in range(1, 23)),
]
# LimeSurvey 6.4.2 on two cores: 5,000 rows of 69 columns in 0.77 s; a page of the four
# columns that tell whether a response changed takes two fifths of a whole one.
_SECONDS_A_CALL = 0.02
_SECONDS_A_ROW = 0.00015
_TRACES_SHARE = 0.4
_NEW, _COMPLETED = 100, 20


class Survey:
    """Responses by id; one in fifty has not come to its end."""

    def __init__(self, n: int) -> None:
        self.lines = [self._make_row(number) for number in range(1, n + 1)]

    def _make_row(self, number: int) -> list[str]:
        is_open = number % 50 == 0
        moment = f"2026-03-{1 + number % 28:02d} 10:{number % 60:02d}:00"
        before = ["" if is_open else moment, "2" if is_open else "4", "fr"]
        about = [str(number), *before, str(10**8 + number), f"t{number:011d}"]
        answers = [str((number * 7 + place) % 5 + 1) for place in range(len(ITEMS))]
        others = ["Y", "une réponse libre"] * 11
        return [*about, moment, moment, *answers, *others]

    def change(self) -> int:
        """Add new responses and complete some that had stopped."""
        n = len(self.lines)
        for place in range(49, 50 * _COMPLETED, 50):
            self.lines[place][1] = self.lines[place][7] = "2026-04-01 09:00:00"
        self.lines += [self._make_row(n + k) for k in range(1, _NEW + 1)]
        return _NEW + _COMPLETED

    def export(self, first: int, last: int | None, fields: list[str] | None) -> str:
        """Export a range of ids, after the time that a real server takes."""
        names = fields or COLUMNS
        places = [COLUMNS.index(name) for name in names]
        rows = self.lines[first - 1 : last]
        share = 1.0 if fields is None else _TRACES_SHARE
        time.sleep(len(rows) * _SECONDS_A_ROW * share)
        if not rows:
            return base64.b64encode(b"\r\n").decode()
        lines = ['"' + '";"'.join(names) + '"']
        lines += ['"' + '";"'.join([row[k] for k in places]) + '"' for row in rows]
        text = "\ufeff" + "\r\n".join(lines) + "\r\n\r\n"
        return base64.b64encode(text.encode()).decode()


def answer(survey: Survey, method: str, params: list[object]) -> object:
    """Answer one call of RemoteControl."""
    time.sleep(_SECONDS_A_CALL)
    if method == "export_responses":
        return survey.export(*params[7:10])  # type: ignore[arg-type]
    return {
        "get_session_key": lambda: "k" * 32,
        "release_session_key": lambda: "OK",
        "list_surveys": lambda: [{"sid": 1, "active": "Y", "expires": None}],
        "get_summary": lambda: {"full_responses": len(survey.lines)},
        "list_participants": lambda: {"status": "Error: No survey participants table"},
        "get_survey_properties": lambda: {"format": "G"},
        "list_groups": lambda: _GROUPS,
        "list_questions": lambda: _QUESTIONS,
        "get_question_properties": lambda: {"answeroptions": _ANSWERS},
        "change": survey.change,
    }[method]()


_GROUPS = [
    {
        "gid": 1,
        "group_order": 1,
        "grelevance": "1",
        "group_name": "Questions",
        "language": "fr",
    }
]
# As many questions as the survey that was measured.
_QUESTIONS = [
    {
        "qid": number,
        "parent_qid": 0,
        "gid": 1,
        "type": "L",
        "title": item,
        "question": "Question",
        "question_order": number,
        "mandatory": "N",
        "other": "N",
        "relevance": "1",
    }
    for number, item in enumerate(ITEMS[:29], start=1)
]
_ANSWERS = {str(code): {"answer": str(code), "order": code} for code in range(1, 6)}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    survey: Survey

    def do_POST(self) -> None:
        """Answer as RemoteControl does."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        result = answer(self.survey, asked["method"], asked["params"])
        told = json.dumps({"id": asked["id"], "result": result, "error": None})
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told.encode())

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


def main(n: str) -> None:
    """Serve until the parent closes standard input; print the port first."""
    _Handler.survey = Survey(int(n))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
