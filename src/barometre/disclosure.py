"""The only gate between estimates and any reader: too few people, nothing shown.

Thresholds follow French habit for sensitive small-area figures (11 people outside the
team and for political opinions everywhere) and the ordinary floor inside a team (5).
"""

from typing import TYPE_CHECKING, Literal

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
    Two rules. A number with ``0 < n < minimum`` is blanked. In a breakdown, when one
    group alone is blanked, the next smallest of the same breakdown is blanked too: the
    total minus the others would give the first away. How many people left an item
    unanswered (``n_missing`` of a number that is shown) is told: it is no opinion.
    """
    minimum = _minimum(estimates, study, questionnaire, profile)
    people = estimates["n"]
    is_small = (people > 0) & (people < minimum)
    is_hidden = is_small | _complement(estimates, is_small)
    shown = estimates.assign(is_suppressed=is_hidden)
    shown.loc[is_hidden, _NUMBERS] = float("nan")
    shown.loc[is_hidden, ["n", "n_missing"]] = 0
    shown.loc[is_hidden, "note"] = "suppressed"
    return shown


def protect_participation(
    participation: "pd.DataFrame", *, study: Study, profile: Profile = "internal"
) -> "pd.DataFrame":
    """Blank the people at a stage where a group is too small to be shown.

    Stages of the whole study are kept: how many were reached is no answer of anyone.
    A breakdown loses every stage of a group whose largest stage is too small, and a
    second group with it when it would be alone.
    """
    import pandas as pd

    minimum = minimum_people(study.disclosure, profile=profile)
    is_breakdown = participation["group"] != ""
    reached = participation.groupby(_GROUP)["n"].transform("max")
    is_small = is_breakdown & (reached > 0) & (reached < minimum)
    ranked = participation.assign(reached=reached, is_small=is_small)
    families = ranked[is_breakdown].drop_duplicates(_GROUP)
    also = _next_smallest(families, ["wave", "group_by"], "reached")
    named = pd.MultiIndex.from_frame(participation[_GROUP])
    is_hidden = is_small | named.isin(pd.MultiIndex.from_frame(also[_GROUP]))
    shown = participation.assign(is_suppressed=is_hidden)
    shown.loc[is_hidden, "n"] = 0
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


def _complement(estimates: "pd.DataFrame", is_small: "pd.Series") -> "pd.Series":
    """Rows to blank because one group alone of their breakdown is blanked."""
    family = [name for name in _NAMES if name != "group"]
    breakdown = estimates[(estimates["group"] != "") & (estimates["n"] > 0)]
    ranked = breakdown.assign(is_small=is_small)
    also = _next_smallest(ranked, family, "n")
    return is_small.where(is_small, estimates.index.isin(also.index))


def _next_smallest(
    rows: "pd.DataFrame", family: list[str], size: str
) -> "pd.DataFrame":
    """Find the smallest row left in each family where exactly one row is small."""
    n_small = rows.groupby(family, sort=False)["is_small"].transform("sum")
    left = rows[(n_small == 1) & ~rows["is_small"]]
    return left.sort_values(size, kind="stable").drop_duplicates(family)
