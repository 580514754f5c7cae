"""How a table is declared: its columns, their types, the key of a row."""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "number", "count", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, type, meaning in English and French."""

    name: str
    type: ColumnType
    en: str
    fr: str
    is_nullable: bool = False
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableDeclaration:
    """One table: its columns in order and the columns that name a row."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    has_more_columns: bool = False

    @property
    def column_names(self) -> list[str]:
        """Names in the declared order."""
        return [column.name for column in self.columns]
