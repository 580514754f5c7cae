"""People to invite, read from a file of one's own: sent to the server, kept nowhere."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from barometre.errors import Problem, SourceError

_EMAIL = "email"
_NAMES = ("firstname", "lastname")
_LANGUAGE = "language"
_FEWEST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Participant:
    """One person, as LimeSurvey takes them; never shown, not even by mistake."""

    fields: Mapping[str, str] = field(repr=False)

    @property
    def address(self) -> str:
        """Where to write, in the one way in which addresses are compared."""
        return self.fields[_EMAIL].casefold()


def read_participants(
    path: Path, *, breakdowns: Sequence[str], languages: Sequence[str]
) -> list[Participant]:
    """Read a CSV file of participants.

    Parameters
    ----------
    path
        Comma or semicolon, UTF-8. Columns: ``email``, and if wanted ``firstname``,
        ``lastname``, ``language`` and the breakdowns.
    breakdowns
        Facts that come with a participant: the first becomes ``attribute_1``.
    languages
        Languages of the survey; the first where the file gives none.

    Raises
    ------
    SourceError
        With every problem, by row number: nobody's name or address is shown.
    """
    where = path.name
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SourceError(Problem("participants_unreadable", where)) from None
    header = text.partition("\n")[0]
    separator = ";" if header.count(";") > header.count(",") else ","
    reader = csv.DictReader(text.splitlines(), delimiter=separator)
    rows = [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
    columns = [name.strip() for name in reader.fieldnames or ()]
    known = (_EMAIL, *_NAMES, _LANGUAGE, *breakdowns)
    problems = [*_check_columns(columns, known), *_check_rows(rows, languages)]
    if problems:
        located = [Problem(p.code, where, **p.facts) for p in problems]
        raise SourceError(*located)
    return [Participant(_write_fields(row, breakdowns, languages[0])) for row in rows]


def _check_columns(columns: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    if _EMAIL not in columns:
        yield Problem("participants_no_email", known=known)
    unknown = [name for name in columns if name not in known]
    if unknown:
        yield Problem("participants_column_unknown", columns=unknown, known=known)


def _check_rows(
    rows: Sequence[Mapping[str, str]], languages: Sequence[str]
) -> Iterator[Problem]:
    """Find rows at fault; the header is the first row of the file."""
    addresses = [row.get(_EMAIL, "").casefold() for row in rows]
    times = Counter(addresses)
    spoken = [row.get(_LANGUAGE, "") for row in rows]
    found = {
        "participants_bad_email": [not _is_address(text) for text in addresses],
        "participants_email_twice": [
            times[text] > 1 and _is_address(text) for text in addresses
        ],
        "participants_bad_language": [
            bool(code) and code not in languages for code in spoken
        ],
    }
    for code, is_wrong in found.items():
        numbers = [number for number, one in enumerate(is_wrong, start=2) if one]
        if numbers:
            yield Problem(code, n=len(numbers), rows=numbers, known=list(languages))


def _is_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    parts = host.split(".")
    is_whole = bool(name) and len(parts) >= _FEWEST_PARTS and all(parts)
    return is_whole and " " not in text and "," not in text


def _write_fields(
    row: Mapping[str, str], breakdowns: Sequence[str], language: str
) -> dict[str, str]:
    attributes = {
        f"attribute_{number}": row.get(name, "")
        for number, name in enumerate(breakdowns, start=1)
    }
    return {
        _EMAIL: row[_EMAIL],
        **{name: row.get(name, "") for name in _NAMES},
        _LANGUAGE: row.get(_LANGUAGE, "") or language,
        "emailstatus": "OK",
        **attributes,
    }
