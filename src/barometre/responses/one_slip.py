"""Self-generated codes that differ by one element: perhaps one person who slipped."""

import pandas as pd

from barometre.responses.columns import NEAR_CODES


def forgive_one_slip(people: pd.Series, responses: pd.DataFrame) -> pd.Series:
    """Name people again, two of them as one where their codes are one slip apart.

    Parameters
    ----------
    people
        Person behind each response; missing where there is none.
    responses
        Table 1. Without ``near_codes`` nobody is named otherwise.

    Returns
    -------
    Series
        Two people become one only where they never answered the same wave, and where
        neither has a second candidate: a doubtful link is no link. Missing stays
        missing.
    """
    if NEAR_CODES not in responses.columns:
        return people
    pairs = _pair_near(people, responses)
    if pairs.empty:
        return people
    met = pd.concat([pairs["one"], pairs["other"]]).value_counts()
    is_sure = pairs["one"].map(met).eq(1) & pairs["other"].map(met).eq(1)
    sure = pairs[is_sure].set_index("other")["one"]
    return people.where(~people.isin(sure.index), people.map(sure))


def _pair_near(people: pd.Series, responses: pd.DataFrame) -> pd.DataFrame:
    """List each pair of people one slip apart who never answered the same wave."""
    near = list_near_codes(people, responses).drop_duplicates(["person", "near"])
    pairs = near.merge(near, on="near", suffixes=("", "_other"))
    pairs = pairs.rename(columns={"person": "one", "person_other": "other"})
    pairs = pairs.loc[pairs["one"] < pairs["other"], ["one", "other"]]
    pairs = pairs.drop_duplicates().reset_index(drop=True)
    seen = pd.DataFrame({"person": people, "wave": responses["wave"]}).dropna()
    both = pairs.merge(seen, left_on="one", right_on="person").merge(
        seen, left_on=["other", "wave"], right_on=["person", "wave"]
    )
    together = pd.MultiIndex.from_frame(both[["one", "other"]])
    return pairs[~pd.MultiIndex.from_frame(pairs).isin(together)]


def list_near_codes(people: pd.Series, responses: pd.DataFrame) -> pd.DataFrame:
    """List the codes that each person's would be with one element left out.

    Returns
    -------
    DataFrame
        ``person``, ``wave`` and ``near``, one row for each element.
    """
    listed = pd.DataFrame(
        {
            "person": people,
            "wave": responses["wave"],
            "near": responses[NEAR_CODES].str.split(),
        }
    )
    return listed[people.notna()].explode("near").dropna().reset_index(drop=True)
