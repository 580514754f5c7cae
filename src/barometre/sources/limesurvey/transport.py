"""How requests travel: a time limit on all of them, and no answer taken on trust."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path

import requests
import urllib3

from barometre.sources.limesurvey.errors import (
    LimeSurveyError,
    read_http_status,
    read_other_body,
    refuse,
)

_CHUNK = 1 << 16
_GOODBYE = 5.0
_SSL_ERRORS = (requests.exceptions.SSLError, urllib3.exceptions.SSLError)
_SILENCES = (requests.exceptions.ReadTimeout, urllib3.exceptions.ReadTimeoutError)
_BREAKS = (
    requests.exceptions.ChunkedEncodingError,
    urllib3.exceptions.ProtocolError,
    HTTPException,
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, and how much to take.

    Parameters
    ----------
    connect, silence, answer
        Seconds for the connection, without a byte, and for a whole answer.
    pauses
        Seconds before each further attempt of a request that only reads.
    largest
        Bytes of one answer; what is larger must be asked for in smaller pages.
    """

    connect: float = 10.0
    silence: float = 120.0
    answer: float = 1200.0
    pauses: tuple[float, ...] = (1.0, 4.0, 10.0)
    largest: int = 64 << 20


class Transport(requests.Session):
    """Carries requests to one server, and says in plain words why it could not.

    Redirects are refused: they would take the password to another address.
    """

    def __init__(self, *, patience: Patience, where: str, ca_file: Path | None) -> None:
        super().__init__()
        self.patience = patience
        self.where = where
        # Without this an identity written in ~/.netrc would be sent along.
        self.auth = _leave_as_is
        self.ca_file = ca_file

    def be_brief(self) -> None:
        """Wait no longer than one does for a goodbye."""
        brief = min(_GOODBYE, self.patience.silence)
        self.patience = replace(self.patience, silence=brief, answer=brief)

    def send(
        self, request: requests.PreparedRequest, **options: object
    ) -> requests.Response:
        """Send a request and read its whole answer.

        Raises
        ------
        LimeSurveyError
            When there is no answer, not a whole one, or not one of RemoteControl.
        """
        patience = self.patience
        options |= {
            "timeout": (patience.connect, patience.silence),
            "allow_redirects": False,
            "stream": True,
        }
        if self.ca_file is not None:
            # Said for each request: REQUESTS_CA_BUNDLE would win over the session's.
            options["verify"] = str(self.ca_file)
        begun = time.monotonic()
        response, body = self._name_failures(
            lambda: self._read(super(Transport, self).send(request, **options), begun)  # type: ignore[arg-type]
        )
        if response.status_code != 200:
            raise read_http_status(response.status_code, body, where=self.where)
        if "json" not in response.headers.get("Content-Type", ""):
            raise read_other_body(body, where=self.where)
        response._content = body
        return response

    def _read(
        self, response: requests.Response, begun: float
    ) -> tuple[requests.Response, bytes]:
        body = bytearray()
        with response:
            # What has come, without waiting for a whole chunk: a server that sends one
            # byte now and then must not hold the run for hours.
            while chunk := response.raw.read1(_CHUNK, decode_content=True):
                body += chunk
                if len(body) > self.patience.largest:
                    raise refuse("limesurvey_answer_too_large", self.where)
                if time.monotonic() - begun > self.patience.answer:
                    raise refuse("limesurvey_silent", self.where)
        return response, bytes(body)

    def _name_failures(
        self, exchange: Callable[[], tuple[requests.Response, bytes]]
    ) -> tuple[requests.Response, bytes]:
        try:
            return exchange()
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            HTTPException,
            OSError,
        ) as error:
            raise self._name_failure(error) from None

    def _name_failure(self, error: Exception) -> LimeSurveyError:
        said = str(error)
        code = "limesurvey_unreachable"
        if "certificate" in said.lower() or isinstance(error, _SSL_ERRORS):
            code = "limesurvey_certificate"
        elif isinstance(error, _SILENCES):
            code = "limesurvey_silent"
        elif isinstance(error, _BREAKS) or "Connection aborted" in said:
            code = "limesurvey_cut_off"
        return refuse(code, self.where)


def _leave_as_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
