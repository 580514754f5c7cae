"""A LimeSurvey session: one login, one key, given back whatever happens."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import citric.exceptions
from citric.session import Session

from barometre.sources.limesurvey.address import find_interface, name_host
from barometre.sources.limesurvey.errors import (
    LimeSurveyError,
    read_server_error,
    read_status,
    refuse,
)
from barometre.sources.limesurvey.transport import Patience, Transport
from barometre.study import LimeSurveySource

# What can pass by itself. A wrong password cannot, and three of them lock the address
# out for ten minutes: logging in is never tried again.
_CAN_PASS = frozenset(
    {
        "limesurvey_unreachable",
        "limesurvey_silent",
        "limesurvey_cut_off",
        "limesurvey_server_busy",
        "limesurvey_server_failed",
        "limesurvey_garbled",
    }
)
_EXPIRED = "limesurvey_session_expired"


class LimeSurvey:
    """An open session with a server: asks, and tells it to do things.

    Made by :func:`open_session` only. ``host`` names the server in messages.
    """

    def __init__(
        self, source: LimeSurveySource, *, login: tuple[str, str], transport: Transport
    ) -> None:
        self.host = name_host(source)
        self._address = find_interface(source)
        self._login = login
        self._variables = (source.username_env, source.password_env)
        self._transport = transport
        self._has_renewed = False
        self._session = self._open()

    def ask(self, method: str, *params: object, survey_id: int | None = None) -> Any:
        """Call a method that only reads; tried again for what can pass.

        Parameters
        ----------
        method, params
            Of RemoteControl 2, without the session key.
        survey_id
            Survey that messages name.

        Raises
        ------
        LimeSurveyError
            With the cause and the remedy.
        """
        for pause in self._transport.patience.pauses:
            try:
                return self.tell(method, *params, survey_id=survey_id)
            except LimeSurveyError as error:
                if error.code not in _CAN_PASS:
                    raise
                _pause(pause)
        return self.tell(method, *params, survey_id=survey_id)

    def tell(self, method: str, *params: object, survey_id: int | None = None) -> Any:
        """Call a method that changes something, once; as :meth:`ask` otherwise.

        A key that has expired was refused before anything was done: there is a second
        login then, one a session.
        """
        try:
            return self._call(method, *params, survey_id=survey_id)
        except LimeSurveyError as error:
            if error.code != _EXPIRED or self._has_renewed:
                raise
        self._has_renewed = True
        self._session = self._open()
        return self._call(method, *params, survey_id=survey_id)

    def close(self) -> None:
        """Give the key back; a server that is gone does not hide what went wrong."""
        self._transport.be_brief()
        with suppress(LimeSurveyError, citric.exceptions.LimeSurveyError):
            self._session.close()

    def _open(self) -> Session:
        where = self.host
        with _plain_errors(where, "get_session_key", self._variables):
            return Session(
                self._address, *self._login, requests_session=self._transport
            )

    def _call(self, method: str, *params: object, survey_id: int | None) -> Any:
        where = self.host if survey_id is None else f"{self.host} › {survey_id}"
        with _plain_errors(where, method, self._variables):
            return self._session.rpc(method, *params)


@contextmanager
def open_session(
    source: LimeSurveySource,
    *,
    study_dir: Path,
    environ: Mapping[str, str] | None = None,
    patience: Patience | None = None,
) -> Iterator[LimeSurvey]:
    """Log in once, share the key, and release it at the end.

    Parameters
    ----------
    source
        Address, and names of the environment variables that hold the secrets.
    study_dir
        Folder that ``ca_file`` starts from.
    environ
        Where the secrets are; the environment by default.
    patience
        How long to wait.

    Raises
    ------
    LimeSurveyError
        When there is no login, or the server refuses it; it is not tried again.
    """
    find_interface(source)
    login = _find_login(source, os.environ if environ is None else environ)
    transport = Transport(
        patience=patience or Patience(),
        where=name_host(source),
        ca_file=_find_ca_file(source, study_dir),
    )
    with (
        transport,
        closing(LimeSurvey(source, login=login, transport=transport)) as server,
    ):
        yield server


def _pause(seconds: float) -> None:
    time.sleep(seconds)


def _find_login(
    source: LimeSurveySource, environ: Mapping[str, str]
) -> tuple[str, str]:
    names = (source.username_env, source.password_env)
    missing = [name for name in names if not environ.get(name)]
    if missing:
        raise refuse("limesurvey_login_missing", "study.yaml › source", names=missing)
    return environ[source.username_env], environ[source.password_env]


def _find_ca_file(source: LimeSurveySource, study_dir: Path) -> Path | None:
    if source.ca_file is None:
        return None
    path = study_dir / source.ca_file
    if not path.is_file():
        where = "study.yaml › source › ca_file"
        raise refuse("limesurvey_ca_file_missing", where, file=str(source.ca_file))
    return path


@contextmanager
def _plain_errors(
    where: str, method: str, variables: tuple[str, str]
) -> Iterator[None]:
    """Turn what citric raises into a cause and a remedy, without the server's words."""
    try:
        yield
    except citric.exceptions.LimeSurveyStatusError as error:
        raise read_status(
            str(error), where=where, method=method, variables=variables
        ) from None
    except citric.exceptions.LimeSurveyApiError as error:
        raise read_server_error(str(error), where=where, method=method) from None
    except (
        citric.exceptions.LimeSurveyError,
        citric.exceptions.ResponseMismatchError,
        ValueError,
        KeyError,
        TypeError,
    ):
        # Cut short, or not the answer to this question.
        raise refuse("limesurvey_garbled", where) from None
