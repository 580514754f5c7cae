"""The sequence: what each stage does and what it depends on, in order."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from typing import TYPE_CHECKING

from barometre.errors import Problem, ResponseError, WorkspaceError
from barometre.frames import FLAGS, LINKS, SCORES, check_responses, check_table
from barometre.pipeline.boards import describe_boards, draw_boards
from barometre.pipeline.drift_gate import pass_drift_gate
from barometre.pipeline.fetching import (
    describe_source,
    fetch,
    find_snapshots,
    read_asked,
)
from barometre.pipeline.outcome import StageName, StageOutcome
from barometre.pipeline.project import Project
from barometre.pipeline.reporting import describe_drawings, draw_reports
from barometre.pipeline.stage import Made, Stage
from barometre.pipeline.stage import do_stage as do
from barometre.workspace.snapshots import read_raw_responses
from barometre.workspace.tables import read_table, write_csv, write_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from barometre.evaluation.parts import Spread
    from barometre.questionnaire.scale import Scale

_SOURCE_PARTS = ("source", "waves", "respondent", "groups", "comparison", "weights")
_TABLES = ("responses", "flags", "links")
# Closed formulas on more responses take less time than sending these elsewhere.
_MOST_TO_SEND = 20_000


def do_stage(
    project: Project,
    name: StageName,
    *,
    waves: Sequence[str] = (),
    spread: "Spread | None" = None,
) -> StageOutcome:
    """Do one stage of the sequence unless its last outcome still stands.

    Parameters
    ----------
    project
        Study folder, study and questionnaire.
    name
        The stage.
    waves
        Waves to fetch; all by default.
    spread
        Who works out estimates and draws reports; this process by default.
    """
    stage = SEQUENCE[name]
    if name in _SHARED:
        stage = replace(stage, work=partial(_SHARED[name], spread=spread))
    if name == "fetch" and waves:
        stage = replace(
            stage,
            work=partial(fetch, waves=tuple(waves)),
            find_more=lambda project: [list(waves), describe_source(project)],
        )
    return do(project, name, stage)


def decode(project: Project) -> Made:
    """Turn the source's codes into answers, or the kind of missing answer."""
    from barometre.responses.decode import decode_responses

    workspace = project.workspace
    snapshots = find_snapshots(workspace)
    if not snapshots:
        raise WorkspaceError(Problem("workspace_nothing_fetched", str(workspace.raw)))
    structures = {
        wave: kept.structure_file.read_bytes()
        for wave, kept in snapshots.items()
        if kept.structure_file
    }
    drift = pass_drift_gate(project, structures)
    with ThreadPoolExecutor() as threads:
        raw = threads.map(read_raw_responses, snapshots.values())
        responses = dict(zip(snapshots, raw, strict=True))
    decoded = decode_responses(
        responses,
        study=project.study,
        questionnaire=project.questionnaire,
        structures=structures,
    )

    def check() -> None:
        # Decoding gave further responses of one person a name of their own.
        check_responses(decoded.frame, project.questionnaire, has_known_key=True)

    write_table(workspace.table("responses"), *decoded.waves, check=check)
    _remember(workspace.table("responses"), decoded.frame)
    write_csv(workspace.data / "decoding.csv", decoded.counts)
    return Made(
        (workspace.table("responses"), workspace.data / "decoding.csv", *drift),
        {"responses": len(decoded.frame)},
    )


def flag(project: Project) -> Made:
    """Mark doubtful responses; none is deleted."""
    from barometre.responses.quality import flag_responses

    flags = flag_responses(
        _read(project, "responses"),
        study=project.study,
        questionnaire=project.questionnaire,
    )
    excluded = flags.loc[flags["is_excluded"], ["respondent_id", "wave"]]
    counts = {"flags": len(flags), "excluded": len(excluded.drop_duplicates())}
    check = partial(check_table, flags, FLAGS)
    return _write(project, "flags", flags, counts, check=check)


def link(project: Project) -> Made:
    """Find which responses come from one person."""
    from barometre.responses.link import derive_links

    links = derive_links(
        _read(project, "responses"),
        study=project.study,
        questionnaire=project.questionnaire,
    )
    seen_again = _count_seen_again(links["person_id"])
    check = partial(check_table, links, LINKS, has_known_key=True)
    return _write(project, "links", links, {"people": seen_again}, check=check)


def _count_seen_again(people: "pd.Series") -> int:
    """Count the people who are behind more than one response."""
    import numpy as np
    import pandas as pd

    number = pd.factorize(people)[0]
    return int((np.bincount(number[number >= 0]) > 1).sum())


def score(project: Project) -> Made:
    """Score the scales, unless the answers contradict a reverse key."""
    from barometre.scoring import derive_scores

    responses = _read(project, "responses")
    # Neither holds Python's lock for long: the keys are checked while scores are made.
    with ThreadPoolExecutor() as threads:
        kept = _leave_out_excluded(project, responses)
        checked = threads.submit(_check_keys, project, kept)
        scores = derive_scores(responses, project.questionnaire)
        checked.result()
    check = partial(check_table, scores, SCORES, has_known_key=True)
    return _write(project, "scores", scores, {"scores": len(scores)}, check=check)


def _check_keys(project: Project, responses: "pd.DataFrame") -> None:
    """Stop at a key that the answers contradict, unless the study confirms it."""
    from barometre.scoring import find_contradicted_keys

    problems = [
        Problem(
            "study_key_contradicted",
            f"{found.scale} › {found.item} › {wave}",
            item=found.item,
            correlation=found.item_rest_correlation,
            upper=found.upper_bound,
            n=found.n,
        )
        for scale in project.questionnaire.scales
        for wave, answers in _take_answers(responses, scale).groupby("wave", sort=False)
        for found in find_contradicted_keys(answers, scale)
        if found.item not in project.study.confirmed_keys
    ]
    if problems:
        raise ResponseError(*problems)


def _leave_out_excluded(project: Project, responses: "pd.DataFrame") -> "pd.DataFrame":
    import pandas as pd

    # Not through `_read`, which would forget the responses that come next.
    flags = read_table(project.workspace.table("flags"))
    key = ["respondent_id", "wave"]
    excluded = pd.MultiIndex.from_frame(flags.loc[flags["is_excluded"], key])
    if excluded.empty:
        return responses
    return responses[~pd.MultiIndex.from_frame(responses[key]).isin(excluded)]


def _take_answers(responses: "pd.DataFrame", scale: "Scale") -> "pd.DataFrame":
    asked = [item for item in scale.item_ids if item in responses.columns]
    return responses[["wave", *asked]]


def evaluate(project: Project, *, spread: "Spread | None" = None) -> Made:
    """Estimate everything that reports may show."""
    from barometre.evaluation import evaluate as estimate

    workspace = project.workspace
    responses = _read(project, "responses")
    if project.study.analyses == "core" and len(responses) > _MOST_TO_SEND:
        spread = None
    found = estimate(
        project.study,
        project.questionnaire,
        responses=responses,
        flags=_read(project, "flags"),
        links=_read(project, "links"),
        asked=read_asked(project),
        spread=spread,
        margins=project.margins,
    )
    write_table(workspace.table("participation"), found.participation)
    write_csv(workspace.data / "estimates.csv", found.estimates)
    write_table(workspace.table("estimates"), found.estimates)
    names = ("estimates.parquet", "participation.parquet", "estimates.csv")
    return Made(
        tuple(workspace.data / name for name in names),
        {"estimates": len(found.estimates)},
    )


def _describe_evaluated(project: Project) -> object:
    """Say what estimates depend on beside tables: people invited, known margins."""
    margins = [asdict(share) for share in project.margins]
    return [read_asked(project).to_dict("records"), margins]


SEQUENCE: dict[StageName, Stage] = {
    "fetch": Stage(fetch, study_parts=_SOURCE_PARTS, find_more=describe_source),
    "decode": Stage(
        decode,
        study_parts=(*_SOURCE_PARTS, "quality", "response_formats", "languages"),
        find_more=lambda project: sorted(
            str(kept.manifest["sha256"])
            for kept in find_snapshots(project.workspace).values()
        ),
    ),
    "flag": Stage(flag, tables=("responses",), study_parts=("quality", "waves")),
    "link": Stage(link, tables=("responses",), study_parts=("respondent", "waves")),
    "score": Stage(
        score, tables=("responses", "flags"), study_parts=("confirmed_keys",)
    ),
    "evaluate": Stage(
        evaluate,
        tables=_TABLES,
        find_more=_describe_evaluated,
        study_parts=(
            *("waves", "groups", "comparison", "weights"),
            *("quality", "analyses", "plan", "disclosure"),
        ),
    ),
    "report": Stage(
        draw_reports,
        tables=("estimates", "participation", "flags", "drift"),
        find_more=describe_drawings,
    ),
    "board": Stage(
        draw_boards,
        tables=("responses", "flags"),
        study_parts=("title", "languages", "waves", "groups", "group_labels"),
        find_more=describe_boards,
    ),
}


# Stages that other processes can take a part of.
_SHARED = {"evaluate": evaluate, "report": draw_reports}


# The table that was made or read last: the stages of a run begin with the same one,
# and none changes what it is given.
_latest: "dict[tuple[Path, int, int], pd.DataFrame]" = {}


def _read(project: Project, name: str) -> "pd.DataFrame":
    path = project.workspace.table(name)
    if not (path.exists() and _stamp(path) in _latest):
        _remember(path, read_table(path))
    return _latest[_stamp(path)]


def _remember(path: "Path", table: "pd.DataFrame") -> None:
    _latest.clear()
    _latest[_stamp(path)] = table


def _stamp(path: "Path") -> "tuple[Path, int, int]":
    """Name a file by its content: it is never written in place, always put anew."""
    file = path.stat()
    return path, file.st_ino, file.st_mtime_ns


def _write(
    project: Project,
    name: str,
    table: "pd.DataFrame",
    counts: dict[str, int],
    *,
    check: Callable[[], None],
) -> Made:
    path = project.workspace.table(name)
    write_table(path, table, check=check)
    return Made((path,), counts)
