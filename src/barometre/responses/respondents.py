"""Several responses of one person at one wave: which is the main one."""

from dataclasses import dataclass

import pandas as pd

from barometre.errors import Problem
from barometre.responses.about import About
from barometre.study import Study

DUPLICATE_MARK = "#"


@dataclass(frozen=True, slots=True)
class NamedRespondents:
    """Names that are unique within the wave."""

    respondent_ids: pd.Series
    problems: tuple[Problem, ...]


def name_respondents(about: About, *, wave: str, study: Study) -> NamedRespondents:
    """Give further responses of the same person a name of their own: ``#2``, ``#3``.

    The main response keeps the plain name. It is the first complete one by time, then
    by row; the last complete one where the study excludes earlier ones; the first, or
    last, when none is complete. Where the study refuses duplicates they are a problem.
    """
    names = about.respondent_ids
    is_repeated = names.duplicated(keep=False).to_numpy(dtype=bool)
    if not is_repeated.any():
        return NamedRespondents(names, ())
    takes_last = study.quality.duplicate == "exclude_earlier"
    repeats = (
        pd.DataFrame(
            {
                "name": names,
                "is_partial": ~about.is_complete,
                "at": about.answered_at,
                "row": about.source_rows,
            }
        )
        .loc[is_repeated]
        .sort_values(
            ["is_partial", "at", "row"],
            ascending=[True, not takes_last, not takes_last],
            na_position="last",
        )
    )
    number = repeats.groupby("name", sort=False).cumcount() + 1
    marked = repeats["name"] + DUPLICATE_MARK + number.astype("str")
    unique = names.copy()
    unique.loc[repeats.index] = repeats["name"].where(number.eq(1), marked)
    rows = sorted(repeats["row"].tolist())
    problem = Problem(
        "respondents_repeated", wave, n=repeats["name"].nunique(), rows=rows
    )
    is_refused = study.quality.duplicate == "refuse"
    return NamedRespondents(unique, (problem,) if is_refused else ())
