"""What to say when the columns of a file are not those a study expects."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from barometre.errors import Problem
from barometre.responses.columns import RESPONDENT_ID, SOURCE_ROW
from barometre.sources.expected_columns import ExpectedColumns

# Where study.yaml names a column otherwise than under `source.columns`.
_NAMED_ELSEWHERE = {
    "wave_column": "column_missing_wave",
    "interviewed": "column_missing_interviewed",
    "weights": "column_missing_weights",
}
# A number, a date or an address: what an answer looks like, and a name does not.
_ANSWER = re.compile(r"[-+\d.,/: ]+|.*@.*")


def check_headers(
    headers: Mapping[str, Sequence[str]], expected: ExpectedColumns
) -> list[Problem]:
    """Find columns that are missing, doubled or badly named, in all the files.

    Where one is missing and nothing resembles it, a last problem lists the columns
    that nothing uses yet, unless the first line seems to hold answers.
    """
    problems: list[Problem] = []
    missing: list[Problem] = []
    for name, header in headers.items():
        problems.extend(_check_names(header, expected, where=name))
        missing.extend(_find_missing(expected.in_every_file, header, expected, name))
    everywhere = [column for header in headers.values() for column in header]
    where = ", ".join(headers)
    missing.extend(_find_missing(expected.somewhere, everywhere, expected, where))
    problems.extend(missing)
    if any(not problem.facts["close"] for problem in missing):
        problems.extend(_describe_unused(everywhere, expected, where=where))
    return problems


def _check_names(
    header: Sequence[str], expected: ExpectedColumns, *, where: str
) -> list[Problem]:
    times = Counter(header)
    doubled = [column for column in expected.select(list(times)) if times[column] > 1]
    reserved = [
        column
        for column in expected.copied(header)
        if column in (RESPONDENT_ID, SOURCE_ROW)
    ]
    return [
        *([Problem("header_doubled", where, columns=doubled)] if doubled else []),
        *([Problem("column_reserved", where, columns=reserved)] if reserved else []),
    ]


def _find_missing(
    wanted: Mapping[str, str],
    header: Sequence[str],
    expected: ExpectedColumns,
    where: str,
) -> Iterable[Problem]:
    for field, column in wanted.items():
        if column in header:
            continue
        close = _look_alike(column, header)
        code = _message_of(field, column, expected)
        words = {"text": expected.words[field]} if field in expected.words else {}
        yield Problem(
            f"{code}_close" if close else code,
            where,
            column=column,
            field=field,
            close=close,
            **words,
        )


def _message_of(field: str, column: str, expected: ExpectedColumns) -> str:
    if field in expected.words:
        return "column_missing_item"
    if column in expected.groups:
        return "column_missing_group"
    if field.startswith("respondent."):
        return "column_missing_people"
    return _NAMED_ELSEWHERE.get(field, "column_missing")


def _look_alike(column: str, header: Sequence[str]) -> list[str]:
    """Find columns of nearly the same name, capitals and spaces apart."""
    folded = {name.strip().casefold(): name for name in header}
    near = get_close_matches(column.strip().casefold(), folded, n=3, cutoff=0.6)
    return [folded[name] for name in near]


def _describe_unused(
    header: Sequence[str], expected: ExpectedColumns, *, where: str
) -> list[Problem]:
    used = {*expected.columns, *expected.people}
    unused = [column for column in dict.fromkeys(header) if column not in used]
    if any(_ANSWER.fullmatch(column) for column in header):
        return [Problem("header_looks_like_answers", where)]
    if not unused:
        return []
    example = next(iter(expected.items), "territory")
    facts = {"columns": ", ".join(unused), "example": example}
    return [Problem("columns_unused", where, **facts)]
