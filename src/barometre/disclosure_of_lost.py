"""Numbers about people who left: withheld where those people are too few."""

from typing import TYPE_CHECKING

from barometre.frames import ESTIMATES

if TYPE_CHECKING:
    import pandas as pd

_NAMES = ESTIMATES.column_names[1 : ESTIMATES.column_names.index("estimate")]
_MEASURE = ["scale", "subscale", "item", "wave", "baseline_wave"]
OVERLAP = "staying_chance_share"
_OF_CHANGE = r"^(?:mean_change_(?:ipw|imputed|bound_low|bound_high)|tipping_point)"
_OF_COMPARISON = (
    r"^(?:did_(?:ipw|imputed|bound_low|bound_high|lee_low|lee_high)|share_lost_diff)"
)


def find_few_lost(
    estimates: "pd.DataFrame", is_hidden: "pd.Series", minimum: "pd.Series"
) -> "pd.Series":
    """Find the numbers that would tell what a few people who left had answered.

    Beside the change of those who stayed, a bound gives the mean start of those who
    left. So numbers that count people who left are blanked when they are fewer than the
    minimum, or when the change beside is blanked; the difference of two groups goes
    with either of its sides; so does the model of coming back. Of the tenths of a
    chance, one with too few people takes the next smallest with it.

    Parameters
    ----------
    estimates, is_hidden, minimum
        Table 5, the rows already blanked, and the threshold of each row.
    """
    import pandas as pd

    is_few = (estimates["n_missing"] > 0) & (estimates["n_missing"] < minimum)
    statistic = estimates["statistic"]
    is_change = estimates["analysis"].eq("change") & statistic.str.match(_OF_CHANGE)
    place = pd.MultiIndex.from_frame(estimates[[*_MEASURE, "group_by", "group"]])
    is_mean = estimates["analysis"].eq("change") & statistic.eq("mean_change")
    is_beside = pd.Series(
        place.isin(place[is_mean & is_hidden & estimates["population"].eq("all")]),
        index=estimates.index,
    )
    is_share = estimates["analysis"].eq("attrition") & statistic.eq("share_lost")
    hidden_change = (is_change | is_share) & (is_few | is_beside | is_hidden)
    measure = pd.MultiIndex.from_frame(estimates[_MEASURE])
    is_difference = estimates["analysis"].eq("comparison") & statistic.str.match(
        _OF_COMPARISON
    )
    hidden_difference = is_difference & measure.isin(measure[hidden_change])
    is_model = estimates["analysis"].eq("attrition") & statistic.isin(
        ("effective_n", "staying_odds_ratio", OVERLAP)
    )
    is_worth = is_model & statistic.eq("effective_n")
    hidden_place = place[is_worth & (is_few | is_beside)]
    hidden_model = is_model & place.isin(hidden_place)
    return (
        hidden_change
        | hidden_difference
        | hidden_model
        | _few_in_a_tenth(estimates, minimum)
    )


def _few_in_a_tenth(estimates: "pd.DataFrame", minimum: "pd.Series") -> "pd.Series":
    """Tenths of a chance with too few people, and the next smallest beside them."""
    tenths = estimates[estimates["statistic"].eq(OVERLAP)]
    limit = minimum[tenths.index]
    is_small = tenths["n"] < limit
    side = tenths["category"].str.split(" ").str[0]
    family = [
        *(tenths[name] for name in _NAMES if name not in ("category", "statistic")),
        side,
    ]
    small = tenths["n"].where(is_small, 0)
    n_small = small.groupby(family, sort=False).transform("sum")
    left = tenths[(n_small > 0) & (n_small < limit) & ~is_small]
    keys = [name.reindex(left.index) for name in family]
    next_smallest = left.assign(rank=left.groupby(keys, sort=False)["n"].rank("first"))
    also = next_smallest.index[next_smallest["rank"] == 1]
    return estimates.index.to_series().isin([*tenths.index[is_small], *also])
