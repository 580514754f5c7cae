"""The tables of a study folder, from their declarations."""

from barometre.frames import TABLES, Column, TableDeclaration
from barometre.reference.markdown import (
    load_words,
    render_page,
    render_table,
    render_words,
)

_HEADER = ("colonne · column", "type")


def render_tables_page() -> str:
    """Render the reference of tables 1 to 6."""
    return render_page("tables", *map(_render, TABLES))


def _render(table: TableDeclaration) -> str:
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = [
        ((f"`{column.name}`", _type(column)), {"fr": column.fr, "en": column.en})
        for column in table.columns
    ]
    parts = [f"## `{table.name}`", f"Clé · key: {key}", render_table(_HEADER, rows)]
    if table.has_more_columns:
        parts.append(render_words(load_words("pages.yaml")["more_columns"]))
    return "\n\n".join(parts)


def _type(column: Column) -> str:
    kind = f"`{column.type}`?" if column.is_nullable else f"`{column.type}`"
    if not column.allowed:
        return kind
    return f"{kind}: {' · '.join(f'`{one}`' for one in column.allowed)}"
