"""Rows of a file that belong to each wave."""

from collections import Counter
from collections.abc import Collection, Mapping
from difflib import get_close_matches

import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem, SourceError
from barometre.sources.source_files import SourceFile
from barometre.study import Code, FileSource, Study

# More digits can be a date of birth or a telephone.
_MOST_DIGITS = 4
_LONGEST_WAVE = 20
_MOST_WAVES = 12
# What so many rows share is about no one in particular.
_MANY_ROWS = 5
# One letter in four may differ.
_NEAR = 0.75


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
        _bare(str(written)): wave
        for wave in study.wave_ids
        for written in _as_written(source, wave)
    }
    times = _count_rows(encoded, found)
    unknown = {text: n for text, n in times.items() if text not in wave_of}
    if unknown:
        labels = (
            word for wave in study.waves for word in (wave.label.fr, wave.label.en)
        )
        words = {*wave_of, *wave_of.values(), *labels}
        raise SourceError(
            *_tell_unknown(
                unknown,
                n_values=len(times),
                words=words,
                known=wave_of,
                where=file.name,
            )
        )
    named = pa.array([wave_of[text] for text in found], pa.string())
    waves = pc.take(named, encoded.indices)
    return {wave: table.filter(pc.equal(waves, wave)) for wave in study.wave_ids}


def _as_written(source: FileSource, wave: str) -> tuple[Code, ...]:
    """Give what a file writes for a wave: one thing or several."""
    written = source.wave_values.get(wave, wave)
    return written if isinstance(written, tuple) else (written,)


def keep_interviewed(table: pa.Table, column: str | None) -> pa.Table:
    """Leave out rows of people who were not interviewed: no response at all."""
    if column is None:
        return table
    return table.filter(pc.not_equal(pc.utf8_trim_whitespace(table[column]), ""))


def _bare(text: str) -> str:
    """Read 1.0 and 1 as the same wave: spreadsheets write both."""
    stripped = text.strip()
    return stripped.removesuffix(".0") if stripped[:-2].isdecimal() else stripped


def _count_rows(encoded: pa.DictionaryArray, found: list[str]) -> Counter[str]:
    times: Counter[str] = Counter()
    for value in pc.value_counts(encoded.indices.drop_null()).to_pylist():
        times[found[value["values"]]] += value["counts"]
    return times


def _tell_unknown(
    unknown: Mapping[str, int],
    *,
    n_values: int,
    words: Collection[str],
    known: Collection[str],
    where: str,
) -> list[Problem]:
    """List what may be waves, and only count the rest: a wrong column can hold names.

    ``n_values`` are the distinct values of the whole column, ``words`` the ids and
    labels of the waves.
    """
    shown = sorted(
        text
        for text, n in unknown.items()
        if _is_code(text)
        or _is_near(text, words)
        or (n >= _MANY_ROWS and len(text) <= _LONGEST_WAVE and n_values <= _MOST_WAVES)
    )
    hidden = unknown.keys() - set(shown)
    problems = []
    if shown:
        n = sum(unknown[text] for text in shown)
        facts = {"values": shown, "n": n, "known": sorted(known)}
        problems.append(Problem("wave_unknown", where, **facts))
    if hidden:
        n = sum(unknown[text] for text in hidden)
        facts = {"distinct": len(hidden), "n": n, "known": sorted(known)}
        problems.append(Problem("wave_unknown_hidden", where, **facts))
    return problems


def _is_code(text: str) -> bool:
    """Tell a number, or a year, from a name and from a date."""
    n_digits = sum(map(str.isdecimal, text))
    return n_digits <= _MOST_DIGITS and not any(map(str.isalpha, text))


def _is_near(text: str, words: Collection[str]) -> bool:
    known = [word.casefold() for word in words]
    return bool(get_close_matches(text.casefold(), known, n=1, cutoff=_NEAR))
