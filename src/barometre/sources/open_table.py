"""A file opened: its columns are known, its rows are not read yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from barometre.sources.source import Fact

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class OpenTable:
    """Columns of a file, and how to read some of them as text.

    ``read`` gives the asked columns as text, and ``source_row`` (the header is row 1).
    """

    columns: tuple[str, ...]
    read: "Callable[[Sequence[str]], pa.Table]"
    facts: Mapping[str, Fact] = field(default_factory=dict)
