"""How many people at each stage, from those invited to those linked."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.evaluation.people import breakdown_columns, name_groups
from barometre.frames import PARTICIPATION, build_table
from barometre.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray


def count_participation(
    study: Study,
    *,
    responses: pd.DataFrame,
    kept: pd.DataFrame,
    asked: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count people at each stage of each wave, for everyone and for each group.

    Parameters
    ----------
    study
        Its waves say how many people were invited, where that is known.
    responses
        Table 1: every response that was started.
    kept
        Responses the study keeps, with ``person``.
    asked
        Rows of this table on who was invited and reminded, where the source knows.
        The study's own number of everyone wins.

    Returns
    -------
    pandas.DataFrame
        Table 6. ``linked`` counts people of the wave who are seen at another wave too.
        From ``started`` on, each stage is no larger than the one before, ``completed``
        and ``kept`` apart: a study may keep a response that stopped on the way.
    """
    rows = list_asked(study, asked)
    columns = ["wave", *breakdown_columns(study)]
    started, counted = (
        frame[[column for column in columns if column in frame.columns]]
        for frame in (responses, kept)
    )
    frames = {
        "started": started,
        "completed": started[responses["is_complete"]],
        "kept": counted,
        "linked": counted[_is_linked(kept)],
    }
    for wave in study.waves:
        for stage, frame in frames.items():
            n = int((frame["wave"] == wave.id).sum())
            rows.append({"wave": wave.id, "stage": stage, "n": n})
    for column in breakdown_columns(study):
        for stage, frame in frames.items():
            rows += _count_groups(frame, column, stage, study)
    return build_table(rows, PARTICIPATION)


def list_asked(study: Study, asked: pd.DataFrame | None) -> list[dict[str, object]]:
    """List rows on who was asked; the study's own number of everyone invited wins."""
    own = {wave.id: wave.invited for wave in study.waves if wave.invited is not None}
    named: list[dict[str, object]] = [
        {"wave": wave, "stage": "invited", "n": n} for wave, n in own.items()
    ]
    if asked is None:
        return named
    is_named = (
        asked["stage"].eq("invited") & asked["group"].eq("") & asked["wave"].isin(own)
    )
    known = asked["wave"].isin(study.wave_ids) & ~is_named
    return named + [
        {str(name): value for name, value in row.items()}
        for row in asked[known].to_dict("records")
    ]


def derive_response_rates(counts: pd.DataFrame) -> pd.DataFrame:
    """Derive the response rate of everyone and of each group: completed / invited.

    Parameters
    ----------
    counts
        Table 6 after disclosure (``is_suppressed``).

    Returns
    -------
    pandas.DataFrame
        ``wave``, ``group_by``, ``group``, ``stage`` (``response_rate``), ``estimate``,
        ``n`` (people invited), ``is_suppressed``: a rate is withheld with its counts.
        No row where nobody was invited, or where more people completed than were
        invited: others answered too, and no rate tells them apart.

    References
    ----------
    AAPOR (2023). Standard Definitions: Final Dispositions of Case Codes and Outcome
    Rates for Surveys (10th ed.). RR1, with everyone invited taken to be eligible.
    """
    place = ["wave", "group_by", "group"]
    columns = [*place, "n", "is_suppressed"]
    invited, completed = (
        counts.loc[counts["stage"] == stage, columns]
        for stage in ("invited", "completed")
    )
    both = invited.merge(completed, on=place, suffixes=("", "_completed"))
    is_suppressed = both["is_suppressed"] | both["is_suppressed_completed"]
    is_rate = is_suppressed | ((both["n"] > 0) & (both["n_completed"] <= both["n"]))
    rates = both["n_completed"] / both["n"].where(~is_suppressed & is_rate)
    found = both.assign(
        stage="response_rate",
        estimate=rates.astype(float),
        n=both["n"].where(~is_suppressed, other=0),
        is_suppressed=is_suppressed,
    )
    return found.loc[is_rate, [*columns, "stage", "estimate"]].reset_index(drop=True)


def _count_groups(
    frame: pd.DataFrame, column: str, stage: str, study: Study
) -> list[dict[str, object]]:
    if column not in frame.columns:
        return []
    places, names = pd.factorize(name_groups(frame[column]), sort=True)
    counts = {
        wave: np.bincount(
            places[(frame["wave"] == wave).to_numpy()], minlength=len(names)
        )
        for wave in sorted(study.wave_ids)
    }
    return [
        {"wave": wave, "group_by": column, "group": group, "stage": stage, "n": n}
        for wave, people in counts.items()
        for group, n in zip(names, people.tolist(), strict=True)
        if group and n
    ]


def _is_linked(kept: pd.DataFrame) -> "NDArray[np.bool_]":
    """Mark people seen twice: only one response of a wave is linked to a person."""
    person = kept["person"].to_numpy()
    times = np.bincount(person[person >= 0], minlength=1)
    return np.asarray((person >= 0) & (times[person] > 1))
