"""Tables with columns named once in ``reports/texts``."""

from collections.abc import Iterable, Sequence

from barometre.report.model import Cell, Column, Phrase, Table, Words


def build_columns(*names: str, headers: int = 1) -> tuple[Column, ...]:
    """Name columns; the first ones name the row."""
    return tuple(
        Column(name, Phrase(f"column.{name}"), is_header=place < headers)
        for place, name in enumerate(names)
    )


def build_table(
    table_id: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    title: Words | None = None,
    notes: Sequence[Words] = (),
    is_detail: bool = False,
) -> Table:
    """Put rows under columns; the title is ``table.<id>`` unless given."""
    return Table(
        id=table_id,
        title=title or Phrase(f"table.{table_id}"),
        columns=tuple(columns),
        rows=tuple(tuple(row) for row in rows),
        notes=tuple(notes),
        is_detail=is_detail,
    )
