"""Everyone of a group who answered at the start, whether they came back or not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.evaluation.compared import planned_outcomes
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import link_people, name_groups
from barometre.evaluation.rows import Place
from barometre.statistics.bounds import Followed
from barometre.statistics.estimate import FloatArray, IntArray

Arm = tuple[str, str]
_LEAST_IN_CELL = 5
_LEAST_NEW = 0.05  # of its own spread: below, a column says what others said


@dataclass(frozen=True, slots=True)
class Start:
    """People of one group at the start of a pair of waves.

    ``rows`` are their earlier responses, ordered by pseudonym so that what is drawn
    does not depend on the order of a file; ``returns`` their later responses, -1 for
    those who did not come back.
    """

    earlier: str
    later: str
    arm: Arm
    rows: IntArray
    returns: IntArray

    def place(self, analysis: str, outcome: Outcome) -> Place:
        """Where numbers of an outcome stand."""
        return Place(
            analysis=analysis,
            scale=outcome.scale,
            subscale=outcome.subscale,
            item=outcome.item,
            wave=self.later,
            baseline_wave=self.earlier,
            group_by=self.arm[0],
            group=self.arm[1],
        )

    def with_first_score(self, values: FloatArray) -> "Start":
        """Keep the people with a first score on an outcome."""
        is_kept = ~np.isnan(values[self.rows])
        return Start(
            self.earlier,
            self.later,
            self.arm,
            self.rows[is_kept],
            self.returns[is_kept],
        )

    def later_scores(self, values: FloatArray) -> FloatArray:
        """Scores of the later wave; NaN for those who did not come back."""
        is_back = self.returns >= 0
        return np.where(is_back, values[np.where(is_back, self.returns, 0)], np.nan)

    def follow(self, values: FloatArray, outcome: Outcome) -> Followed:
        """Put first and last scores of an outcome side by side."""
        return Followed(
            before=values[self.rows],
            after=self.later_scores(values),
            low=outcome.low,
            high=outcome.high,
        )


def list_arms(material: Material) -> list[Arm]:
    """List the two groups compared, those who take part first; else everyone."""
    compared = material.study.comparison
    if compared is None or compared.column not in material.kept.columns:
        return [("", "")]
    return [(compared.column, compared.treated), (compared.column, compared.control)]


def list_starts(material: Material) -> Iterator[list[Start]]:
    """Find the people at the start of each pair of waves, group by group."""
    kept = material.kept
    pseudonyms = kept["respondent_id"].array
    is_in_arm = [
        (arm, (name_groups(kept[arm[0]]) == arm[1]).to_numpy() if arm[0] else None)
        for arm in list_arms(material)
    ]
    for earlier, later in material.study.contrasts:
        linked = link_people(kept, earlier=earlier, later=later)
        rows = np.concatenate([linked.before, linked.lost])
        returns = np.concatenate([linked.after, np.full(linked.lost.size, -1)])
        order = pc.sort_indices(pa.array(pseudonyms[rows])).to_numpy()
        rows, returns = rows[order].astype(np.int64), returns[order].astype(np.int64)
        starts = []
        for arm, is_arm in is_in_arm:
            is_in = np.ones(rows.size, dtype=bool) if is_arm is None else is_arm[rows]
            starts.append(Start(earlier, later, arm, rows[is_in], returns[is_in]))
        if linked.before.size:
            yield starts


def list_followed_outcomes(material: Material) -> list[Outcome]:
    """Outcomes that the headlines are about, with a range of possible scores."""
    return [o for o in planned_outcomes(material) if o.low < o.high]


def gather_predictors(
    material: Material, start: Start, outcome: Outcome, *, limit: int
) -> tuple[list[str], FloatArray]:
    """First scores and groups that may tell who comes back, at most ``limit``.

    The outcome's own first score, those of the other planned ones, then whether one is
    of each group that is neither rare nor everyone. Names, and one column each; what
    does not vary is left out.
    """
    names = [outcome.name]
    columns = [material.scores[outcome.name].to_numpy(dtype=float)[start.rows]]
    for other in list_followed_outcomes(material):
        if other.name != outcome.name:
            names.append(other.name)
            scores = material.scores[other.name].to_numpy(dtype=float)
            columns.append(scores[start.rows])
    for name, is_in in _list_kinds(material, start):
        names.append(name)
        columns.append(is_in.astype(float))
    varying = [
        (name, column)
        for name, column in zip(names, columns, strict=True)
        if not np.isnan(column).all() and np.nanmax(column) > np.nanmin(column)
    ]
    varying = _keep_new(varying, limit)
    if not varying:
        return [], np.empty((start.rows.size, 0))
    return [name for name, _ in varying], np.column_stack([x for _, x in varying])


def _keep_new(
    columns: list[tuple[str, FloatArray]], limit: int
) -> list[tuple[str, FloatArray]]:
    """Keep the first columns that do not follow from those kept before them."""
    kept: list[tuple[str, FloatArray]] = []
    basis: list[FloatArray] = []
    for name, column in columns:
        if len(kept) == limit:
            break
        centred = np.nan_to_num(column - np.nanmean(column))
        left = centred
        for direction in basis:
            left = left - (direction @ left) * direction
        size = float(np.linalg.norm(left))
        if size > _LEAST_NEW * float(np.linalg.norm(centred)):
            kept.append((name, column))
            basis.append(left / size)
    return kept


def _list_kinds(
    material: Material, start: Start
) -> Iterator[tuple[str, "np.ndarray[tuple[int], np.dtype[np.bool_]]"]]:
    """List groups other than the one compared, but for the first of each breakdown."""
    is_back = start.returns >= 0
    for column in material.study.groups:
        if column == start.arm[0] or column not in material.kept.columns:
            continue
        names = name_groups(material.kept[column]).to_numpy()[start.rows]
        for name in sorted(set(names) - {""})[1:]:
            is_in = names == name
            cells = [
                int((inside & side).sum())
                for inside in (is_in, ~is_in)
                for side in (is_back, ~is_back)
            ]
            if min(cells) >= _LEAST_IN_CELL:
                yield f"{column}={name}", is_in
