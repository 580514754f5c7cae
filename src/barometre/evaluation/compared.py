"""People of the two groups that a study compares, at two waves."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome, resolve_outcomes
from barometre.evaluation.people import Linked, link_people, name_groups
from barometre.evaluation.rows import Place
from barometre.statistics.estimate import FloatArray, IntArray
from barometre.statistics.group_regression import Compared, keep_compared
from barometre.study import Study


@dataclass(frozen=True, slots=True)
class Groups:
    """Linked people of both groups, as they were at the earlier wave.

    ``clusters`` numbers their places, -1 where unknown; None without places.
    """

    earlier: str
    later: str
    linked: Linked
    is_treated: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
    clusters: IntArray | None

    def place(self, outcome: Outcome) -> Place:
        """Where numbers of an outcome stand."""
        return Place(
            analysis="comparison",
            scale=outcome.scale,
            subscale=outcome.subscale,
            item=outcome.item,
            wave=self.later,
            baseline_wave=self.earlier,
        )

    def compare(self, values: FloatArray) -> Compared:
        """Put the scores of one outcome, one per kept response, side by side."""
        return keep_compared(
            values[self.linked.before],
            values[self.linked.after],
            self.is_treated,
            self.clusters,
        )


def list_groups(material: Material) -> Iterator[Groups]:
    """Find the two groups at each pair of waves; nothing without a comparison.

    People of neither group are left out.
    """
    study, kept = material.study, material.kept
    compared = study.comparison
    if compared is None or compared.column not in kept.columns:
        return
    names = name_groups(kept[compared.column]).to_numpy()
    is_treated = names == compared.treated
    is_either = is_treated | (names == compared.control)
    clusters = _number_places(material)
    for earlier, later in study.contrasts:
        everyone = link_people(kept, earlier=earlier, later=later)
        is_in = is_either[everyone.before]
        before = everyone.before[is_in]
        linked = Linked(before, everyone.after[is_in], everyone.lost)
        if before.size:
            yield Groups(
                earlier=earlier,
                later=later,
                linked=linked,
                is_treated=is_treated[before],
                clusters=None if clusters is None else clusters[before],
            )


def find_cluster_column(study: Study) -> str:
    """Column of the places that people share; empty where the study has none."""
    compared = study.comparison
    if compared is not None and compared.clusters:
        return compared.clusters
    return "territory" if "territory" in study.groups else ""


def planned_outcomes(material: Material) -> list[Outcome]:
    """Outcomes of the plan that have scores, in its order; all without a plan."""
    plan = material.study.plan
    planned = resolve_outcomes((*plan.primary, *plan.secondary), material.questionnaire)
    return list(dict.fromkeys(planned)) or list(material.outcomes)


def negative_controls(material: Material) -> list[Outcome]:
    """Outcomes that are expected not to move."""
    scales = {scale.id: scale for scale in material.questionnaire.scales}
    return [
        outcome
        for outcome in material.outcomes
        if scales[outcome.scale].is_negative_control(outcome.item)
    ]


def _number_places(material: Material) -> IntArray | None:
    column = find_cluster_column(material.study)
    if not column or column not in material.kept.columns:
        return None
    names = name_groups(material.kept[column]).to_numpy()
    distinct, numbers = np.unique(names, return_inverse=True)
    return np.where(distinct[numbers] == "", -1, numbers).astype(np.int64)
