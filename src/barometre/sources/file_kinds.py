"""The kind of a file, told from its name."""

from collections.abc import Collection
from pathlib import Path

from barometre.errors import Problem, SourceError
from barometre.sources.open_table import OpenTable
from barometre.study import FileSource

_KINDS = (".csv", ".tsv", ".txt", ".xlsx", ".sav", ".zsav", ".parquet")


def open_table(
    path: Path, *, source: FileSource, expected: Collection[str]
) -> OpenTable:
    """Open a file, gzipped or not, and find its columns."""
    suffix = _suffix(path)
    if suffix not in _KINDS:
        raise SourceError(
            Problem("file_kind_unknown", path.name, suffix=suffix, known=_KINDS)
        )
    # Each reader brings a heavy library that the other kinds do without.
    if suffix == ".xlsx":
        from barometre.sources.spreadsheet import open_spreadsheet

        return open_spreadsheet(path, sheet=source.sheet)
    if suffix in (".sav", ".zsav"):
        from barometre.sources.spss import open_spss

        return open_spss(path, encoding=source.encoding)
    if suffix == ".parquet":
        from barometre.sources.parquet import open_parquet

        return open_parquet(path)
    from barometre.sources.delimited import open_delimited

    return open_delimited(path, encoding=source.encoding, expected=expected)


def _suffix(path: Path) -> str:
    named = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return named.suffix.lower()
