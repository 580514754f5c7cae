"""Typed cells written as the text a person would type: 7, never 7.0."""

import datetime as dt
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc


def write_cells_as_text(cells: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Turn a typed column into text; absent values become empty text.

    Whole numbers lose the ``.0`` that spreadsheets and SPSS give them. Nothing else
    changes: each distinct value is written once, then put back in its place.
    """
    if isinstance(cells, pa.ChunkedArray):
        cells = cells.combine_chunks()
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    encoded = cells.dictionary_encode()
    distinct = texts_of(encoded.dictionary.to_pylist())
    return pc.fill_null(pc.take(distinct, encoded.indices), "")


def texts_of(values: Iterable[object]) -> pa.Array:
    """Write each value as text."""
    return pa.array([_write(value) for value in values], pa.string())


def _write(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return str(value)
