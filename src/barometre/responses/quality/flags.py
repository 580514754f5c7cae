"""Rows of the table of flags."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.frames import FLAGS
from barometre.responses.columns import RESPONDENT_ID

if TYPE_CHECKING:
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
    n = len(responses)
    return pd.DataFrame(
        {
            RESPONDENT_ID: responses[RESPONDENT_ID],
            "wave": responses["wave"],
            "rule": pd.Series(rule, index=responses.index, dtype="str"),
            "value": value,
            "threshold": np.broadcast_to(np.asarray(threshold, dtype=float), n),
            "is_excluded": is_excluded,
        }
    ).loc[is_flagged, FLAGS.column_names]
