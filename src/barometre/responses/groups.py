"""Breakdowns: the group each response belongs to, as text."""

from collections.abc import Container
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.responses.codes import bare_code
from barometre.responses.columns import find_column, group_columns
from barometre.responses.decode_column import encode
from barometre.study import FileSource, Study

if TYPE_CHECKING:
    import pyarrow as pa


def read_groups(
    raw: "pa.Table", *, study: Study, items: Container[str]
) -> dict[str, pd.Series]:
    """Read the breakdowns of a wave; unknown is empty text.

    The study may recode a group, or name the codes that mean that it is not known, as
    for an item. A breakdown by an item is that item's own column and is not repeated.
    """
    return {
        group: _read_group(raw, group, study)
        for group in group_columns(study)
        if group not in items
    }


def _read_group(raw: "pa.Table", group: str, study: Study) -> pd.Series:
    column = find_column(group, study)
    if column not in raw.column_names:
        return pd.Series("", index=range(raw.num_rows), dtype="str")
    texts, places = encode(raw[column])
    names = [bare_code(text) for text in texts]
    if isinstance(study.source, FileSource):
        recode = study.source.recode.get(group, {})
        unknown = study.source.missing_codes_by_item.get(group, {})
        named = {bare_code(code): str(name) for code, name in recode.items()}
        named |= {bare_code(code): "" for code in unknown}
        names = [named.get(name, name) for name in names]
    return pd.Series(np.array(names, dtype=object)[places], dtype="str")
