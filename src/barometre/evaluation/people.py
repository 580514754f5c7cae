"""Who is behind a number: kept responses, samples, and people seen at two waves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem, StudyError
from barometre.evaluation.rows import Population
from barometre.study import Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


_FEW = 12


@dataclass(frozen=True, slots=True)
class Sample:
    """People of a wave behind a number: everyone (``group_by`` empty) or a group.

    ``rows`` are positions among the kept responses.
    """

    wave: str
    group_by: str
    group: str
    population: Population
    rows: "NDArray[np.intp]"


@dataclass(frozen=True, slots=True)
class Linked:
    """Row positions of the same people at an earlier and a later wave.

    ``lost`` are the earlier rows of people with no later response.
    """

    before: "NDArray[np.intp]"
    after: "NDArray[np.intp]"
    lost: "NDArray[np.intp]"

    def within(self, is_usable: "NDArray[np.bool_]") -> "Linked":
        """Keep what stands on usable rows, by a mask over the kept responses."""
        is_pair = is_usable[self.before] & is_usable[self.after]
        gone = np.concatenate([self.before[~is_pair], self.lost])
        return Linked(self.before[is_pair], self.after[is_pair], gone[is_usable[gone]])


def keep_responses(
    responses: pd.DataFrame, flags: pd.DataFrame, links: pd.DataFrame
) -> pd.DataFrame:
    """Responses the study keeps, with ``person`` and ``is_flagged`` beside them.

    ``person`` is a number, -1 where the response is linked to no one;
    ``tolerant_person`` the same where a code may have one slip. Excluded responses are
    left out here and nowhere else.
    """
    linked = _order_links(responses, links)
    person = tolerant = pd.factorize(linked["person_id"])[0]
    forgiven = linked["tolerant_person_id"]
    if forgiven.notna().any() and not forgiven.equals(linked["person_id"]):
        tolerant = pd.factorize(forgiven)[0]
    known = responses.assign(
        person=person,
        tolerant_person=tolerant,
        is_flagged=_is_among(responses, flags),
    )
    is_excluded = _is_among(responses, flags[flags["is_excluded"]])
    if not is_excluded.any():
        return known.reset_index(drop=True)
    return known.loc[~is_excluded].reset_index(drop=True)


def _order_links(responses: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    key = ["respondent_id", "wave"]
    names = responses[key].reset_index(drop=True)
    linked = links[[*key, "person_id", "tolerant_person_id"]].reset_index(drop=True)
    # Links are written in the order of the responses; joining them again is slow.
    if linked[key].equals(names):
        return linked
    return names.merge(linked, on=key, how="left", validate="one_to_one")


def _is_among(responses: pd.DataFrame, rows: pd.DataFrame) -> "NDArray[np.bool_]":
    """Mark the responses that some rows, few of them, are about."""
    is_found = np.zeros(len(responses), dtype=bool)
    for wave, found in rows.groupby("wave", sort=False):
        here = np.flatnonzero(responses["wave"] == wave)
        names = pa.array(responses["respondent_id"].array[here])
        is_here = pc.is_in(names, pa.array(found["respondent_id"]))
        is_found[here] = is_here.to_numpy(zero_copy_only=False)
    return is_found


def list_samples(kept: pd.DataFrame, study: Study) -> list[Sample]:
    """Everyone and each group, wave by wave; without flags everyone and those compared.

    Groups are in alphabetical order. People whose group is unknown are in no group, and
    still in everyone.
    """
    groups = list(_list_groups(kept, study))
    compared = study.comparison
    followed = {("", ""), followed_group(study)}
    if compared:
        followed.add((compared.column, compared.control))
    is_flagged = kept["is_flagged"].to_numpy(dtype=bool)
    populations: dict[Population, NDArray[np.bool_]] = {
        "all": np.ones(len(kept), dtype=bool)
    }
    if is_flagged.any():
        populations["unflagged"] = ~is_flagged
    at_wave = {wave: np.flatnonzero(kept["wave"] == wave) for wave in study.wave_ids}
    return [
        Sample(wave, column, name, population, rows[(is_inside & is_kept)[rows]])
        for population, is_kept in populations.items()
        for column, name, is_inside in groups
        if population == "all" or (column, name) in followed
        for wave, rows in at_wave.items()
    ]


def _list_groups(
    kept: pd.DataFrame, study: Study
) -> "Iterator[tuple[str, str, NDArray[np.bool_]]]":
    yield "", "", np.ones(len(kept), dtype=bool)
    for column in breakdown_columns(study):
        if column not in kept.columns:
            continue
        places, names = pd.factorize(name_groups(kept[column]), sort=True)
        for place, name in enumerate(names):
            if name:
                yield column, str(name), places == place


def check_comparison(responses: pd.DataFrame, study: Study) -> None:
    """Check that each of the two groups compared has a response.

    Raises
    ------
    StudyError
        With the names that no response has: misspelt, or of another column.
    """
    compared = study.comparison
    if compared is None or responses.empty:
        return
    column = responses.get(compared.column, pd.Series(dtype="str"))
    known = sorted(set(name_groups(column)) - {""})
    # A column with more values is no column of groups; its values may be anything.
    shown = known if len(known) <= _FEW else len(known)
    problems = [
        Problem(
            "study_group_absent",
            f"study.yaml › comparison.{role}",
            found=name,
            column=compared.column,
            known=shown or "–",
        )
        for role, name in (("treated", compared.treated), ("control", compared.control))
        if name not in known
    ]
    if problems:
        raise StudyError(*problems)


def name_groups(column: pd.Series) -> pd.Series:
    """Name the group of each response; empty where it is unknown.

    Where people are grouped by their answer to an item, the name is its code.
    """
    if not pd.api.types.is_numeric_dtype(column):
        return column.astype("str").fillna("")
    places, codes = pd.factorize(column)
    # Unknown is place -1: the last.
    names = pd.array([*(f"{code:g}" for code in codes), ""], dtype="str")
    return pd.Series(names.take(places), index=column.index)


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


def link_people(kept: pd.DataFrame, *, earlier: str, later: str) -> Linked:
    """Find the people who answered at both waves.

    Parameters
    ----------
    kept
        From :func:`keep_responses`.
    earlier, later
        Waves.
    """
    person = kept["person"].to_numpy()
    before, after = (
        np.flatnonzero((person >= 0) & (kept["wave"] == wave).to_numpy())
        for wave in (earlier, later)
    )
    position = pd.Index(person[after]).get_indexer(pd.Index(person[before]))
    is_back = position >= 0
    return Linked(before[is_back], after[position[is_back]], before[~is_back])
