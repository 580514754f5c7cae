"""A study folder with its study and its questionnaire read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from barometre.errors import Problem, QuestionnaireError, ReportError, StudyError
from barometre.load_margins import load_margins
from barometre.load_study import check_study, read_study
from barometre.questionnaire.load import load_questionnaire
from barometre.questionnaire.scale import Questionnaire
from barometre.report.folder import list_audiences
from barometre.study import KnownShare, LimeSurveySource, Study, SyntheticSource
from barometre.workspace.folder import Workspace
from barometre.workspace.freshness import compute_input_hashes, find_versions
from barometre.workspace.hashes import hash_value
from barometre.workspace.published import read_published


@dataclass(frozen=True, slots=True)
class Project:
    """What every stage works with; ``now`` is asked for by the board alone."""

    workspace: Workspace
    study: Study
    questionnaire: Questionnaire
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    margins: tuple[KnownShare, ...] = ()

    @property
    def today(self) -> date:
        """Day of ``now`` where the study is."""
        return self.now.astimezone(ZoneInfo(self.study.schedule.timezone)).date()

    def study_parts(self, *parts: str) -> dict[str, object]:
        """Give parts of the study as JSON can write them."""
        return self.study.model_dump(mode="json", include=set(parts))

    @property
    def study_hash(self) -> str:
        """Hash of the study as it is understood: comments and order do not count."""
        return hash_value(self.study.model_dump(mode="json"))

    @property
    def plan_as_json(self) -> dict[str, object]:
        """The plan as JSON can write it."""
        return self.study.plan.model_dump(mode="json")

    @property
    def plan_hash(self) -> str:
        """Hash of what was decided before the answers came."""
        return hash_value({"plan": self.plan_as_json})

    @property
    def is_invented(self) -> bool:
        """Whether the people are invented: their answers tell nobody anything."""
        return isinstance(self.study.source, SyntheticSource)

    @property
    def questionnaire_hash(self) -> str:
        """Hash of all that is asked and how it is scored."""
        return hash_value(self.questionnaire.model_dump(mode="json"))

    @property
    def source_files(self) -> tuple[str, ...] | None:
        """Files that the source reads, as the study names them; None for a server."""
        source = self.study.source
        if isinstance(source, LimeSurveySource):
            return None
        named = [wave.file for wave in self.study.waves]
        named += [getattr(source, name, None) for name in ("path", "structure")]
        return tuple(str(path) for path in named if path is not None)

    @property
    def margins_files(self) -> tuple[str, ...]:
        """Files of what is known of the population, as the study names them."""
        weights = self.study.weights
        return (str(weights.fitted.margins),) if weights and weights.fitted else ()

    def hash_inputs(self) -> dict[str, str]:
        """Hash everything that a run reads, as it is now."""
        files = (*(self.source_files or ()), *self.margins_files)
        return compute_input_hashes(self.workspace, source_files=files)

    def describe(self) -> dict[str, object]:
        """Say what ``run.json`` keeps of a run, beside its hashes."""
        files = self.source_files
        return {
            "finished_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "study": {"id": self.study.id, "sha256": self.study_hash},
            "plan_sha256": self.plan_hash,
            "questionnaire_sha256": self.questionnaire_hash,
            "versions": find_versions(),
            "seed": getattr(self.study.source, "seed", None),
            "source_files": None if files is None else [*files, *self.margins_files],
        }


def _name_surveys(study: Study, published: Mapping[str, int]) -> Study:
    """Give a wave the survey that was published for it, unless the study names one."""
    waves = tuple(
        wave.model_copy(update={"survey_id": published[wave.id]})
        if wave.survey_id is None and wave.id in published
        else wave
        for wave in study.waves
    )
    return study.model_copy(update={"waves": waves})


def load_project(workspace: Workspace, *, now: datetime | None = None) -> Project:
    """Read a study folder; ``now`` is that of the clock unless given.

    Raises
    ------
    StudyError, QuestionnaireError
        With everything that is wrong with the study, or with the scales it asks.
    ReportError
        When the study wants a report that nobody has defined.
    """
    study = _load_study(workspace)
    study = _name_surveys(study, read_published(workspace.published_file))
    questionnaire = _load_questionnaire(workspace, study)
    check_study(study, questionnaire, workspace.study_file)
    known = list_audiences()
    problems = [
        Problem("sections_no_report", audience, known=known)
        for audience in study.reports
        if audience not in known
    ]
    if problems:
        raise ReportError(*problems)
    margins = load_margins(study, workspace.folder)
    return Project(workspace, study, questionnaire, now or datetime.now(UTC), margins)


def _load_study(workspace: Workspace) -> Study:
    """Read the study; where it is wrong, look for unknown names in the rest too."""
    found = read_study(workspace.study_file)
    if found.study and not found.problems:
        return found.study
    problems = list(found.problems)
    if found.study:
        try:
            questionnaire = _load_questionnaire(workspace, found.study)
            check_study(found.study, questionnaire, workspace.study_file)
        except (QuestionnaireError, StudyError) as error:
            problems += [one for one in error.problems if one not in problems]
    raise StudyError(*problems)


def _load_questionnaire(workspace: Workspace, study: Study) -> Questionnaire:
    return load_questionnaire(
        study.questionnaire,
        own_scales=workspace.own_scales,
        response_formats=study.response_formats,
    )
