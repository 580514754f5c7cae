"""Responses to a made study, and what is worked out of them."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from made_studies import make_study

from barometre import pipeline
from barometre.evaluation import evaluate
from barometre.frames import FLAGS, build_table, missing_column
from barometre.pipeline.project import load_project
from barometre.questionnaire.missing import MISSING_KINDS
from barometre.questionnaire.scale import Questionnaire
from barometre.study import KnownShare, Study
from barometre.workspace.folder import Workspace
from barometre.workspace.tables import read_table


def make_wave(
    wave: str, n: int, *, first: int = 0, **columns: Sequence[object]
) -> pd.DataFrame:
    """People numbered from the first on, who have answered nothing yet."""
    return pd.DataFrame(
        {
            "respondent_id": [f"p{person:03}" for person in range(first, first + n)],
            "wave": wave,
            "source_row": np.arange(n) + 2,
            "is_complete": True,
            "duration_seconds": 300.0,
            **{name: values[:n] for name, values in columns.items()},
        }
    )


def answer(
    frame: pd.DataFrame, item: str, answers: Any, *, missing: str | None = None
) -> None:
    """Write answers to one item, all there or all missing for one reason."""
    frame[item] = np.asarray(answers, dtype=float)
    frame[missing_column(item)] = pd.Categorical(
        [missing] * len(frame), categories=MISSING_KINDS
    )


def ask_at_random(
    questionnaire: Questionnaire,
    people: Mapping[str, int],
    *,
    seed: int,
    **columns: Sequence[object],
) -> pd.DataFrame:
    """So many people at each wave, the same first ones each time."""
    rng = np.random.default_rng(seed)
    frames = [make_wave(wave, n, **columns) for wave, n in people.items()]
    for frame in frames:
        for item_id, item in questionnaire.items.items():
            codes = item.response_format.codes
            answer(frame, item_id, rng.choice(codes, len(frame)))
    return pd.concat(frames, ignore_index=True)


def link_by_respondent(responses: pd.DataFrame) -> pd.DataFrame:
    """Link responses of one pseudonym, strictly and tolerantly alike."""
    known = responses["respondent_id"]
    return responses[["respondent_id", "wave"]].assign(
        person_id=known, tolerant_person_id=known, method="column"
    )


def make_linked_study(**changes: Any) -> Study:
    """A study of two waves whose people are linked and live in territories."""
    usual = {
        "waves": ("t0", "t1"),
        "respondent": {"by": "column", "column": "code"},
        "groups": ["territory"],
    }
    return make_study(**{**usual, **changes})


def estimate(
    responses: pd.DataFrame,
    questionnaire: Questionnaire,
    /,
    *,
    flags: Iterable[Mapping[str, object]] = (),
    links: pd.DataFrame | None = None,
    margins: Sequence[KnownShare] = (),
    **changes: Any,
) -> pd.DataFrame:
    """Work out the estimates of a study that is linked but for these changes."""
    return evaluate(
        make_linked_study(**changes),
        questionnaire,
        responses=responses,
        flags=build_table(flags, FLAGS),
        links=link_by_respondent(responses) if links is None else links,
        margins=margins,
    ).estimates.set_index("key")


def read_to_links(
    study: str, folder: Path
) -> tuple[tuple[Study, Questionnaire], dict[str, pd.DataFrame]]:
    """Run a study to its links: what it is, and the tables an evaluation takes."""
    (folder / "study.yaml").write_text(study, "utf-8")
    pipeline.run(folder, stages=("fetch", "decode", "flag", "link"))
    workspace = Workspace(folder)
    project = load_project(workspace)
    tables = {
        name: read_table(workspace.table(name))
        for name in ("responses", "flags", "links")
    }
    return (project.study, project.questionnaire), tables
