"""Breakdowns: the group each response belongs to, as text."""

from collections.abc import Container
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.responses.codes import strip_spaces
from barometre.responses.columns import find_column, group_columns
from barometre.responses.decode_column import encode
from barometre.study import Code, CodedSource, Study

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class GroupColumn:
    """Group of each response; ``n_stripped`` cells had spaces around the name."""

    names: pd.Series
    n_stripped: int = 0


def read_groups(
    raw: "pa.Table", *, study: Study, items: Container[str]
) -> dict[str, GroupColumn]:
    """Read the breakdowns of a wave; unknown is empty text.

    A name stays as written but for spaces around it: ``01`` and ``1`` are two groups.
    The study may recode a group, or name the codes that mean that it is not known, as
    for an item. A breakdown by an item is that item's own column and is not repeated.
    """
    return {
        group: _read_group(raw, group, study)
        for group in group_columns(study)
        if group not in items
    }


def _read_group(raw: "pa.Table", group: str, study: Study) -> GroupColumn:
    column = find_column(group, study)
    if column not in raw.column_names:
        return GroupColumn(pd.Series("", index=range(raw.num_rows), dtype="str"))
    texts, places = encode(raw[column])
    names = [strip_spaces(text) for text in texts]
    is_stripped = np.array(
        [name not in ("", text) for name, text in zip(names, texts, strict=True)],
        dtype=bool,
    )
    if isinstance(study.source, CodedSource):
        recode = study.source.recode.get(group, {})
        unknown = study.source.missing_codes_by_item.get(group, {})
        named = {
            _without_zero_decimal(code): str(name) for code, name in recode.items()
        }
        named |= {_without_zero_decimal(code): "" for code in unknown}
        names = [named.get(_without_zero_decimal(name), name) for name in names]
    return GroupColumn(
        pd.Series(np.array(names, dtype=object)[places], dtype="str"),
        int(is_stripped[places].sum()),
    )


def _without_zero_decimal(code: Code) -> str:
    """Compare a name with a code of the study: spreadsheets write 1 as 1.0."""
    text = strip_spaces(str(code))
    return text.removesuffix(".0") if text[:-2].isdecimal() else text
