"""The group that takes part beside the one that does not: named methods, balance."""

from dataclasses import replace

import numpy as np

from barometre.evaluation.compared import Groups, list_groups
from barometre.evaluation.material import Material
from barometre.evaluation.people import name_groups
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.baseline_balance import (
    compute_baseline_difference,
    compute_baseline_share_difference,
)
from barometre.statistics.group_regression import (
    Compared,
    compute_group_regressions,
)
from barometre.statistics.location import compute_mean
from barometre.statistics.share import compute_share

Rows = list[dict[str, object]]


def evaluate_comparison(material: Material) -> Rows:
    """Compare both groups by several methods, and how they were at the start.

    For each pair of waves and each outcome: the difference of changes and the
    difference given the start, with errors for unequal spread and for shared places;
    both groups' means at the start. For each other breakdown: what part of each group
    it is. Nothing without a comparison group.
    """
    rows: Rows = []
    for groups in list_groups(material):
        for outcome in material.outcomes:
            values = material.scores[outcome.name].to_numpy(dtype=float)
            compared = groups.compare(values)
            if not compared.n:
                continue
            place = groups.place(outcome)
            for estimate in compute_group_regressions(
                compared, confidence=material.confidence
            ):
                rows += write_rows(place, [estimate])
                if estimate.statistic != "n_clusters":
                    moved = restate(estimate, outcome, is_difference=True)
                    rows += write_rows(place, moved)
            rows += _balance(place, compared, material.confidence)
        rows += _balance_of_kinds(material, groups)
    return rows


def _balance(place: Place, compared: Compared, confidence: float) -> Rows:
    """Both groups' means at the start, of the people whose change is compared."""
    difference = compute_baseline_difference(compared, confidence=confidence)
    rows = write_rows(place, [difference])
    for role, is_in in (
        ("treated", compared.is_treated),
        ("control", ~compared.is_treated),
    ):
        mean = compute_mean(compared.before[is_in], confidence=confidence)
        rows += write_rows(
            place, [replace(mean, statistic="mean_before")], category=role
        )
    return rows


def _balance_of_kinds(material: Material, groups: Groups) -> Rows:
    """Part of each kind of people in both groups, of everyone linked.

    ``n`` of a part is the people of that kind in that group: it is they who would be
    shown.
    """
    study, is_treated = material.study, groups.is_treated
    skipped = study.comparison.column if study.comparison else ""
    rows: Rows = []
    for column in study.groups:
        if column == skipped or column not in material.kept.columns:
            continue
        names = name_groups(material.kept[column]).to_numpy()[groups.linked.before]
        is_known = names != ""
        totals = [int((is_known & side).sum()) for side in (is_treated, ~is_treated)]
        for name in np.unique(names[is_known]):
            counts = [
                int(((names == name) & side).sum())
                for side in (is_treated, ~is_treated)
            ]
            place = Place(
                analysis="comparison",
                wave=groups.later,
                baseline_wave=groups.earlier,
                group_by=column,
                group=str(name),
            )
            rows += _parts(place, counts, totals, material.confidence)
    return rows


def _parts(
    place: Place, counts: list[int], totals: list[int], confidence: float
) -> Rows:
    difference = compute_baseline_share_difference(
        counts[0], totals[0], counts[1], totals[1]
    )
    rows = write_rows(place, [replace(difference, n=sum(counts))])
    for role, count, total in zip(("treated", "control"), counts, totals, strict=True):
        share = compute_share(count, total, confidence=confidence)
        rows += write_rows(place, [replace(share, n=count)], category=role)
    return rows
