"""Invented people for a study, and the truth beside what the sequence finds."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from barometre.errors import Problem, StudyError
from barometre.load_study import load_study
from barometre.new_study import DEMO_STUDY
from barometre.pipeline import STAGES, StageName, run
from barometre.pipeline.fetching import find_snapshots
from barometre.pipeline.project import Project, load_project
from barometre.questionnaire.load import load_questionnaire
from barometre.scoring import score_range
from barometre.study import (
    Plan,
    Respondent,
    Study,
    SyntheticScale,
    SyntheticSource,
)
from barometre.workspace.atomic import open_atomically, write_atomically
from barometre.workspace.folder import Workspace
from barometre.workspace.snapshots import read_raw_responses
from barometre.workspace.tables import read_table

if TYPE_CHECKING:
    import pandas as pd

_MEASURED: tuple[StageName, ...] = STAGES[: STAGES.index("report")]


@dataclass(frozen=True, slots=True)
class Recovered:
    """A stated truth and what was found of it; the interval may be missing."""

    quantity: Literal["reliability", "change"]
    scale: str
    wave: str
    group: str
    truth: float
    found: float
    low: float
    high: float
    n: int

    @property
    def is_covered(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high


@dataclass(frozen=True, slots=True)
class Simulation:
    """What was invented, and what was found of the truth."""

    study_id: str
    n_people: int
    n_responses: int
    recovered: tuple[Recovered, ...]


def simulate(
    folder: Path,
    *,
    preset: str = "",
    people: int | None = None,
    seed: int | None = None,
    output: Path | None = None,
) -> Simulation:
    """Run the sequence on invented people, aside from the study's own data.

    Parameters
    ----------
    folder
        A study folder; what it states as true is used when its people are invented
        already. Without a study there, the one of the demonstration is used.
    preset
        Questionnaire of the bank to answer instead of the study's.
    people, seed
        How many people, and which; by default those of the study.
    output
        File to write the invented responses to, as CSV with a column ``wave``.
    """
    with TemporaryDirectory(prefix="barometre-") as aside:
        workspace = Workspace(Path(aside))
        study = _invent(folder, preset=preset, people=people, seed=seed)
        text = json.dumps(study.model_dump(mode="json", exclude_defaults=True))
        write_atomically(workspace.study_file, text.encode())
        own_scales = Workspace(folder).own_scales
        if own_scales.is_dir():
            shutil.copytree(own_scales, workspace.own_scales)
        run(workspace.folder, stages=_MEASURED)
        project = load_project(workspace)
        if output:
            _write_responses(project, output)
        return Simulation(
            study_id=study.id,
            n_people=getattr(project.study.source, "people", 0),
            n_responses=len(read_table(workspace.table("responses"), columns=["wave"])),
            recovered=tuple(_compare(project)),
        )


def _invent(
    folder: Path, *, preset: str, people: int | None, seed: int | None
) -> Study:
    """Take a study and let invented people answer it."""
    study_file = Workspace(folder).study_file
    study = load_study(study_file if study_file.is_file() else DEMO_STUDY)
    source = study.source
    if not isinstance(source, SyntheticSource):
        source = SyntheticSource(
            kind="synthetic",
            comparison_share=0.3 if study.comparison else 0.0,
            defaults=SyntheticScale(),
        )
    changes: dict[str, object] = {
        "respondent": Respondent(by="token"),
        "weights": None,
        "response_formats": study.response_formats,
    }
    if preset:
        stated = _state_changes(preset, folder)
        source = source.model_copy(update={"scales": stated})
        changes |= {"questionnaire": preset, "plan": Plan(), "confirmed_keys": ()}
    chosen = {"people": people, "seed": seed}
    given = {name: value for name, value in chosen.items() if value is not None}
    changes["source"] = source.model_copy(update=given)
    return study.model_copy(update=changes)


def _state_changes(preset: str, folder: Path) -> dict[str, SyntheticScale]:
    """Let each reflective scale rise by a tenth of its range."""
    questionnaire = load_questionnaire(preset, own_scales=Workspace(folder).own_scales)
    ranges = {
        scale.id: score_range(scale)
        for scale in questionnaire.scales
        if scale.is_reflective and scale.scoring.method in ("mean", "sum")
    }
    return {
        scale: SyntheticScale(change=((ends.high - ends.low) / 10,))
        for scale, ends in ranges.items()
    }


def _compare(project: Project) -> Iterator[Recovered]:
    """Set each stated truth of a scored scale beside what was found."""
    estimates = read_table(project.workspace.table("estimates"))
    whole = estimates.loc[
        (estimates["subscale"] == "")
        & (estimates["item"] == "")
        & (estimates["population"] == "all")
    ]
    for scale in project.questionnaire.scales:
        rows = whole.loc[whole["scale"] == scale.id]
        yield from _compare_reliability(project, rows)
        yield from _compare_change(project, rows)


def _compare_reliability(project: Project, rows: "pd.DataFrame") -> Iterator[Recovered]:
    for row in rows.loc[rows["statistic"] == "cronbach_alpha"].to_dict("records"):
        truth = _truth(project, row["scale"]).reliability
        yield _recover("reliability", row, truth)


def _compare_change(project: Project, rows: "pd.DataFrame") -> Iterator[Recovered]:
    """Compare changes since the first wave: truth is stated for those only."""
    study = project.study
    compared = study.comparison
    column = compared.column if compared else ""
    found = rows.loc[
        (rows["statistic"] == "mean_change")
        & (rows["baseline_wave"] == study.wave_ids[0])
        & (rows["group_by"] == column)
    ]
    for row in found.to_dict("records"):
        stated = _truth(project, row["scale"])
        is_control = compared is not None and row["group"] == compared.control
        changes = stated.control_change if is_control else stated.change
        last = min(study.wave_ids.index(row["wave"]), len(changes))
        yield _recover("change", row, changes[last - 1] if changes else 0.0)


def _recover(
    quantity: Literal["reliability", "change"], row: Mapping[Any, Any], truth: float
) -> Recovered:
    return Recovered(
        quantity=quantity,
        scale=row["scale"],
        wave=row["wave"],
        group=row["group"],
        truth=truth,
        found=row["estimate"],
        low=row["ci_low"],
        high=row["ci_high"],
        n=row["n"],
    )


def _truth(project: Project, scale: str) -> SyntheticScale:
    source = project.study.source
    if not isinstance(source, SyntheticSource):
        return SyntheticScale()
    return source.scales.get(scale, source.defaults)


def _write_responses(project: Project, output: Path) -> None:
    """Write all waves under each other, as a survey tool would export them."""
    import pyarrow as pa
    from pyarrow import csv

    if output.exists():
        raise StudyError(Problem("cli_file_taken", str(output)))
    snapshots = find_snapshots(project.workspace)
    tables = []
    for wave in project.study.wave_ids:
        responses = read_raw_responses(snapshots[wave]).drop_columns("source_row")
        names = pa.array([wave] * responses.num_rows)
        tables.append(
            responses.rename_columns({"respondent_id": "token"}).append_column(
                "wave", names
            )
        )
    with open_atomically(output) as file:
        csv.write_csv(pa.concat_tables(tables, promote_options="default"), file)
