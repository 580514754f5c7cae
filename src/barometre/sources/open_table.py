"""A file opened: its columns are known, its rows are not read yet."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from barometre.responses.columns import SOURCE_ROW
from barometre.sources.source import Fact


@dataclass(frozen=True, slots=True)
class OpenTable:
    """Columns of a file, and how to read some of them as text.

    ``read`` gives the asked columns as text, and ``source_row`` (the header is row 1).
    """

    columns: tuple[str, ...]
    read: Callable[[Sequence[str]], pa.Table]
    facts: Mapping[str, Fact] = field(default_factory=dict)


def number_rows(table: pa.Table) -> pa.Table:
    """Add the number of each row, the header being row 1."""
    rows = pa.array(np.arange(2, table.num_rows + 2))
    return table.append_column(SOURCE_ROW, rows)
