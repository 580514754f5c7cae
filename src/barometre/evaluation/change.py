"""Change of linked people between two waves, who was lost, and the comparison."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd

from barometre.evaluation.contrasts import list_changes
from barometre.evaluation.item_analyses import Analyses
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.people import Linked, followed_group, name_groups
from barometre.evaluation.planned import find_worthwhile
from barometre.evaluation.rows import Place, restate, write_rows
from barometre.statistics.attrition import compute_attrition
from barometre.statistics.change_analysis import (
    ChangeAnalysis,
    compute_change_analysis,
)
from barometre.statistics.difference_in_differences import compute_did
from barometre.statistics.equivalence import compute_equivalence
from barometre.statistics.estimate import Estimate, FloatArray
from barometre.statistics.pairs import keep_pairs
from barometre.statistics.power import compute_minimum_detectable_change
from barometre.study import Study

Rows = list[dict[str, object]]
# With fewer linked people a change is described, not judged: the waves are compared.
FEWEST_LINKED = 10


def evaluate_change(material: Material) -> Rows:
    """Work out every change of linked people, later minus earlier.

    For each pair of waves: everyone, each group (as it was at the earlier wave), and
    everyone without flagged responses. Beside each change of everyone, and of those
    whom the study follows, stands the baseline of linked against lost people; where the
    study has a comparison group, the difference between the two changes. Where nobody
    is linked nothing is written.
    """
    kept, study = material.kept, material.study
    rows: Rows = []
    for change in list_changes(material):
        place, outcome = change.place, change.outcome
        reliability = _reliability(material.analyses, outcome, place.baseline_wave)
        analysis = compute_change_analysis(
            change.before,
            change.after,
            reliability=reliability.estimate if reliability else None,
            reliability_name=reliability.statistic if reliability else "",
            improvement=outcome.improvement,
            confidence=study.plan.confidence,
        )
        rows += write_rows(place, _restated(analysis, outcome))
        rows += write_rows(place, _rule_out(analysis, outcome, study))
        group = (place.group_by, place.group)
        if place.population == "all" and group in (("", ""), followed_group(study)):
            if analysis.find("mean_change").n >= FEWEST_LINKED:
                rows += detect(place, analysis.find("mean_change"), outcome, study)
            rows += _attrition(place, change.values, change.linked, study)
        if not place.group_by:
            did = _compare(kept, change.values, change.linked, study)
            if did is not None:
                both = [did, *restate(did, outcome, is_difference=True)]
                rows += write_rows(place.at(analysis="comparison"), both)
    return rows


def _reliability(
    analyses: Analyses, outcome: Outcome, baseline: str
) -> Estimate | None:
    """Alpha of the earlier wave (Spearman-Brown for two items), everyone together."""
    analysis = analyses.get((baseline, outcome.name))
    if analysis is None:
        return None
    return analysis.find("cronbach_alpha") or analysis.find("spearman_brown")


def _restated(analysis: ChangeAnalysis, outcome: Outcome) -> Iterable[Estimate]:
    """Give the numbers of one change in the units of the score and on 0-100."""
    before = replace(analysis.baseline_mean, statistic="mean_before")
    after = replace(analysis.later_mean, statistic="mean_after")
    yield from (before, *restate(before, outcome, is_difference=False))
    yield from (after, *restate(after, outcome, is_difference=False))
    yield from analysis.changes
    yield from restate(analysis.find("mean_change"), outcome, is_difference=True)
    if analysis.reliable:
        reliable = analysis.reliable
        yield from (
            reliable.criterion,
            reliable.improved,
            reliable.unchanged,
            reliable.declined,
        )


def detect(place: Place, change: Estimate, outcome: Outcome, study: Study) -> Rows:
    """Say what change so many people, who vary so much, could have shown."""
    smallest = compute_minimum_detectable_change(
        change, confidence=study.plan.confidence
    )
    both = [smallest, *restate(smallest, outcome, is_difference=True)]
    return write_rows(place.at(analysis="power"), both)


def _rule_out(
    analysis: ChangeAnalysis, outcome: Outcome, study: Study
) -> Iterable[Estimate]:
    """Say which changes are ruled out, by the plan's worthwhile change and by any."""
    found = compute_equivalence(
        analysis.find("mean_change"),
        worthwhile=find_worthwhile(study, outcome),
        confidence=study.plan.confidence,
    )
    yield from (found.bound, *restate(found.bound, outcome, is_difference=True))
    if found.tost_p:
        yield found.tost_p


def _attrition(place: Place, values: FloatArray, linked: Linked, study: Study) -> Rows:
    """Compare the baseline of people behind a change with that of people lost to it.

    Someone who came back and left the outcome unanswered is lost to it as well: the
    mean of the linked is then the mean the change starts from.
    """
    is_back = ~np.isnan(values[linked.after])
    result = compute_attrition(
        values[linked.before[is_back]],
        values[np.concatenate([linked.before[~is_back], linked.lost])],
        confidence=study.plan.confidence,
    )
    at = place.at(analysis="attrition")
    return [
        *write_rows(at, [result.difference]),
        *write_rows(at, [result.linked_mean], category="linked"),
        *write_rows(at, [result.lost_mean], category="lost"),
    ]


def _compare(
    kept: pd.DataFrame, values: FloatArray, linked: Linked, study: Study
) -> Estimate | None:
    """Subtract the change of the comparison group from that of those who took part."""
    comparison = study.comparison
    if comparison is None or comparison.column not in kept.columns:
        return None
    groups = name_groups(kept[comparison.column]).to_numpy()[linked.before]
    treated, control = (
        keep_pairs(
            values[linked.before[groups == name]], values[linked.after[groups == name]]
        )
        for name in (comparison.treated, comparison.control)
    )
    return compute_did(treated, control, confidence=study.plan.confidence)
