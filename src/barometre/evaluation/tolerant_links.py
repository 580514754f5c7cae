"""The planned changes once more, with codes that may have one slip."""

from dataclasses import replace

import pandas as pd

from barometre.evaluation.contrasts import list_changes
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import resolve_outcomes
from barometre.evaluation.people import followed_group, link_people
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.responses.one_slip import list_near_codes
from barometre.statistics.estimate import Estimate
from barometre.statistics.links_by_chance import compute_links_by_chance
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import keep_pairs

Rows = list[dict[str, object]]


def evaluate_tolerant_links(material: Material) -> Rows:
    """Work out the planned changes with links that forgive one slip in a code.

    Nothing is written where that links nobody more. Beside the changes stands how many
    links were made so, and how many chance alone would have made.
    """
    kept = material.kept
    if (kept["tolerant_person"] == kept["person"]).all():
        return []
    forgiving = _forgive(material)
    rows: Rows = []
    for earlier, later in material.study.contrasts:
        place = Place(
            analysis="change",
            wave=later,
            baseline_wave=earlier,
            population="tolerant_links",
        )
        counted = _count_links(kept, forgiving.kept, earlier=earlier, later=later)
        rows += write_rows(place, [counted])
    for change in list_changes(forgiving):
        pairs = keep_pairs(change.before, change.after)
        mean = compute_mean_change(pairs, confidence=material.confidence)
        both = [mean, *restate(mean, change.outcome, is_difference=True)]
        rows += write_rows(change.place, both)
    return rows


def _forgive(material: Material) -> Material:
    """Give the same material, people named as tolerant links name them."""
    plan, kept = material.study.plan, material.kept
    followed = {("", ""), followed_group(material.study)}
    planned = resolve_outcomes((*plan.primary, *plan.secondary), material.questionnaire)
    return replace(
        material,
        kept=kept.assign(person=kept["tolerant_person"]),
        outcomes=planned,
        samples=[
            replace(sample, population="tolerant_links")
            for sample in material.samples
            if sample.population == "all"
            and (sample.group_by, sample.group) in followed
        ],
    )


def _count_links(
    kept: pd.DataFrame, forgiving: pd.DataFrame, *, earlier: str, later: str
) -> Estimate:
    strict = link_people(kept, earlier=earlier, later=later).before.size
    tolerant = link_people(forgiving, earlier=earlier, later=later).before.size
    is_named = kept["person"] >= 0
    before, after = (
        int((is_named & kept["wave"].eq(wave)).sum()) - strict
        for wave in (earlier, later)
    )
    near = list_near_codes(kept["person"].where(is_named), kept)
    sharing = near.groupby(["wave", "near"])["person"].nunique()
    people = near.groupby("wave")["person"].nunique()
    return compute_links_by_chance(
        n_links=tolerant - strict,
        n_before=before,
        n_after=after,
        n_near=_count_pairs(sharing),
        n_pairs=_count_pairs(people),
    )


def _count_pairs(sizes: "pd.Series[int]") -> float:
    return float((sizes * (sizes - 1) / 2).sum())
