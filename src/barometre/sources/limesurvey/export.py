"""Responses of a survey, a range of ids at a time: codes only, all text."""

import base64
import binascii
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import pyarrow as pa
from pyarrow import csv

from barometre.sources.limesurvey.errors import LimeSurveyError, refuse
from barometre.sources.limesurvey.session import LimeSurvey

# LimeSurvey steps through an export by OFFSET: what one row costs grows with the page.
PAGE = 2_000
RESPONSE_ID = "id"
# Nothing is there: to the caller, no response.
NOTHING_YET = frozenset({"limesurvey_no_responses"})
_TOO_MUCH = frozenset(
    {
        "limesurvey_server_gave_up",
        "limesurvey_answer_too_large",
        "limesurvey_server_busy",
        "limesurvey_silent",
    }
)


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey on an open server."""

    server: LimeSurvey
    survey_id: int

    @property
    def where(self) -> str:
        """Place that messages name."""
        return f"{self.server.host} › {self.survey_id}"

    def ask(self, method: str, *params: object) -> object:
        """Ask something about this survey, whose number comes first."""
        return self.server.ask(
            method, self.survey_id, *params, survey_id=self.survey_id
        )


def export_page(
    survey: Survey,
    first: int,
    last: int | None,
    *,
    fields: Sequence[str] | None = None,
) -> pa.Table | None:
    """Export the responses of a range of ids; as :func:`send_for` and then read."""
    return read_contents(
        send_for(survey, first, last, fields=fields), where=survey.where
    )


def send_for(
    survey: Survey,
    first: int,
    last: int | None,
    *,
    fields: Sequence[str] | None = None,
) -> list[str]:
    """Send for a range of responses, in smaller ranges where it is too much at once.

    Parameters
    ----------
    first, last
        Ids, both included; without a last one, all from the first.
    fields
        LimeSurvey's own names of the columns to ask for; its default ones otherwise.
        One it does not know comes back empty, without a word.

    Returns
    -------
    list of str
        What came, encoded as it was, to be read by :func:`read_contents`: threads that
        wait for a server hold little memory as long as they read nothing.
    """
    wish = ("csv", None, "all", "code", "short", first, last, fields)
    try:
        content = survey.ask("export_responses", *wish)
    except LimeSurveyError as error:
        if error.code in NOTHING_YET:
            return []
        if error.code not in _TOO_MUCH or last is None or first == last:
            raise
    else:
        if not isinstance(content, str):
            raise refuse("limesurvey_garbled", survey.where)
        return [content]
    middle = (first + last) // 2
    return [
        *send_for(survey, first, middle, fields=fields),
        *send_for(survey, middle + 1, last, fields=fields),
    ]


def read_contents(
    contents: Sequence[str],
    *,
    where: str,
    choose: Callable[[list[str]], Collection[str]] = list,
) -> pa.Table | None:
    """Read what a server sent.

    Parameters
    ----------
    contents
        As :func:`send_for` gives them.
    choose
        Of the columns that came, those to keep; all of them by default.

    Returns
    -------
    Table or None
        Text columns, empty where there is no answer, whether it was left blank or
        never shown: the export does not tell. None where no id falls in the range.
    """
    found = [_read_csv(one, where=where, choose=choose) for one in contents]
    tables = [table for table in found if table is not None]
    return pa.concat_tables(tables) if tables else None


def _read_csv(
    content: str, *, where: str, choose: Callable[[list[str]], Collection[str]]
) -> pa.Table | None:
    try:
        text = base64.b64decode(content, validate=True)
        if not text.strip():
            return None
        header = read_header(text)
        kept = choose(header)
        kept = [name for name in header if name in kept]
        return csv.read_csv(
            pa.BufferReader(text),
            read_options=csv.ReadOptions(
                block_size=max(len(text), 1), use_threads=False
            ),
            parse_options=csv.ParseOptions(delimiter=";", newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                include_columns=kept,
                column_types=dict.fromkeys(kept, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except (binascii.Error, pa.ArrowInvalid, UnicodeDecodeError):
        raise refuse("limesurvey_garbled", where) from None


def read_header(text: bytes) -> list[str]:
    """Read the names of the columns of an export, which are question codes."""
    line = text[: text.find(b"\n")].decode("utf-8-sig").strip("\r")
    return [name.strip('"') for name in line.split(";")]
