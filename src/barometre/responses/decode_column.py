"""One column of codes into numbers and kinds of missing; each code is read once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem
from barometre.questionnaire.missing import MISSING_KINDS, MissingKind
from barometre.responses.codes import (
    ItemCodes,
    Reading,
    Rule,
    count_digits,
    read_number,
    shown_code,
    strip_spaces,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANSWERED = np.int8(-1)
KIND: Mapping[MissingKind, np.int8] = {
    kind: np.int8(number) for number, kind in enumerate(MISSING_KINDS)
}
# Until the row and the questionnaire have said why the cell is empty.
BLANK = np.int8(len(MISSING_KINDS))
UNEXPECTED = np.int8(len(MISSING_KINDS) + 1)
_FACT = {
    "code_unexpected": "found",
    "number_unexpected": "digits",
    "text_unexpected": "length",
}


@dataclass(frozen=True, slots=True)
class DecodedColumn:
    """Answers of one item at one wave.

    ``numbers`` is NaN where ``kinds`` is not ``ANSWERED``; ``rules`` counts the cells
    that each stated rule changed.
    """

    numbers: "NDArray[np.float64]"
    kinds: "NDArray[np.int8]"
    rules: Mapping[Rule, int]
    problems: tuple[Problem, ...] = ()


def decode_column(
    column: pa.ChunkedArray,
    codes: ItemCodes,
    *,
    source_rows: "NDArray[np.int64]",
    where: str,
) -> DecodedColumn:
    """Read the codes of one item.

    Parameters
    ----------
    column
        Text, as the source wrote it; empty text and nulls are blank.
    codes
        How codes of this item are read.
    source_rows
        Row of the source behind each cell, to say where a problem stands.
    where
        Wave and item, for messages.
    """
    texts, places = encode(column)
    readings = [codes.read(text) for text in texts]
    times = np.bincount(places, minlength=len(texts))
    rules: Counter[Rule] = Counter()
    for reading, n in zip(readings, times.tolist(), strict=True):
        rules.update(dict.fromkeys(reading.rules, n))
    values = np.array([reading.value for reading in readings], dtype=np.float64)
    kinds = np.array([_kind_of(reading) for reading in readings], dtype=np.int8)
    return DecodedColumn(
        numbers=values[places],
        kinds=kinds[places],
        rules=rules,
        problems=_find_unexpected(
            texts, kinds, places, source_rows, words=codes.words, where=where
        ),
    )


def encode(column: pa.ChunkedArray) -> tuple[list[str], "NDArray[np.int32]"]:
    """Give the distinct texts of a column and, for each row, which one it holds."""
    # A column without a single text has no type of its own.
    filled = pc.fill_null(pc.cast(column, pa.string()), "")
    encoded = filled.combine_chunks().dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    texts: list[str] = encoded.dictionary.to_pylist()
    return texts, encoded.indices.to_numpy(zero_copy_only=False)


def _kind_of(reading: Reading) -> np.int8:
    if reading.is_blank:
        return BLANK
    if reading.is_unexpected:
        return UNEXPECTED
    return ANSWERED if reading.kind is None else KIND[reading.kind]


def _find_unexpected(
    texts: list[str],
    kinds: "NDArray[np.int8]",
    places: "NDArray[np.int32]",
    source_rows: "NDArray[np.int64]",
    *,
    words: tuple[str, ...],
    where: str,
) -> tuple[Problem, ...]:
    """List codes that nothing declares; a person's own words only by their length."""
    by_text: dict[str, list[int]] = {}
    for place in np.flatnonzero(kinds == UNEXPECTED).tolist():
        by_text.setdefault(strip_spaces(texts[place]), []).append(place)
    rows_of: dict[tuple[str, str | int], list[int]] = {}
    for text, members in by_text.items():
        rows = source_rows[np.isin(places, members)].tolist()
        told = _tell_unexpected(text, n=len(rows), words=words)
        rows_of.setdefault(told, []).extend(rows)
    return tuple(
        Problem(code, where, **{_FACT[code]: fact}, n=len(rows), rows=sorted(rows))
        for (code, fact), rows in sorted(rows_of.items(), key=str)
    )


def _tell_unexpected(
    text: str, *, n: int, words: tuple[str, ...]
) -> tuple[str, str | int]:
    """Choose the message about an unexpected text, and what it may say of it."""
    shown = shown_code(text, n=n, known=words)
    if shown is not None:
        return "code_unexpected", shown
    n_digits = count_digits(text)
    if n_digits is not None:
        return "number_unexpected", n_digits
    return "text_unexpected", len(text)


def decode_numbers(
    column: pa.ChunkedArray,
    *,
    lowest: float,
    source_rows: "NDArray[np.int64]",
    where: str,
) -> DecodedColumn:
    """Read a weight, a page or a duration; no number, or one too low, is a problem."""
    texts, places = encode(column)
    numbers = [read_number(text) for text in texts]
    is_blank = np.array([not text.strip() for text in texts], dtype=bool)
    values = np.array(
        [np.nan if number is None else number for number in numbers], dtype=np.float64
    )
    is_wrong = ~is_blank & ~(values >= lowest)
    rows = sorted(source_rows[is_wrong[places]].tolist())
    problems = (Problem("number_unreadable", where, n=len(rows), rows=rows),)
    kinds = np.where(is_blank, BLANK, ANSWERED)
    return DecodedColumn(values[places], kinds[places], {}, problems if rows else ())
