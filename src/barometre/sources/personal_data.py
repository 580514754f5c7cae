"""A breakdown must not be a name in disguise."""

import re

import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem
from barometre.sources.arrow_values import build_text

_MOST_GROUPS = 200
# Below this a column of territories can well have one row each.
_FEW_ROWS = 20
_NEARLY_ALL = 0.8
_PERSONAL = re.compile(r"[^@\s]+@[^@\s]+\.\w+|\+?\d(?:[\s.-]?\d){8,}")


def check_group(column: pa.ChunkedArray, *, name: str, where: str) -> list[Problem]:
    """Refuse a breakdown that holds e-mails, telephones, or almost one value a row."""
    answered = pc.filter(column, pc.not_equal(column, build_text("")))
    distinct = pc.unique(answered).to_pylist()
    if any(_PERSONAL.search(value) for value in distinct[:_MOST_GROUPS]):
        return [Problem("group_looks_personal", where, column=name)]
    is_nearly_all = len(answered) >= _FEW_ROWS and len(distinct) > _NEARLY_ALL * len(
        answered
    )
    if len(distinct) > _MOST_GROUPS or is_nearly_all:
        n = len(distinct)
        return [Problem("group_has_many_values", where, column=name, n=n)]
    return []
