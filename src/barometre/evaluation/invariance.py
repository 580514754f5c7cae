"""Whether means may be compared: questions read alike between waves and groups."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.evaluation.item_analyses import was_asked
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import Sample, breakdown_columns, link_people
from barometre.evaluation.rows import Place, write_rows
from barometre.statistics.estimate import FloatArray
from barometre.statistics.factor_model.patterns import BoolArray
from barometre.statistics.invariance import (
    Invariance,
    compute_group_invariance,
    compute_wave_invariance,
)
from barometre.statistics.invariance_rules import FEWEST_JUDGED
from barometre.statistics.reading_shift import compute_reading_shift

Rows = list[dict[str, object]]

_SHIFTED = ("means_comparable", "means_comparable_in_part")
_FEWEST_GROUPS = 2


@dataclass(frozen=True, slots=True)
class _Asked:
    """A reflective score, its keyed answers, and who was asked any of them."""

    outcome: Outcome
    answers: FloatArray
    is_asked: BoolArray

    def place(self, **where: str) -> Place:
        """Where its numbers stand."""
        parts = {"scale": self.outcome.scale, "subscale": self.outcome.subscale}
        return Place(analysis="dimensionality", **parts, **where)  # type: ignore[arg-type]


def evaluate_invariance(material: Material) -> Rows:
    """Ask of every reflective score whether its means may be compared.

    Between the two waves of each contrast, for linked people, whatever their group, or
    for the people of each wave where nobody is linked. Between the groups of each
    breakdown, at the earlier wave of each contrast, for the groups of at least 100
    people; those of the other groups are counted in ``n_missing``. The verdict is the
    note of ``invariant_item_share``; steps are told apart by their category. Scores of
    two questions get a verdict that says why none can be had.
    """
    rows: Rows = []
    for asked in _list_asked(material):
        for earlier, later in material.study.contrasts:
            rows += _between_waves(material, asked, earlier, later)
        for wave in dict.fromkeys(pair[0] for pair in material.study.contrasts):
            for column in breakdown_columns(material.study):
                rows += _between_groups(material, asked, wave, column)
    return rows


def _list_asked(material: Material) -> Iterator[_Asked]:
    for outcome in material.outcomes:
        items = list(outcome.reflective_items)
        if len(items) < 2 or any(item not in material.keyed.columns for item in items):
            continue
        yield _Asked(
            outcome,
            material.keyed[items].to_numpy(dtype=float),
            was_asked(material.kept, items),
        )


def _between_waves(material: Material, asked: _Asked, earlier: str, later: str) -> Rows:
    linked = link_people(material.kept, earlier=earlier, later=later)
    is_pair = asked.is_asked[linked.before] & asked.is_asked[linked.after]
    if is_pair.any():
        found = compute_wave_invariance(
            [asked.answers[rows[is_pair]] for rows in (linked.before, linked.after)]
        )
    else:
        everyone = [_list_groups(material.samples, w, "") for w in (earlier, later)]
        times = [asked.answers[r[asked.is_asked[r]]] for of in everyone for r in of]
        if len(times) < _FEWEST_GROUPS or not all(map(len, times)):
            return []
        found = compute_group_invariance(times)
    place = asked.place(wave=later, baseline_wave=earlier)
    rows = _write(place, asked.outcome, found)
    if found.verdict in _SHIFTED:
        rows += _write_shift(place, asked.outcome, found, material.confidence)
    return rows


def _between_groups(material: Material, asked: _Asked, wave: str, column: str) -> Rows:
    groups = [
        asked.answers[rows[asked.is_asked[rows]]]
        for rows in _list_groups(material.samples, wave, column)
    ]
    is_large = [_count_answering(group) >= FEWEST_JUDGED for group in groups]
    n_people = sum(len(group) for group in groups)
    if len(groups) < _FEWEST_GROUPS or not n_people:
        return []
    compared = [group for group, large in zip(groups, is_large, strict=True) if large]
    if len(compared) < _FEWEST_GROUPS:
        compared = groups
    found = compute_group_invariance(compared)
    n_left_out = n_people - sum(len(group) for group in compared)
    return _write(
        asked.place(wave=wave, group_by=column),
        asked.outcome,
        found,
        n_left_out=n_left_out,
    )


def _list_groups(
    samples: list[Sample], wave: str, column: str
) -> Iterator[npt.NDArray[np.intp]]:
    for sample in samples:
        is_here = sample.wave == wave and sample.group_by == column
        if is_here and sample.population == "all":
            yield sample.rows


def _count_answering(answers: FloatArray) -> int:
    return int((~np.isnan(answers)).any(axis=1).sum())


def _write(
    place: Place, outcome: Outcome, found: Invariance, *, n_left_out: int = 0
) -> Rows:
    """Write the verdict, the steps behind it, and the items that were set free."""
    rows = write_rows(place, [found.share])
    for step in found.steps:
        rows += write_rows(place, (*step.measures, *step.changes), category=step.name)
    for release in found.releases:
        item = outcome.reflective_items[release.item]
        rows += write_rows(place.at(item=item), [release.test])
    if n_left_out:
        for row in rows:
            row["n_missing"] = int(str(row["n_missing"])) + n_left_out
    return rows


def _write_shift(
    place: Place, outcome: Outcome, found: Invariance, confidence: float
) -> Rows:
    freed = {release.item for release in found.releases}
    last = found.steps[-1]
    shift = compute_reading_shift(
        last.fit,
        freed,
        n_items=len(outcome.reflective_items),
        is_sum=outcome.score == "sum",
        n_missing=found.share.n_missing,
        confidence=confidence,
    )
    rows = write_rows(place, [shift.latent_change])
    if shift.of_score is not None:
        rows += write_rows(place, [shift.of_score])
    for item, estimate in shift.items.items():
        name = outcome.reflective_items[item]
        rows += write_rows(place.at(item=name), [estimate])
    return rows
