"""What every way in hands over: one raw wave at a time, people already pseudonymous."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from barometre.errors import Problem

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
    participants
        How many people were asked, mailed, reminded and done, where the source knows.
    remarks
        What is worth knowing of the source and stops nothing.
    """

    wave: str
    responses: "pa.Table"
    rows_read: int
    source_sha256: str
    structure: bytes | None = None
    structure_name: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    participants: Mapping[str, object] | None = None
    remarks: "tuple[Problem, ...]" = ()


@dataclass(frozen=True, slots=True)
class NoShelf:
    """Keeps nothing: every response is read anew."""

    def holds(self, wave: str) -> bool:
        """Tell that nothing is kept."""
        return False

    def load(self, wave: str, condition: str) -> "list[pa.Table]":
        """Give nothing."""
        return []

    def add(self, wave: str, condition: str, page: "pa.Table") -> None:
        """Let a page go."""

    def settle(self, wave: str, condition: str, whole: "pa.Table") -> None:
        """Let the whole go."""


class PageShelf(Protocol):
    """Keeps pages of responses between fetches, people already pseudonymous.

    ``condition`` names all that the pages depend on; others are of no use and go.
    """

    def holds(self, wave: str) -> bool:
        """Tell whether anything of a wave was ever kept."""
        ...

    def load(self, wave: str, condition: str) -> "list[pa.Table]":
        """Give the pages of a wave, in the order they were read."""
        ...

    def add(self, wave: str, condition: str, page: "pa.Table") -> None:
        """Keep a page that was just read."""
        ...

    def settle(self, wave: str, condition: str, whole: "pa.Table") -> None:
        """Put one whole in the place of all the pages of a wave."""
        ...
