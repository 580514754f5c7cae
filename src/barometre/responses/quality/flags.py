"""Rows of the table of flags."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.frames import FLAGS
from barometre.responses.columns import RESPONDENT_ID
from barometre.responses.rows import as_slice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


def build_flags(
    responses: pd.DataFrame,
    is_flagged: "NDArray[np.bool_]",
    *,
    rule: str,
    value: "NDArray[np.float64]",
    threshold: "float | NDArray[np.float64]",
    is_excluded: bool,
) -> pd.DataFrame:
    """Write one row for each response that meets a rule.

    ``value`` and ``threshold`` go with the responses row by row, or are the same for
    all.
    """
    found = responses.loc[is_flagged, [RESPONDENT_ID, "wave"]]
    limits = np.broadcast_to(np.asarray(threshold, dtype=float), len(responses))
    return found.assign(
        rule=pd.Series(rule, index=found.index, dtype="str"),
        value=value[is_flagged],
        threshold=limits[is_flagged],
        is_excluded=is_excluded,
    )[list(FLAGS.column_names)]


def list_waves(responses: pd.DataFrame) -> "Iterator[slice | NDArray[np.intp]]":
    """List the rows of each wave; a slice, which copies nothing, where they follow."""
    for rows in responses.groupby("wave", sort=False).indices.values():
        yield as_slice(np.asarray(rows, dtype=np.intp))
