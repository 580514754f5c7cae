"""Text files with one separator: commas, semicolons or tabs, gzipped or not."""

import codecs
import csv
import gzip
import io
from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from barometre.errors import Problem, SourceError
from barometre.sources.open_table import OpenTable, number_rows

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab"}
# Larger than any row: a row may not be longer than one block.
_BLOCK_BYTES = 1 << 24
_HEAD_BYTES = 1 << 20


def open_delimited(
    path: Path, *, encoding: str | None, expected: Collection[str]
) -> OpenTable:
    """Find the encoding, the separator and the columns of a text file.

    Parameters
    ----------
    path
        File; read through gzip where its name ends in ``.gz``.
    encoding
        What the study says; without it only UTF-8 is taken.
    expected
        Columns that the study names: the separator is the one that finds most.
    """
    head = _read_head(path)
    if not head.strip():
        raise SourceError(Problem("file_empty", path.name))
    name = _name_encoding(head, encoding, where=path.name)
    text = _decode_head(head, name, where=path.name)
    separator = max(
        SEPARATORS,
        key=lambda one: (
            len(set(_split_header(text, one)) & set(expected)),
            len(_split_header(text, one)),
        ),
    )
    return OpenTable(
        columns=tuple(_split_header(text, separator)),
        read=partial(_read, path, separator=separator, encoding=name),
        facts={"separator": SEPARATORS[separator], "encoding": name},
    )


def _read_head(path: Path) -> bytes:
    open_file = gzip.open if path.suffix == ".gz" else Path.open
    try:
        with open_file(path, "rb") as stream:
            return stream.read(_HEAD_BYTES)
    except (OSError, EOFError) as error:
        raise SourceError(Problem("file_unreadable", path.name)) from error


def _name_encoding(head: bytes, stated: str | None, *, where: str) -> str:
    if stated is not None:
        try:
            name = codecs.lookup(stated).name
        except LookupError:
            problem = Problem("encoding_unknown", where, encoding=stated)
            raise SourceError(problem) from None
        if name != "utf-8":
            return name
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise SourceError(Problem("encoding_not_utf8", where, guess="utf-16"))
    # No text holds a zero byte: a workbook or a picture that was renamed does.
    if b"\0" in head:
        raise SourceError(Problem("file_unreadable", where))
    return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"


def _decode_head(head: bytes, encoding: str, *, where: str) -> str:
    """Decode what was read; its last character may be cut in two."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        return decoder.decode(head)
    except UnicodeDecodeError:
        raise SourceError(_not_in_encoding(encoding, where)) from None


def _not_in_encoding(encoding: str, where: str) -> Problem:
    if encoding.startswith("utf-8"):
        # Windows' code page writes every text that Latin-1 writes, and more.
        return Problem("encoding_not_utf8", where, guess="cp1252")
    return Problem("encoding_wrong", where, encoding=encoding)


def _split_header(text: str, separator: str) -> list[str]:
    return next(csv.reader(io.StringIO(text), delimiter=separator), [])


def _read(
    path: Path, columns: Sequence[str], *, separator: str, encoding: str
) -> pa.Table:
    """Read the asked columns as text, exactly as written; refuse uneven rows."""
    uneven: list[arrow_csv.InvalidRow] = []

    def keep_uneven(row: arrow_csv.InvalidRow) -> str:
        uneven.append(row)
        return "skip"

    def read(*, use_threads: bool) -> pa.Table:
        return arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(
                use_threads=use_threads,
                block_size=_BLOCK_BYTES,
                encoding="utf8" if encoding.startswith("utf-8") else encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                invalid_row_handler=keep_uneven,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=list(columns),
                column_types=dict.fromkeys(columns, pa.string()),
                strings_can_be_null=False,
            ),
        )

    try:
        table = read(use_threads=True)
        if uneven:
            # Rows are numbered only by a reading in order.
            uneven.clear()
            read(use_threads=False)
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        # Arrow's own message quotes the file: it may hold answers.
        if "UTF8" in str(error) or isinstance(error, UnicodeDecodeError):
            raise SourceError(_not_in_encoding(encoding, path.name)) from None
        raise SourceError(Problem("file_unreadable", path.name)) from None
    except (OSError, EOFError):
        raise SourceError(Problem("file_unreadable", path.name)) from None
    if uneven:
        raise SourceError(_uneven_rows(uneven, where=path.name))
    return number_rows(table)


def _uneven_rows(uneven: Sequence[arrow_csv.InvalidRow], *, where: str) -> Problem:
    return Problem(
        "rows_uneven",
        where,
        n=len(uneven),
        rows=[row.number for row in uneven],
        expected=uneven[0].expected_columns,
        found=sorted({row.actual_columns for row in uneven}),
    )
