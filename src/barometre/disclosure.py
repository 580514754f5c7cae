"""The only gate between estimates and any reader: too few people, nothing shown.

Thresholds follow French habit for sensitive small-area figures (11 people outside the
team and for political opinions everywhere) and the ordinary floor inside a team (5).
"""

from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from barometre.disclosure_of_lost import OVERLAP, find_few_lost
from barometre.frames import ESTIMATES
from barometre.questionnaire.scale import Questionnaire
from barometre.study import Disclosure, Study

if TYPE_CHECKING:
    import pandas as pd

Profile = Literal["internal", "external"]
_NUMBERS = [column.name for column in ESTIMATES.columns if column.type == "number"]
_NAMES = ESTIMATES.column_names[1 : ESTIMATES.column_names.index("estimate")]
_GROUP = ["wave", "group_by", "group"]
_SENSITIVE = ("political_opinion", "possible_belief")
_OF_TWO_WAVES = (
    "mean_difference",
    "mean_difference_pomp",
    "mean_difference_equal_variances",
    "hedges_g",
    "brunner_munzel",
    "hodges_lehmann_shift",
    "minimum_detectable_change",
    "minimum_detectable_change_pomp",
    "equivalence_bound",
    "equivalence_bound_pomp",
    "tost_p",
)


def minimum_people(disclosure: Disclosure, *, profile: Profile) -> int:
    """Fewest people behind a number that is not about sensitive opinions."""
    if profile == "external":
        return disclosure.external_min_n
    return disclosure.internal_min_n


def protect(
    estimates: "pd.DataFrame",
    *,
    study: Study,
    questionnaire: Questionnaire,
    profile: Profile = "internal",
) -> "pd.DataFrame":
    """Blank every number that stands on too few people.

    Parameters
    ----------
    estimates
        Table 5.
    study, questionnaire
        Thresholds, and which scales are sensitive.
    profile
        ``internal`` for the team and its evaluator, ``external`` for everyone else.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``is_suppressed``; suppressed rows have no number left, and
        their ``n`` and ``n_missing`` are 0, so that the size of the group is not told.

    Notes
    -----
    A number with ``0 < n < minimum`` is blanked. So is a number that would give one
    away by subtraction beside it:

    - in a breakdown, the smallest group shown, when everyone minus the groups shown
      would be fewer people than the minimum (people without a group among them);
    - without flagged responses, or with tolerant links, when fewer people than the
      minimum are between that number and everyone's;
    - the baseline of linked and of lost people, when either are too few;
    - the difference of two groups' changes, when either group is not shown;
    - what the groups of a breakdown say together, when one of them is not shown;
    - the difference of two waves of people not linked, when either wave is not shown;
    - what leaving could fake, when fewer people than the minimum are taken to leave;
    - a modelled change, when the mean of either wave is not shown;
    - how many of a kind of people each of two groups has, when one number is too few;
    - how groups read questions, when everyone minus the groups compared would be fewer
      people than the minimum;
    - what counts people who left, when fewer than the minimum left;
    - what choosing people does by itself, when their change is not shown.

    How many people left an item unanswered (``n_missing`` of a number that is shown)
    is told: it is no opinion. Subtraction across different tables is not looked for.
    """
    minimum = _minimum(estimates, study, questionnaire, profile)
    people = estimates["n"]
    is_small = (people > 0) & (people < minimum)
    is_hidden = is_small | _complement(estimates, is_small, minimum)
    is_hidden |= _few_apart(estimates, minimum)
    is_tenth = estimates["statistic"].eq(OVERLAP)
    is_hidden |= _attrition_of_few(estimates, is_hidden & ~is_tenth)
    is_hidden |= _comparison_with_few(estimates, is_hidden, study)
    is_hidden |= _pooled_with_hidden(estimates, is_hidden)
    is_hidden |= _waves_with_few(estimates, is_hidden)
    is_hidden |= _few_taken_to_have_left(estimates, minimum)
    is_hidden |= _kind_of_few(estimates, is_hidden)
    is_hidden |= _modelled_with_few(estimates, is_hidden)
    is_hidden |= _all_groups_but_few(estimates, minimum)
    is_hidden |= find_few_lost(estimates, is_hidden, minimum)
    is_hidden |= _expected_of_hidden(estimates, is_hidden)
    shown = estimates.assign(is_suppressed=is_hidden)
    shown.loc[is_hidden, _NUMBERS] = float("nan")
    shown.loc[is_hidden, ["n", "n_missing"]] = 0
    shown.loc[is_hidden, "note"] = "suppressed"
    return shown


def protect_flags(
    flags: "pd.DataFrame", *, study: Study, profile: Profile = "internal"
) -> "pd.DataFrame":
    """Blank how many responses a rule flagged at a wave where they are too few."""
    minimum = minimum_people(study.disclosure, profile=profile)
    is_small = (flags["n"] > 0) & (flags["n"] < minimum)
    shown = flags.assign(is_suppressed=is_small)
    shown.loc[is_small, ["n", "n_excluded"]] = 0
    return shown


def protect_participation(
    participation: "pd.DataFrame", *, study: Study, profile: Profile = "internal"
) -> "pd.DataFrame":
    """Blank the people at a stage where a group is too small to be shown.

    Stages of the whole study are kept: how many were reached is no answer of anyone.
    A breakdown loses every stage of a group whose largest stage, the people invited
    among them, is too small, and the smallest other group with it when the people
    hidden would still be too few.
    """
    import pandas as pd

    minimum = minimum_people(study.disclosure, profile=profile)
    is_breakdown = participation["group"] != ""
    reached = participation.groupby(_GROUP)["n"].transform("max")
    is_small = is_breakdown & (reached > 0) & (reached < minimum)
    ranked = participation.assign(reached=reached, is_small=is_small)
    families = ranked[is_breakdown].drop_duplicates(_GROUP)
    families = families.join(_count_hidden(ranked), on=["wave", "group_by"])
    small = families["reached"].where(families["is_small"], other=0)
    in_family = [families["wave"], families["group_by"]]
    n_small = small.groupby(in_family).transform("sum")
    families = families.assign(n_nameless=families["n_hidden"] - n_small)
    also = _next_smallest(families, ["wave", "group_by"], "reached", minimum)
    named = pd.MultiIndex.from_frame(participation[_GROUP])
    is_hidden = is_small | named.isin(pd.MultiIndex.from_frame(also[_GROUP]))
    shown = participation.assign(is_suppressed=is_hidden)
    shown.loc[is_hidden, "n"] = 0
    return shown


def _count_hidden(ranked: "pd.DataFrame") -> "pd.Series":
    """Count people in no group shown, by wave and breakdown: everyone minus those.

    As for a group, the largest stage counts; only stages counted by group tell any.
    """
    is_breakdown = ranked["group"] != ""
    everyone = ranked[~is_breakdown].set_index(["wave", "stage"])["n"].rename("whole")
    groups = ranked[is_breakdown]
    sizes = (
        groups.assign(shown=groups["n"].where(~groups["is_small"], other=0))
        .groupby(["wave", "group_by", "stage"])[["n", "shown"]]
        .sum()
        .reset_index()
        .join(everyone, on=["wave", "stage"])
    )
    whole = sizes[["n", "whole"]].max(axis="columns")
    hidden = (whole - sizes["shown"]).astype("int64")
    return hidden.groupby([sizes["wave"], sizes["group_by"]]).max().rename("n_hidden")


def protect_stops(
    stops: "pd.DataFrame", *, n_started: int, study: Study, profile: Profile
) -> "pd.DataFrame":
    """Blank where people left a questionnaire that too few have started.

    Like an item left unanswered, a place where someone stopped is no opinion.
    """
    minimum = minimum_people(study.disclosure, profile=profile)
    shown = stops.assign(is_suppressed=n_started < minimum)
    shown.loc[shown["is_suppressed"], "n"] = 0
    return shown


def _minimum(
    estimates: "pd.DataFrame",
    study: Study,
    questionnaire: Questionnaire,
    profile: Profile,
) -> "pd.Series":
    """Threshold of each row: higher for scales about political opinions."""
    ordinary = minimum_people(study.disclosure, profile=profile)
    sensitive = max(ordinary, study.disclosure.sensitive_min_n)
    by_scale = {
        scale.id: sensitive if scale.sensitivity in _SENSITIVE else ordinary
        for scale in questionnaire.scales
    }
    return estimates["scale"].map(by_scale).fillna(ordinary).astype(int)


def _complement(
    estimates: "pd.DataFrame", is_small: "pd.Series", minimum: "pd.Series"
) -> "pd.Series":
    """Rows to blank because too few people of their breakdown are blanked."""
    family = [name for name in _NAMES if name != "group"]
    breakdown = estimates[(estimates["group"] != "") & (estimates["n"] > 0)]
    everyone = estimates[estimates["group_by"] == ""]
    place = [name for name in family if name != "group_by"]
    totals = everyone.drop_duplicates(place).set_index(place)["n"]
    whole = breakdown.join(totals.rename("n_everyone"), on=place)["n_everyone"]
    named = breakdown.groupby(family, sort=False)["n"].transform("sum")
    ranked = breakdown.assign(
        is_small=is_small[breakdown.index],
        n_nameless=(whole - named).clip(lower=0).fillna(0),
    )
    also = _next_smallest(ranked, family, "n", minimum[breakdown.index])
    return is_small.where(is_small, estimates.index.isin(also.index))


def _few_apart(estimates: "pd.DataFrame", minimum: "pd.Series") -> "pd.Series":
    """Rows of another population that, beside everyone's, give the few between away."""
    place = [name for name in _NAMES if name != "population"]
    everyone = estimates[estimates["population"] == "all"]
    totals = everyone.drop_duplicates(place).set_index(place)["n"].rename("n_all")
    n_apart = (estimates.join(totals, on=place)["n_all"] - estimates["n"]).abs()
    return estimates["population"].ne("all") & (n_apart > 0) & (n_apart < minimum)


def _attrition_of_few(estimates: "pd.DataFrame", is_hidden: "pd.Series") -> "pd.Series":
    """Attrition rows of a place where linked or lost people are blanked."""
    place = [name for name in _NAMES if name not in ("statistic", "category")]
    is_attrition = estimates["analysis"].eq("attrition")
    hidden = is_hidden.groupby([estimates[name] for name in place]).transform("any")
    return is_attrition & hidden


def _expected_of_hidden(
    estimates: "pd.DataFrame", is_hidden: "pd.Series"
) -> "pd.Series":
    """Mark expected changes of chosen people whose own change is blanked."""
    place = [name for name in _NAMES if name not in ("statistic", "category")]
    is_change = estimates["statistic"].eq("mean_change")
    keys = [estimates[name] for name in place]
    hidden = (is_hidden & is_change).groupby(keys).transform("any")
    is_expected = estimates["statistic"].str.startswith("expected_regression")
    return is_expected & hidden


def _comparison_with_few(
    estimates: "pd.DataFrame", is_hidden: "pd.Series", study: Study
) -> "pd.Series":
    """Differences between two changes of which one is blanked."""
    is_comparison = estimates["analysis"].eq("comparison")
    if study.comparison is None:
        return is_comparison & False
    measure = ["scale", "subscale", "item", "wave", "baseline_wave", "population"]
    is_change = estimates["analysis"].eq("change") & estimates["statistic"].eq(
        "mean_change"
    )
    is_group = estimates["group_by"].eq(study.comparison.column)
    hidden = estimates.loc[is_change & is_group & is_hidden, measure]
    return is_comparison & _are_among(estimates[measure], hidden)


def _modelled_with_few(
    estimates: "pd.DataFrame", is_hidden: "pd.Series"
) -> "pd.Series":
    """Modelled changes between two waves of which one is blanked."""
    is_mean = estimates["statistic"].eq("mixed_model_mean")
    is_change = estimates["statistic"].isin(
        ("mixed_model_change", "mixed_model_change_pomp")
    )
    return is_change & _is_either_wave_among(estimates, is_mean & is_hidden)


def _pooled_with_hidden(
    estimates: "pd.DataFrame", is_hidden: "pd.Series"
) -> "pd.Series":
    """Numbers pooled over groups of which one is blanked, by itself or by its change.

    Beside the groups that are shown, the mean and the variance of all give it away.
    """
    place = ["scale", "subscale", "item", "wave", "baseline_wave", "population"]
    named = [*place, "group_by", "group"]
    is_pooling = estimates["analysis"].eq("pooling")
    is_change = estimates["statistic"].eq("mean_change") & estimates["analysis"].eq(
        "change"
    )
    blanked = estimates.loc[is_change & is_hidden, named]
    is_blanked = _are_among(estimates[named], blanked)
    breakdown = estimates["group_by"].where(
        estimates["group_by"] != "", estimates["category"]
    )
    keys = [*(estimates[name] for name in place), breakdown]
    is_touched = is_pooling & (is_hidden | is_blanked)
    return is_pooling & is_touched.groupby(keys, sort=False).transform("any")


def _waves_with_few(estimates: "pd.DataFrame", is_hidden: "pd.Series") -> "pd.Series":
    """Differences of two waves of which the mean of one is blanked."""
    is_level = estimates["analysis"].eq("descriptive") & estimates["statistic"].eq(
        "mean"
    )
    is_difference = estimates["analysis"].isin(("change", "power")) & estimates[
        "statistic"
    ].isin(_OF_TWO_WAVES)
    return is_difference & _is_either_wave_among(estimates, is_level & is_hidden)


def _is_either_wave_among(
    estimates: "pd.DataFrame", is_blanked: "pd.Series"
) -> npt.NDArray[np.bool_]:
    """Mark rows of two waves of which one is blanked, for the same people."""
    place = ["scale", "subscale", "item", "group_by", "group", "population"]
    blanked = estimates.loc[is_blanked, [*place, "wave"]]
    later, earlier = (
        _are_among(estimates[[*place, wave]], blanked)
        for wave in ("wave", "baseline_wave")
    )
    return np.logical_or(later, earlier)


def _are_among(rows: "pd.DataFrame", wanted: "pd.DataFrame") -> npt.NDArray[np.bool_]:
    """Mark the rows that say, column by column, the same as one of those wanted."""
    import pandas as pd

    if wanted.empty:
        return np.zeros(len(rows), dtype=np.bool_)
    index = pd.MultiIndex.from_frame
    return np.asarray(index(rows).isin(index(wanted)))


def _few_taken_to_have_left(
    estimates: "pd.DataFrame", minimum: "pd.Series"
) -> "pd.Series":
    """Bounds that would tell the scores of the few people at one end."""
    return (
        estimates["statistic"].isin(("dropout_bound", "dropout_bound_pomp"))
        & (estimates["n_missing"] > 0)
        & (estimates["n_missing"] < minimum)
    )


def _kind_of_few(estimates: "pd.DataFrame", is_hidden: "pd.Series") -> "pd.Series":
    """Rows on a kind of people of which either compared group has too few."""
    place = [name for name in _NAMES if name not in ("statistic", "category")]
    is_kind = estimates["analysis"].eq("comparison") & estimates["group_by"].ne("")
    hidden = is_hidden.groupby([estimates[name] for name in place]).transform("any")
    return is_kind & hidden


def _all_groups_but_few(estimates: "pd.DataFrame", minimum: "pd.Series") -> "pd.Series":
    """Models of several groups that leave out too few people of everyone."""
    place = ["scale", "subscale", "wave"]
    is_model = estimates["analysis"].eq("dimensionality")
    is_between = is_model & estimates["group_by"].ne("") & estimates["group"].eq("")
    is_whole = is_model & estimates["group_by"].eq("")
    is_whole &= estimates["baseline_wave"].eq("") & estimates["statistic"].eq("chi2")
    totals = estimates[is_whole].drop_duplicates(place).set_index(place)["n"]
    n_everyone = estimates.join(totals.rename("n_everyone"), on=place)["n_everyone"]
    n_left_out = n_everyone - estimates["n"]
    return is_between & (n_left_out > 0) & (n_left_out < minimum)


def _next_smallest(
    rows: "pd.DataFrame", family: list[str], size: str, minimum: "pd.Series | int"
) -> "pd.DataFrame":
    """Find the smallest row left in each family whose hidden people are too few.

    ``n_nameless`` counts people of the family that have no row: everyone minus the
    groups shown is them and the blanked groups together.
    """
    small = rows[size].where(rows["is_small"], other=0)
    keys = [rows[name] for name in family]
    n_hidden = small.groupby(keys, sort=False).transform("sum") + rows["n_nameless"]
    is_too_few = (n_hidden > 0) & (n_hidden < minimum)
    left = rows[is_too_few & ~rows["is_small"]]
    return left.sort_values(size, kind="stable").drop_duplicates(family)
