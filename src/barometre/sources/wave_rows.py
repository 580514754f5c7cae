"""Rows of a file that belong to each wave."""

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem, SourceError
from barometre.sources.source_files import SourceFile
from barometre.study import FileSource, Study

_LONGEST_WAVE = 20
_MOST_WAVES = 20


def split_waves(
    table: pa.Table, *, file: SourceFile, source: FileSource, study: Study
) -> Mapping[str, pa.Table]:
    """Give each wave its rows; a wave without any gets none.

    Raises
    ------
    SourceError
        When the file holds a wave that the study does not know.
    """
    if file.wave or source.wave_column is None:
        return {file.wave: table}
    encoded = table[source.wave_column].combine_chunks().dictionary_encode()
    found = [_bare(text) for text in encoded.dictionary.to_pylist()]
    wave_of = {
        _bare(str(source.wave_values.get(wave, wave))): wave for wave in study.wave_ids
    }
    unknown = {text for text in found if text not in wave_of}
    if unknown:
        raise SourceError(
            _wave_unknown(encoded, found, unknown, wave_of=wave_of, where=file.name)
        )
    named = pa.array([wave_of[text] for text in found], pa.string())
    waves = pc.take(named, encoded.indices)
    return {wave: table.filter(pc.equal(waves, wave)) for wave in study.wave_ids}


def keep_interviewed(table: pa.Table, column: str | None) -> pa.Table:
    """Leave out rows of people who were not interviewed: no response at all."""
    if column is None:
        return table
    return table.filter(pc.not_equal(pc.utf8_trim_whitespace(table[column]), ""))


def _bare(text: str) -> str:
    """Read 1.0 and 1 as the same wave: spreadsheets write both."""
    stripped = text.strip()
    return stripped.removesuffix(".0") if stripped[:-2].isdecimal() else stripped


def _wave_unknown(
    encoded: pa.DictionaryArray,
    found: list[str],
    unknown: set[str],
    *,
    wave_of: Mapping[str, str],
    where: str,
) -> Problem:
    is_unknown = pa.array([text in unknown for text in found])
    n = pc.sum(pc.take(is_unknown, encoded.indices)).as_py()
    shown = sorted(unknown) if _are_codes(unknown) else ["…"]
    return Problem("wave_unknown", where, values=shown, n=n, known=sorted(wave_of))


def _are_codes(values: set[str]) -> bool:
    """Tell codes of waves from a column that holds something else, perhaps names."""
    is_short = all(len(value) <= _LONGEST_WAVE and "@" not in value for value in values)
    return is_short and len(values) <= _MOST_WAVES
