"""Every wave together: means and changes with everyone, ranks of those who stayed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome, resolve_outcomes
from barometre.evaluation.people import followed_group, name_groups
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.estimate import FloatArray, IntArray
from barometre.statistics.friedman import compute_friedman
from barometre.statistics.mixed_change import (
    MixedChanges,
    compute_mixed_changes,
    compute_random_territory_changes,
)

Rows = list[dict[str, object]]
_RANKED_FROM = 3


@dataclass(frozen=True, slots=True)
class _People:
    """Where the response of each person at each wave stands; -1 where there is none."""

    group_by: str
    group: str
    rows: IntArray
    territories: IntArray


def evaluate_trajectory(material: Material) -> Rows:
    """Work out the mean of every wave and the change since the first, with everyone.

    People known by a link, whether they came back or not; for everyone, and for those
    whom the study follows. Territories (the first breakdown of the study that is not
    its comparison) are fixed effects; for planned outcomes a second opinion takes them
    as drawn. With three waves or more, Friedman's test on
    those who were always there stands beside. Where nobody was seen twice nothing is
    written.
    """
    plan = material.study.plan
    planned = resolve_outcomes((*plan.primary, *plan.secondary), material.questionnaire)
    rows: Rows = []
    for people in _list_people(material):
        for outcome in material.outcomes:
            values = material.scores[outcome.name].to_numpy(dtype=float)
            scores = np.append(values, np.nan)[people.rows]
            is_there = ~np.isnan(scores)
            is_held = is_there.any(axis=0)
            if (is_there.sum(axis=1) > 1).any():
                waves = tuple(np.array(material.study.wave_ids)[is_held].tolist())
                place = Place(
                    analysis="change",
                    scale=outcome.scale,
                    subscale=outcome.subscale,
                    item=outcome.item,
                    group_by=people.group_by,
                    group=people.group,
                )
                held = scores[:, is_held]
                rows += _analyse(place, outcome, waves, held, people, material)
                if outcome in planned:
                    rows += _draw_territories(
                        place, outcome, waves, held, people, material
                    )
    return rows


def _list_people(material: Material) -> Iterator[_People]:
    kept, study = material.kept, material.study
    person = kept["person"].to_numpy()
    wave = pd.Index(study.wave_ids).get_indexer(pd.Index(kept["wave"]))
    is_known = np.flatnonzero((person >= 0) & (wave >= 0))
    names, codes = np.unique(person[is_known], return_inverse=True)
    rows = np.full((names.size, len(study.wave_ids)), -1, dtype=np.int64)
    # From last to first: where a person answered a wave twice, the first counts.
    rows[codes[::-1], wave[is_known][::-1]] = is_known[::-1]
    territories = _first_groups(material, rows)
    yield _People("", "", rows, territories)
    group_by, group = followed_group(study)
    if group and group_by in kept.columns:
        members = _find_first(name_groups(kept[group_by]).to_numpy(), rows) == group
        yield _People(group_by, group, rows[members], territories[members])


def _first_groups(material: Material, rows: IntArray) -> IntArray:
    """Give the territory of each person as it was when they were first seen."""
    comparison = material.study.comparison
    compared = comparison.column if comparison else ""
    for column in material.study.groups:
        if column != compared and column in material.kept.columns:
            names = name_groups(material.kept[column]).to_numpy()
            return np.asarray(pd.factorize(_find_first(names, rows), sort=True)[0])
    return np.zeros(rows.shape[0], dtype=np.int64)


def _find_first(
    names: npt.NDArray[np.object_], rows: IntArray
) -> npt.NDArray[np.object_]:
    first = np.argmax(rows >= 0, axis=1)
    return np.asarray(names[rows[np.arange(rows.shape[0]), first]], dtype=np.object_)


def _analyse(
    place: Place,
    outcome: Outcome,
    waves: tuple[str, ...],
    scores: FloatArray,
    people: _People,
    material: Material,
) -> Rows:
    found = compute_mixed_changes(
        scores, people.territories, confidence=material.confidence
    )
    rows = _write(place, outcome, waves, found)
    if len(waves) >= _RANKED_FROM:
        whole = place.at(baseline_wave=waves[0], wave=waves[-1])
        rows += write_rows(whole, [compute_friedman(scores)])
    return rows


def _draw_territories(
    place: Place,
    outcome: Outcome,
    waves: tuple[str, ...],
    scores: FloatArray,
    people: _People,
    material: Material,
) -> Rows:
    found = compute_random_territory_changes(
        scores, people.territories, confidence=material.confidence
    )
    rows: Rows = []
    for wave, change in zip(waves[1:], found, strict=False):
        both = (change, *restate(change, outcome, is_difference=True))
        at = place.at(baseline_wave=waves[0], wave=wave)
        rows += write_rows(at, both, category="random_territory")
    return rows


def _write(
    place: Place, outcome: Outcome, waves: tuple[str, ...], found: MixedChanges
) -> Rows:
    rows: Rows = []
    for wave, mean in zip(waves, found.means, strict=True):
        both = (mean, *restate(mean, outcome, is_difference=False))
        rows += write_rows(place.at(wave=wave), both)
    for wave, change in zip(waves[1:], found.changes, strict=True):
        both = (change, *restate(change, outcome, is_difference=True))
        rows += write_rows(place.at(baseline_wave=waves[0], wave=wave), both)
    return rows
