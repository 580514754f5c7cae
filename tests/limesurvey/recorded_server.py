"""A JSON-RPC server on loopback that speaks as a real LimeSurvey was recorded."""

import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

RECORDINGS = Path(__file__).parents[3] / "shared" / "limesurvey" / "recordings"
NO_RECORDINGS = "the recordings of a LimeSurvey server are not on this machine"


@dataclass(frozen=True)
class Reply:
    """One HTTP answer, whole or broken on purpose."""

    status: int = 200
    content_type: str = "application/json"
    body: bytes = b""
    delay: float = 0.0
    cut_after: int | None = None
    declared_length: int | None = None
    drip: float = 0.0
    chunked: bool = False


def recorded(name: str) -> Reply:
    """Read one recorded answer."""
    response = json.loads((RECORDINGS / f"{name}.json").read_text("utf-8"))["response"]
    text = response["text"] or ""
    if response["json"] is not None:
        text = json.dumps(response["json"])
    kind = response["headers"].get("Content-Type", "")
    return Reply(response["status_code"], kind, text.encode())


def result(value: object) -> Reply:
    """Answer as RemoteControl does when it has a result."""
    return Reply(body=json.dumps({"id": 1, "result": value, "error": None}).encode())


def status(text: str) -> Reply:
    """Answer as RemoteControl does when it refuses."""
    return result({"status": text})


Answer = Reply | Callable[..., object]


@dataclass
class RecordedServer:
    """Answers by method: one reply, a list taken in turn, or a function of params."""

    answers: dict[str, Answer | list[Answer]]
    calls: list[tuple[str, list[object]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""

    def count(self, method: str) -> int:
        return sum(name == method for name, _ in self.calls)

    def answer(self, method: str, params: list[object]) -> Reply:
        self.calls.append((method, params))
        found = self.answers.get(method)
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        if found is None:
            return Reply(500, "text/html", b"<!DOCTYPE html><html></html>")
        if callable(found):
            found = found(*params)
        return found if isinstance(found, Reply) else result(found)


class _QuietServer(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that hang up: some tests are about that."""


LOGIN: dict[str, Answer | list[Answer]] = {
    "get_session_key": result("SESSIONKEY00000000000000000000000"),
    "release_session_key": result("OK"),
}


@contextmanager
def serve(
    answers: dict[str, Answer | list[Answer]], *, certificate: Path | None = None
) -> Iterator[RecordedServer]:
    """Serve on a free port of this machine until the test is over."""
    server = RecordedServer({**LOGIN, **answers})
    httpd = _QuietServer(("127.0.0.1", 0), _make_handler(server))
    scheme = "http"
    if certificate is not None:
        scheme = "https"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
        httpd.socket = context.wrap_socket(httpd.socket, server_side=True)
    server.url = f"{scheme}://127.0.0.1:{httpd.server_port}"
    thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()
        thread.join()


def find_free_port() -> int:
    """Find a port where nothing answers."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _make_handler(server: RecordedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            request = json.loads(body)
            server.headers.append(dict(self.headers))
            reply = server.answer(request["method"], request["params"])
            self.send(reply, request["id"])

        def send(self, reply: Reply, request_id: int) -> None:
            body = _echo_id(reply, request_id)
            time.sleep(reply.delay)
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.content_type)
            length = reply.declared_length or len(body)
            if reply.chunked:
                self.send_header("Transfer-Encoding", "chunked")
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            else:
                self.send_header("Content-Length", str(length))
            if reply.status in (301, 302, 307, 308):
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
            self.end_headers()
            if reply.drip:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(reply.drip)
                return
            self.wfile.write(body[: reply.cut_after])
            if reply.cut_after is not None or reply.declared_length is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    return Handler


def _echo_id(reply: Reply, request_id: int) -> bytes:
    """Put the id of the question into a recorded answer, as the server does."""
    return re.sub(rb'^\{"id": ?\d+', b'{"id": %d' % request_id, reply.body, count=1)
