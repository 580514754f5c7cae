"""How many people at each stage: invited, started, completed, kept, linked."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from barometre.evaluation.people import breakdown_columns, name_groups
from barometre.frames import PARTICIPATION, build_table
from barometre.study import Study

if TYPE_CHECKING:
    from numpy.typing import NDArray


def count_participation(
    study: Study, *, responses: pd.DataFrame, kept: pd.DataFrame
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

    Returns
    -------
    pandas.DataFrame
        Table 6. ``linked`` counts people of the wave who are seen at another wave too.
        Each stage is no larger than the one before, ``completed`` and ``kept`` apart:
        a study may keep a response that stopped on the way.
    """
    rows: list[dict[str, object]] = []
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
        if wave.invited is not None:
            rows.append({"wave": wave.id, "stage": "invited", "n": wave.invited})
        for stage, frame in frames.items():
            n = int((frame["wave"] == wave.id).sum())
            rows.append({"wave": wave.id, "stage": stage, "n": n})
    for column in breakdown_columns(study):
        for stage, frame in frames.items():
            rows += _count_groups(frame, column, stage, study)
    return build_table(rows, PARTICIPATION)


def _count_groups(
    frame: pd.DataFrame, column: str, stage: str, study: Study
) -> list[dict[str, object]]:
    if column not in frame.columns:
        return []
    named = frame[["wave"]].assign(group=name_groups(frame[column]))
    known = named[(named["group"] != "") & named["wave"].isin(study.wave_ids)]
    counts = known.groupby(["wave", "group"], sort=True).size().rename("n")
    return [
        {"wave": wave, "group_by": column, "group": group, "stage": stage, "n": int(n)}
        for wave, group, n in counts.reset_index().itertuples(index=False, name=None)
    ]


def _is_linked(kept: pd.DataFrame) -> "NDArray[np.bool_]":
    """Mark people seen twice: only one response of a wave is linked to a person."""
    person = kept["person"].to_numpy()
    times = np.bincount(person[person >= 0], minlength=1)
    return np.asarray((person >= 0) & (times[person] > 1))
