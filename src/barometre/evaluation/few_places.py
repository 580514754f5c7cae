"""The comparison once more, for people who live in a few places."""

from barometre.evaluation.compared import (
    list_groups,
    negative_controls,
    planned_outcomes,
)
from barometre.evaluation.material import Material
from barometre.evaluation.rows import restate, write_rows
from barometre.statistics.group_regression import Question
from barometre.statistics.wild_cluster_bootstrap import compute_wild_cluster

Rows = list[dict[str, object]]
_QUESTIONS: tuple[Question, ...] = ("did", "ancova")


def evaluate_few_places(material: Material) -> Rows:
    """Bootstrap the comparison by place: planned outcomes and negative controls.

    Nothing without a comparison group, or without places.
    """
    planned, controls = planned_outcomes(material), negative_controls(material)
    outcomes = list(dict.fromkeys([*planned, *controls]))
    rows: Rows = []
    for groups in list_groups(material):
        if groups.clusters is None:
            continue
        for outcome in outcomes:
            values = material.scores[outcome.name].to_numpy(dtype=float)
            compared = groups.compare(values)
            for question in _QUESTIONS if compared.n else ():
                found = compute_wild_cluster(
                    compared, question=question, confidence=material.confidence
                )
                both = [found, *restate(found, outcome, is_difference=True)]
                rows += write_rows(groups.place(outcome), both)
    return rows
