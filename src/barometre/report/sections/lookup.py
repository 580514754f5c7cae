"""Finding a number of a protected table by its key."""

from typing import get_args

import pandas as pd

from barometre.evaluation.participation import derive_response_rates
from barometre.evaluation.rows import Place
from barometre.report.model import Number, NumberField, NumberKind

_FIELDS: tuple[NumberField, ...] = get_args(NumberField)
_WORDS = ("method", "note")


class Lookup:
    """Numbers by key; what is withheld or does not exist says so itself."""

    def __init__(self, table: pd.DataFrame) -> None:
        """Index a table that has passed disclosure (``is_suppressed``)."""
        self._row = {key: row for row, key in enumerate(table["key"].to_list())}
        self._columns = {
            name: table[name].to_numpy()
            for name in (*_FIELDS, *_WORDS, "is_suppressed")
            if name in table.columns
        }

    def __contains__(self, key: object) -> bool:
        """Tell whether a number exists, shown or not."""
        return key in self._row

    def number(
        self,
        key: str,
        kind: NumberKind,
        *,
        field: NumberField = "estimate",
        decimals: int | None = None,
    ) -> Number:
        """Give one number, with the reason where there is none."""
        row = self._row.get(key)
        if row is None:
            return Number(None, kind, key, field, "not_computed", decimals)
        if self._columns["is_suppressed"][row]:
            return Number(None, kind, key, field, "suppressed", decimals)
        value = float(self._columns[field][row])
        if value != value:
            return Number(None, kind, key, field, "not_computed", decimals)
        return Number(value, kind, key, field, decimals=decimals)

    def words(self, key: str, column: str) -> str:
        """Give the method or the note of a number; empty where there is none."""
        row = self._row.get(key)
        return "" if row is None else str(self._columns[column][row])


def key_participation(participation: pd.DataFrame) -> pd.DataFrame:
    """Name counts of the protected participation table as estimates are named.

    Response rates stand behind them.
    """
    rates = derive_response_rates(participation)
    every = pd.concat([participation, rates], ignore_index=True)
    keys = [
        key_stage(stage, wave=wave, group_by=group_by, group=group)
        for wave, group_by, group, stage in every[
            ["wave", "group_by", "group", "stage"]
        ].itertuples(index=False, name=None)
    ]
    return every.assign(key=keys)


def key_stage(stage: str, *, wave: str, group_by: str = "", group: str = "") -> str:
    """Name the people at a stage of a wave, or a response rate."""
    place = Place(analysis="participation", wave=wave, group_by=group_by, group=group)
    return place.key(stage)


def key_flags(flags: pd.DataFrame) -> pd.DataFrame:
    """Name counts of flagged responses ``quality/<wave>/<rule>``.

    Those left out of every result have ``/excluded`` behind it.
    """
    names = "quality/" + flags["wave"] + "/" + flags["rule"]
    counted = flags.assign(key=names)
    excluded = counted.assign(key=names + "/excluded", n=flags["n_excluded"])
    return pd.concat([counted, excluded], ignore_index=True)
