"""Who is behind a number: kept responses, groups, and people seen at two waves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.evaluation.rows import Population
from barometre.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Group:
    """Everyone (``group_by`` empty) or one group of a breakdown, as a row mask."""

    group_by: str
    group: str
    rows: "NDArray[np.bool_]"


@dataclass(frozen=True, slots=True)
class Linked:
    """Row positions of the same people at an earlier and a later wave.

    ``lost`` are the earlier rows of people with no later response.
    """

    before: "NDArray[np.intp]"
    after: "NDArray[np.intp]"
    lost: "NDArray[np.intp]"


def keep_responses(
    responses: pd.DataFrame, flags: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Responses the study keeps, with ``person_id`` and ``is_flagged`` beside them.

    Excluded ones are left out here and nowhere else.
    """
    names = ["respondent_id", "wave"]
    status = (
        flags.groupby(names, sort=False)["is_excluded"]
        .any()
        .rename("is_excluded")
        .reset_index()
    )
    joined = responses.merge(
        links[[*names, "person_id"]], on=names, how="left", validate="one_to_one"
    ).merge(status, on=names, how="left", validate="one_to_one")
    is_flagged = joined["is_excluded"].notna()
    is_excluded = joined["is_excluded"].eq(True)
    return (
        joined.drop(columns="is_excluded")
        .assign(is_flagged=is_flagged)
        .loc[~is_excluded]
        .reset_index(drop=True)
    )


def rows_of(kept: pd.DataFrame, population: Population) -> "NDArray[np.bool_]":
    """Rows of a population: all kept responses, or those without any flag."""
    if population == "unflagged":
        return ~kept["is_flagged"].to_numpy(dtype=bool)
    return np.ones(len(kept), dtype=bool)


def list_groups(kept: pd.DataFrame, study: Study) -> Iterator[Group]:
    """Everyone, then each group of each breakdown in alphabetical order.

    People whose group is unknown are in no group, and still in everyone.
    """
    yield Group("", "", np.ones(len(kept), dtype=bool))
    for column in breakdown_columns(study):
        if column not in kept.columns:
            continue
        values = kept[column].astype("str").fillna("")
        for name in sorted(set(values.unique()) - {""}):
            yield Group(column, name, (values == name).to_numpy(dtype=bool))


def followed_group(study: Study) -> tuple[str, str]:
    """Breakdown and group whom the main results are about; empty for everyone.

    With a comparison group it is those who take part: everyone together would mix the
    change that was hoped for with the one it is compared with.
    """
    comparison = study.comparison
    return (comparison.column, comparison.treated) if comparison else ("", "")


def breakdown_columns(study: Study) -> tuple[str, ...]:
    """Columns that results are broken down by, the comparison's among them."""
    columns = list(study.groups)
    if study.comparison and study.comparison.column not in columns:
        columns.append(study.comparison.column)
    return tuple(columns)


def link_people(
    kept: pd.DataFrame, *, earlier: str, later: str, rows: "NDArray[np.bool_]"
) -> Linked:
    """Find the people who answered at both waves.

    Parameters
    ----------
    kept
        From :func:`keep_responses`.
    earlier, later
        Waves.
    rows
        Which rows may be used: a population.
    """
    person = kept["person_id"]
    is_usable = rows & person.notna().to_numpy(dtype=bool)
    wave = kept["wave"].to_numpy()
    before = np.flatnonzero(is_usable & (wave == earlier))
    after = np.flatnonzero(is_usable & (wave == later))
    if len(before) == 0:
        return Linked(before, before, before)
    position = pd.Index(person.to_numpy()[after]).get_indexer(
        pd.Index(person.to_numpy()[before])
    )
    is_back = position >= 0
    return Linked(before[is_back], after[position[is_back]], before[~is_back])
