"""From a file of margins to what is known of a population: all its problems at once."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path

from barometre.errors import Problem, StudyError
from barometre.study import KnownShare, Study

_NAMES = ("variable", "category")
_KINDS = ("share", "count")
_SUM_TOLERANCE = 0.005


def load_margins(study: Study, folder: Path) -> tuple[KnownShare, ...]:
    """Read the margins that a study fits its weights to; none where it does not.

    The file is CSV in UTF-8, columns divided by commas or semicolons: ``variable``,
    ``category``, and either ``share`` (adding up to 1 in each variable) or ``count``
    (residents; shares and the size of the population follow).

    Raises
    ------
    StudyError
        With everything that is wrong with the file.
    """
    fitted = study.weights.fitted if study.weights else None
    if fitted is None:
        return ()
    path, name = folder / fitted.margins, str(fitted.margins)
    if not path.is_file():
        raise StudyError(Problem("margins_not_found", name))
    rows, kind = _read_rows(path, name)
    problems: list[Problem] = []
    numbers = dict(_read_numbers(rows, kind, name, problems))
    problems += _check_sums(numbers, kind, name)
    is_single = study.weights is not None and study.weights.poststratify is not None
    if is_single and len({variable for variable, _ in numbers}) > 1:
        problems.append(Problem("margins_several", name))
    if problems:
        raise StudyError(*problems)
    return tuple(_to_shares(numbers, kind))


def _read_rows(path: Path, name: str) -> tuple[list[dict[str, str]], str]:
    """Read cells by column, and tell whether they are shares or counts."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise StudyError(Problem("margins_encoding", name)) from None
    first = text.partition("\n")[0]
    divider = ";" if first.count(";") > first.count(",") else ","
    reader = csv.DictReader(text.splitlines(), delimiter=divider)
    columns = [(column or "").strip() for column in reader.fieldnames or ()]
    reader.fieldnames = columns
    kinds = [kind for kind in _KINDS if kind in columns]
    if len(kinds) != 1 or not set(_NAMES) <= set(columns):
        raise StudyError(Problem("margins_columns", name, found=columns))
    return [
        {key: (row.get(key) or "").strip() for key in (*_NAMES, kinds[0])}
        for row in reader
    ], kinds[0]


def _read_numbers(
    rows: Sequence[Mapping[str, str]], kind: str, name: str, problems: list[Problem]
) -> Iterator[tuple[tuple[str, str], float]]:
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(rows, 2):
        where = f"{name}:{line}"
        key = row["variable"], row["category"]
        number = _to_number(row[kind])
        if not all(key):
            problems.append(Problem("margins_empty_name", where))
        elif key in seen:
            problems.append(Problem("margins_twice", where, category=key[1]))
        elif number is None:
            problems.append(Problem("margins_number", where, column=kind))
        else:
            yield key, number
        seen.add(key)
    if not rows:
        problems.append(Problem("margins_no_row", name))


def _to_number(text: str) -> float | None:
    """Read a number above zero, a French decimal mark too; None for anything else."""
    try:
        number = float(text.replace(",", ".").replace("\N{NO-BREAK SPACE}", ""))
    except ValueError:
        return None
    return number if isfinite(number) and number > 0 else None


def _check_sums(
    numbers: Mapping[tuple[str, str], float], kind: str, name: str
) -> Iterator[Problem]:
    for variable, total in _add_up(numbers).items():
        if kind == "share" and abs(total - 1) > _SUM_TOLERANCE:
            yield Problem("margins_sum", f"{name} › {variable}", total=round(total, 4))


def _add_up(numbers: Mapping[tuple[str, str], float]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for (variable, _), number in numbers.items():
        totals[variable] += number
    return totals


def _to_shares(
    numbers: Mapping[tuple[str, str], float], kind: str
) -> Iterator[KnownShare]:
    totals = _add_up(numbers)
    for (variable, category), number in numbers.items():
        share = number / totals[variable]
        people = number if kind == "count" else None
        yield KnownShare(variable, category, share, people)
