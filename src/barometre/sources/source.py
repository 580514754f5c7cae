"""What every way in hands over: one raw wave at a time, people already pseudonymous."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

Fact = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawWave:
    """Responses of one wave as the source wrote them, before any reading of answers.

    Parameters
    ----------
    wave
        Wave of the study.
    responses
        Declared columns only, all text, under the source's own names, after
        ``respondent_id`` and ``source_row``; the column that names people is gone.
    rows_read
        Rows of the source that belong to this wave.
    source_sha256
        Content hash of the file, or of what was sent.
    structure, structure_name
        The questionnaire as the survey tool describes it, where there is one.
    facts
        What the manifest says of the reading: separator, encoding, names of columns
        that were not copied, items that were not asked.
    """

    wave: str
    responses: "pa.Table"
    rows_read: int
    source_sha256: str
    structure: bytes | None = None
    structure_name: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
