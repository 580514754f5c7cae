"""How a wave is going while it is open: who came, day by day, and where they stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from barometre.evaluation.participation import list_asked
from barometre.evaluation.people import breakdown_columns, name_groups
from barometre.frames import PARTICIPATION, build_table, missing_column
from barometre.questionnaire.scale import Questionnaire
from barometre.study import Study, Wave


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """Counts of one wave, nothing withheld yet.

    Parameters
    ----------
    wave
        The wave.
    counts
        As table 6: ``invited`` and ``reminded`` where they are known, ``started``,
        ``completed``, for everyone and each group.
    days
        ``day`` (ISO), ``started``, ``completed``: responses dated that day; no row
        where the source tells no date.
    stops
        ``item``, ``n``: people who left at that item, in the order asked.
    duration_seconds
        Median of completed responses; NaN where no duration is known.
    n_duration
        Responses behind it.
    flags
        ``wave``, ``rule``, ``n``, ``n_excluded``.
    arrivals
        Responses in all, by the day (ISO) on which they were fetched.
    """

    wave: str
    counts: pd.DataFrame
    days: pd.DataFrame
    stops: pd.DataFrame
    duration_seconds: float
    n_duration: int
    flags: pd.DataFrame
    arrivals: Mapping[str, int]


def count_fieldwork(
    wave: Wave,
    *,
    study: Study,
    questionnaire: Questionnaire,
    responses: pd.DataFrame,
    flags: pd.DataFrame,
    asked: pd.DataFrame | None = None,
    arrivals: Mapping[str, int],
) -> Fieldwork:
    """Count the responses of one wave as they stand.

    Parameters
    ----------
    wave, study, questionnaire
        What was asked, of whom.
    responses, flags
        Tables 1 and 2; other waves in them are not looked at.
    asked
        Rows of table 6 on who was invited and reminded, where the source knows; the
        study's own number for everyone wins.
    arrivals
        Responses in all, by the day on which they were fetched.

    Returns
    -------
    Fieldwork
        Counts of responses, excluded ones among them: the study has not closed yet.
        Someone whose group is unknown is counted in everyone only.
    """
    here = responses[responses["wave"] == wave.id]
    completed = here[here["is_complete"]]
    durations = completed["duration_seconds"].dropna()
    found = flags[flags["wave"] == wave.id]
    counted = found.groupby(["wave", "rule"], sort=True)["is_excluded"]
    return Fieldwork(
        wave=wave.id,
        counts=_count_stages(wave.id, here, completed, study, asked),
        days=_count_days(here),
        stops=_count_stops(here, questionnaire),
        duration_seconds=float(durations.median()) if len(durations) else np.nan,
        n_duration=len(durations),
        flags=counted.agg(n="size", n_excluded="sum").reset_index(),
        arrivals=arrivals,
    )


def compute_expected(target: int, *, wave: Wave, today: date) -> float | None:
    """Compute how many responses were expected by this morning, at an even pace.

    Parameters
    ----------
    target
        Responses hoped for when the wave closes.
    wave
        When it opens and closes, both days included.
    today
        A day that has only begun: it does not count.

    Returns
    -------
    float or None
        ``target`` x days gone / days in all; None without both days.
    """
    if wave.opens is None or wave.closes is None:
        return None
    n_days = (wave.closes - wave.opens).days + 1
    gone = min(max((today - wave.opens).days, 0), n_days)
    return target * gone / n_days


def _count_stages(
    wave: str,
    started: pd.DataFrame,
    completed: pd.DataFrame,
    study: Study,
    asked: pd.DataFrame | None,
) -> pd.DataFrame:
    rows = [row for row in list_asked(study, asked) if row["wave"] == wave]
    for stage, frame in (("started", started), ("completed", completed)):
        rows.append({"wave": wave, "stage": stage, "n": len(frame)})
        for column in breakdown_columns(study):
            if column not in frame.columns:
                continue
            sizes = name_groups(frame[column]).value_counts().drop("", errors="ignore")
            rows += [
                {
                    "wave": wave,
                    "group_by": column,
                    "group": str(group),
                    "stage": stage,
                    "n": int(n),
                }
                for group, n in sizes.sort_index().items()
            ]
    return build_table(rows, PARTICIPATION)


def _count_days(here: pd.DataFrame) -> pd.DataFrame:
    if "answered_on" not in here.columns:
        return pd.DataFrame({"day": [], "started": [], "completed": []})
    dated = here[here["answered_on"].notna()]
    by_day = dated.groupby("answered_on", sort=True)["is_complete"]
    counted = by_day.agg(started="size", completed="sum").reset_index()
    return counted.rename(columns={"answered_on": "day"})


def _count_stops(here: pd.DataFrame, questionnaire: Questionnaire) -> pd.DataFrame:
    """Count people by the first item that they left unanswered when they went."""
    asked = [
        column.removesuffix(missing_column(""))
        for column in here.columns
        if column.endswith(missing_column(""))
        and column.removesuffix(missing_column("")) in questionnaire.items
    ]
    gone = np.column_stack(
        [(here[missing_column(item)] == "broke_off").to_numpy(bool) for item in asked]
        or [np.zeros(len(here), dtype=bool)]
    )
    first = gone.argmax(axis=1)[gone.any(axis=1)]
    times = np.bincount(first, minlength=len(asked))
    at = np.flatnonzero(times)
    return pd.DataFrame(
        {"item": [asked[place] for place in at], "n": times[at].astype("int64")}
    )
