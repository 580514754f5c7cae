"""Rows of a table, named so that taking them copies no more than it must."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def as_slice(rows: "NDArray[np.intp]") -> "slice | NDArray[np.intp]":
    """Name ascending rows by a slice, which copies nothing, where they follow."""
    first, last = int(rows[0]), int(rows[-1])
    return slice(first, last + 1) if last - first + 1 == rows.size else rows
