"""What describes a response instead of answering an item: end, page, time, weight."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.errors import Problem
from barometre.responses.columns import (
    RESPONDENT_ID,
    SOURCE_ROW,
    find_column,
    find_metadata,
)
from barometre.responses.decode_column import decode_numbers, encode
from barometre.study import Metadata, Study

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

# LimeSurvey writes it as the date of every response when dates are not recorded.
_NO_DATE = pd.Timestamp("1980-01-01")
_ALL_OF_IT = 100.0
_UNIT_SECONDS = {"seconds": 1.0, "minutes": 60.0}


@dataclass(frozen=True, slots=True)
class About:
    """Facts about the responses of one wave, row by row.

    Numbers are NaN and times NaT where the source does not say.
    """

    respondent_ids: pd.Series
    source_rows: "NDArray[np.int64]"
    is_complete: "NDArray[np.bool_]"
    last_page: "NDArray[np.float64]"
    duration_seconds: "NDArray[np.float64]"
    answered_at: "NDArray[np.datetime64]"
    weights: Mapping[str, "NDArray[np.float64]"] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def read_about(raw: "pa.Table", *, wave: str, study: Study) -> About:
    """Read what a source says of each response.

    A response is complete when each of ``submitted`` (filled) and ``progress`` (100)
    that the study names says so; when it names neither, every response is. Durations
    are the source's own, or the time from start to submission.
    """
    reader = _Reader(raw, wave, raw[SOURCE_ROW].to_numpy().astype(np.int64), [])
    metadata = find_metadata(study)
    started = reader.times(metadata.started_at)
    submitted = reader.times(metadata.submitted_at)
    weight = study.weights.column if study.weights else None
    return About(
        respondent_ids=raw[RESPONDENT_ID].to_pandas().astype("str"),
        source_rows=reader.source_rows,
        is_complete=_is_complete(reader, metadata),
        last_page=reader.numbers(metadata.last_page, lowest=-np.inf),
        duration_seconds=_durations(reader, metadata, started, submitted),
        answered_at=np.where(np.isnat(submitted), started, submitted),
        weights={weight: reader.numbers(find_column(weight, study))} if weight else {},
        problems=tuple(reader.problems),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Columns of one wave by name; one that is not in this wave says nothing."""

    raw: "pa.Table"
    wave: str
    source_rows: "NDArray[np.int64]"
    problems: list[Problem]

    def has(self, column: str | None) -> bool:
        return column is not None and column in self.raw.column_names

    def numbers(
        self, column: str | None, *, lowest: float = 0.0
    ) -> "NDArray[np.float64]":
        if not self.has(column):
            return np.full(len(self.source_rows), np.nan)
        decoded = decode_numbers(
            self.raw[column],
            lowest=lowest,
            source_rows=self.source_rows,
            where=f"{self.wave} › {column}",
        )
        self.problems.extend(decoded.problems)
        return decoded.numbers

    def times(self, column: str | None) -> "NDArray[np.datetime64]":
        if not self.has(column):
            return np.full(len(self.source_rows), np.datetime64("NaT", "s"))
        texts, places = encode(self.raw[column])
        bare = pd.Series(texts, dtype="str").str.strip()
        read = pd.to_datetime(bare, format="ISO8601", errors="coerce", utc=True)
        times = read.dt.tz_localize(None).where(lambda time: time.ne(_NO_DATE))
        is_wrong = (read.isna() & bare.ne("")).to_numpy(dtype=bool)
        if is_wrong.any():
            rows = sorted(self.source_rows[is_wrong[places]].tolist())
            where = f"{self.wave} › {column}"
            self.problems.append(
                Problem("time_unreadable", where, n=len(rows), rows=rows)
            )
        return times.to_numpy("datetime64[s]")[places]

    def is_filled(self, column: str | None) -> "NDArray[np.bool_]":
        texts, places = encode(self.raw[column])
        return np.array([bool(text.strip()) for text in texts], dtype=bool)[places]


def _is_complete(reader: _Reader, metadata: Metadata) -> "NDArray[np.bool_]":
    is_complete = np.ones(len(reader.source_rows), dtype=bool)
    if reader.has(metadata.submitted):
        is_complete &= reader.is_filled(metadata.submitted)
    if reader.has(metadata.progress):
        is_complete &= reader.numbers(metadata.progress) >= _ALL_OF_IT
    return is_complete


def _durations(
    reader: _Reader,
    metadata: Metadata,
    started: "NDArray[np.datetime64]",
    submitted: "NDArray[np.datetime64]",
) -> "NDArray[np.float64]":
    """Seconds; a clock that was put back gives no duration."""
    if reader.has(metadata.duration):
        unit = _UNIT_SECONDS[metadata.duration_unit]
        return reader.numbers(metadata.duration) * unit
    elapsed = (submitted - started) / np.timedelta64(1, "s")
    return np.where(elapsed >= 0, elapsed, np.nan)
