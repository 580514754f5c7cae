"""The planned family, and the price of asking several questions at once."""

import pandas as pd

from barometre.evaluation.outcomes import Outcome, resolve_outcomes
from barometre.evaluation.people import followed_group
from barometre.questionnaire.scale import Questionnaire
from barometre.statistics.holm import compute_holm
from barometre.study import Study


def adjust_planned(
    estimates: pd.DataFrame, study: Study, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Adjust the p-values of the planned changes over their family.

    The family is every primary and secondary outcome at the planned contrast: one mean
    change each, for everyone. Where there is a comparison group, the changes of those
    who take part are a family too, and so are the differences between the two changes.
    What is outside the plan is exploratory and gets no adjusted p-value. A change
    without a p-value does not count.

    References
    ----------
    Holm S. (1979), Scandinavian Journal of Statistics 6, 65-70.
    """
    if study.plan.multiplicity == "none" or not study.contrasts:
        return estimates
    adjusted = estimates["p_adjusted"].copy()
    is_planned = find_planned(estimates, study, questionnaire)
    families = {("mean_change", "", ""), ("mean_change", *followed_group(study))}
    for statistic, group_by, group in families | {("did", "", "")}:
        is_family = (
            is_planned
            & estimates["statistic"].eq(statistic)
            & estimates["group_by"].eq(group_by)
            & estimates["group"].eq(group)
        )
        p_values = estimates.loc[is_family, "p_value"].to_numpy()
        adjusted[is_family] = compute_holm(p_values)
    return estimates.assign(p_adjusted=adjusted)


def find_planned(
    estimates: pd.DataFrame, study: Study, questionnaire: Questionnaire
) -> "pd.Series[bool]":
    """Mark the numbers of planned outcomes at the planned contrast, in any group."""
    planned = resolve_outcomes(
        (*study.plan.primary, *study.plan.secondary), questionnaire
    )
    names = {(outcome.scale, outcome.subscale, outcome.item) for outcome in planned}
    measured = pd.MultiIndex.from_frame(estimates[["scale", "subscale", "item"]])
    earlier, later = study.contrasts[0]
    return (
        estimates["analysis"].isin(("change", "comparison"))
        & estimates["baseline_wave"].eq(earlier)
        & estimates["wave"].eq(later)
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
