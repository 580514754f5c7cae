"""The planned family, and the price of asking several questions at once."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from barometre.evaluation.outcomes import Outcome, list_outcomes, resolve_outcomes
from barometre.evaluation.people import followed_group
from barometre.questionnaire.scale import Questionnaire, Scale
from barometre.statistics.adjustment import Adjustment, adjust
from barometre.study import Plan, Study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

Standing = Literal["primary", "secondary", "exploratory", "control"]


@dataclass(frozen=True, slots=True)
class _Family:
    """Numbers whose p-values are adjusted together."""

    is_member: "NDArray[np.bool_]"
    adjustment: Adjustment


def rank_outcomes(questionnaire: Questionnaire, plan: Plan) -> dict[Outcome, Standing]:
    """Give every outcome its place in the plan: planned ones first, in its order.

    What is expected not to move is a control even where a planned scale holds it.
    """
    ranked: tuple[tuple[Standing, list[Outcome]], ...] = (
        ("primary", resolve_outcomes(plan.primary, questionnaire)),
        ("secondary", resolve_outcomes(plan.secondary, questionnaire)),
        ("exploratory", list_outcomes(questionnaire)),
    )
    standings: dict[Outcome, Standing] = {}
    for rank, outcomes in ranked:
        for outcome in outcomes:
            scale = questionnaire.scale(outcome.scale)
            standings.setdefault(outcome, _rank(scale, outcome, rank))
    return standings


def _rank(scale: Scale, outcome: Outcome, rank: Standing) -> Standing:
    is_control = scale.is_negative_control(outcome.item)
    is_context = scale.role in ("context", "method") and rank == "exploratory"
    return "control" if is_control or is_context else rank


def adjust_planned(
    estimates: pd.DataFrame, study: Study, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Adjust p-values over the family of each, and name the adjustment.

    The planned family is every primary and secondary outcome at the planned contrast:
    one mean change each. Where there is a comparison group, the changes of those who
    take part and the differences between the two changes are one family together: all
    that the report claims, it claims within it. Changes of everyone stand beside and
    are a family of their own, as are differences of wave means where people are not
    linked. Exploratory outcomes, and every outcome at another contrast, are families
    of their own, always with Benjamini and Hochberg's adjustment: they never weigh on
    what was planned. Controls are in none: an adjustment would make it easier to say
    that they stood still. A change without a p-value does not count.

    References
    ----------
    Holm S. (1979), Scandinavian Journal of Statistics 6, 65-70.
    Benjamini Y., Hochberg Y. (1995), doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    if study.plan.multiplicity == "none" or not study.contrasts:
        return estimates
    adjusted = estimates["p_adjusted"].to_numpy(copy=True)
    adjustment = estimates["adjustment"].to_numpy(dtype=object, copy=True)
    p_values = estimates["p_value"].to_numpy()
    for family in _list_families(estimates, study, questionnaire):
        tested = family.is_member & ~np.isnan(p_values)
        adjusted[tested] = adjust(p_values[tested], family.adjustment)
        adjustment[tested] = family.adjustment
    return estimates.assign(
        p_adjusted=adjusted, adjustment=pd.Series(adjustment, dtype="str")
    )


def _list_families(
    estimates: pd.DataFrame, study: Study, questionnaire: Questionnaire
) -> "Iterator[_Family]":
    how: Adjustment = (
        "holm" if study.plan.multiplicity == "holm" else "benjamini_hochberg"
    )
    followed = followed_group(study)
    parts = [
        _find_part(estimates, ("mean_change", *followed))
        | _find_part(estimates, ("did", "", "")),
        _find_part(estimates, ("mean_difference", *followed)),
    ]
    if followed != ("", ""):
        parts.append(_find_part(estimates, ("mean_change", "", "")))
        parts.append(_find_part(estimates, ("mean_difference", "", "")))
    planned, *others = study.contrasts
    ranked: list[tuple[tuple[str, str], tuple[Standing, ...], Adjustment]] = [
        (planned, ("primary", "secondary"), how),
        (planned, ("exploratory",), "benjamini_hochberg"),
        *(
            (other, ("primary", "secondary", "exploratory"), "benjamini_hochberg")
            for other in others
        ),
    ]
    standings = rank_outcomes(questionnaire, study.plan)
    for contrast, among, adjustment in ranked:
        outcomes = [one for one, standing in standings.items() if standing in among]
        is_ranked = _find_ranked(estimates, outcomes, contrast)
        for is_part in parts:
            yield _Family((is_ranked & is_part).to_numpy(), adjustment)


def _find_part(
    estimates: pd.DataFrame, named: tuple[str, str, str]
) -> "pd.Series[bool]":
    statistic, group_by, group = named
    return (
        estimates["statistic"].eq(statistic)
        & estimates["group_by"].eq(group_by)
        & estimates["group"].eq(group)
    )


def _find_ranked(
    estimates: pd.DataFrame, outcomes: list[Outcome], contrast: tuple[str, str]
) -> "pd.Series[bool]":
    """Mark the numbers of some outcomes at a contrast."""
    names = {(outcome.scale, outcome.subscale, outcome.item) for outcome in outcomes}
    measured = pd.MultiIndex.from_frame(estimates[["scale", "subscale", "item"]])
    return (
        estimates["analysis"].isin(("change", "comparison"))
        & estimates["baseline_wave"].eq(contrast[0])
        & estimates["wave"].eq(contrast[1])
        & estimates["population"].eq("all")
        & measured.isin(names)
    )


def find_worthwhile(study: Study, outcome: Outcome) -> float | None:
    """Smallest change worth having, in the outcome's own units, if it was written.

    What is written for a scale holds for its parts and for its questions too.
    """
    written = study.plan.smallest_worthwhile_change
    part = outcome.subscale or outcome.item
    names = [outcome.name, part, outcome.scale] if part else [outcome.name]
    return next((written[name] for name in names if name in written), None)
