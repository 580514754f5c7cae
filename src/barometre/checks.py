"""Everything that can be wrong with a study folder; nothing is changed in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from barometre.errors import Problem, QuestionnaireError, ResponseError
from barometre.pipeline.project import Project, load_project
from barometre.questionnaire.load import load_bank
from barometre.questionnaire.scale import Scale
from barometre.sources import fetch_waves
from barometre.study import FileSource, LimeSurveySource
from barometre.workspace.folder import Workspace
from barometre.workspace.freshness import find_versions
from barometre.workspace.secret_key import read_key

# Stands for the study's key while a source is only tried.
_NO_KEY = bytes(32)


@dataclass(frozen=True, slots=True)
class BankCheck:
    """What was found in order in the questionnaire bank and in one's own scales.

    ``replaced`` are the scales of the bank that own ones of the same id replace.
    """

    n_scales: int
    n_items: int
    n_examples: int
    versions: dict[str, str]
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyCheck:
    """What was found in order in a study."""

    id: str
    n_waves: int
    n_scales: int
    n_items: int
    source_kind: str
    source: str
    n_rows: int
    has_key: bool
    drift: tuple[Problem, ...]


def check_bank(folder: Path) -> BankCheck:
    """Check every scale, preset and norm, and the own scales of a folder.

    Raises
    ------
    QuestionnaireError
        With every problem of every file, and every worked example that comes out
        otherwise.
    """
    from barometre.scoring import check_examples

    own_scales = Workspace(folder).own_scales
    found = load_bank(own_scales).scales
    scales = found.values()
    problems = [problem for scale in scales for problem in check_examples(scale)]
    if problems:
        raise QuestionnaireError(*problems)
    return BankCheck(
        n_scales=len(scales),
        n_items=sum(len(scale.items) for scale in scales),
        n_examples=sum(len(scale.examples) for scale in scales),
        versions=find_versions(),
        replaced=_find_replaced(own_scales, found),
    )


def _find_replaced(
    own_scales: Path | None, found: Mapping[str, Scale]
) -> tuple[str, ...]:
    """List scales of the bank that are not what a study with its own scales reads."""
    if own_scales is None or not own_scales.is_dir():
        return ()
    bank = load_bank().scales
    return tuple(id for id, scale in bank.items() if found[id] != scale)


def check_study_folder(folder: Path) -> StudyCheck:
    """Check a study, its questionnaire, its source and its key.

    Responses are read and decoded as a run would, and then forgotten.

    Raises
    ------
    BarometreError
        With every problem of the first of these that is not in order.
    """
    workspace = Workspace(folder)
    project = load_project(workspace)
    has_key = workspace.key_file.exists()
    if has_key:
        read_key(workspace.key_file)
    n_rows, drift = _try_source(project)
    study = project.study
    return StudyCheck(
        id=study.id,
        n_waves=len(study.waves),
        n_scales=len(project.questionnaire.scales),
        n_items=len(project.questionnaire.items),
        source_kind=study.source.kind,
        source=_name_source(project),
        n_rows=n_rows,
        has_key=has_key,
        drift=drift,
    )


def _try_source(project: Project) -> tuple[int, tuple[Problem, ...]]:
    """Read and decode what the source holds; count the rows, list what differs."""
    from barometre.responses.decode import decode_responses
    from barometre.responses.drift import compare_structures

    if isinstance(project.study.source, LimeSurveySource):
        return 0, ()
    waves = list(
        fetch_waves(
            project.study.source,
            study=project.study,
            questionnaire=project.questionnaire,
            study_dir=project.workspace.folder,
            key=_NO_KEY,
        )
    )
    structures = {wave.wave: wave.structure for wave in waves if wave.structure}
    differences = compare_structures(
        structures, study=project.study, questionnaire=project.questionnaire
    )
    if breaking := [one.problem for one in differences if one.is_breaking]:
        raise ResponseError(*breaking)
    decode_responses(
        {wave.wave: wave.responses for wave in waves},
        study=project.study,
        questionnaire=project.questionnaire,
        structures=structures,
    )
    n_rows = sum(wave.rows_read for wave in waves)
    return n_rows, tuple(difference.problem for difference in differences)


def _name_source(project: Project) -> str:
    source = project.study.source
    if isinstance(source, LimeSurveySource):
        return source.url
    if isinstance(source, FileSource):
        return ", ".join(project.source_files or ())
    return ""
