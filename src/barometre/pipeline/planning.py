"""How many people a study needs: from its file and its answers to a page."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from barometre import __version__
from barometre.disclosure import protect, protect_participation
from barometre.errors import BarometreError, Problem
from barometre.evaluation.outcomes import Outcome, list_outcomes, resolve_outcomes
from barometre.evaluation.people import followed_group
from barometre.evaluation.planned import find_worthwhile
from barometre.evaluation.rows import Place
from barometre.evaluation.study_plan import (
    Known,
    OutcomePlan,
    StudyPlan,
    Wishes,
    plan_outcome,
)
from barometre.messages import render_message
from barometre.pipeline.project import Project, load_project
from barometre.questionnaire.scale import Text
from barometre.report.sections.lookup import Lookup, key_participation
from barometre.report.sections.outcomes import Outcome as Shown
from barometre.workspace.atomic import make_private_folder, write_atomically
from barometre.workspace.folder import Workspace
from barometre.workspace.tables import read_table

_LIMITS: dict[str, tuple[str, Callable[[float], bool]]] = {
    "sd": ("x > 0", lambda x: x > 0),
    "correlation": ("-1 < x < 1", lambda x: -1 < x < 1),
    "change": ("x > 0", lambda x: x > 0),
    "attrition": ("0 <= x < 1", lambda x: 0 <= x < 1),
    "people": ("x >= 1", lambda x: x >= 1),
    "clusters": ("x >= 2", lambda x: x >= 2),
    "cluster_size": ("x >= 1", lambda x: x >= 1),
    "icc": ("0 <= x <= 1", lambda x: 0 <= x <= 1),
    "power": ("0.5 <= x < 1", lambda x: 0.5 <= x < 1),
    "confidence": ("0.5 < x < 1", lambda x: 0.5 < x < 1),
}


class PlanError(BarometreError):
    """What was asked of a plan cannot be."""

    exit_code = 2


def plan_study(folder: Path | None, wishes: Wishes) -> StudyPlan:
    """Plan a study, or a score from 0 to 100 where there is none.

    Parameters
    ----------
    folder
        The study folder. None for the current one, if a study is there.
    wishes
        What was asked.

    Raises
    ------
    PlanError
        With every value that is out of its range.
    StudyError, QuestionnaireError
        With everything that is wrong with the study.
    """
    _check(wishes)
    place = Workspace(folder or Path())
    if folder is None and not place.study_file.exists():
        label = _say("plan_score")
        score = plan_outcome(
            "score", label, low=0, high=100, known=Known(), wishes=wishes
        )
        return StudyPlan("plan", _say("plan_title_alone"), (score,), is_of_study=False)
    project = load_project(place)
    outcomes = tuple(_plan_outcomes(project, wishes))
    return StudyPlan(project.study.id, project.study.title, outcomes, is_of_study=True)


def write_plan(folder: Path, plan: StudyPlan) -> tuple[Path, ...]:
    """Draw the page of a plan in the reports of its study, in each of its languages."""
    from barometre.report.html import render_html
    from barometre.report.planning import build_plan_report
    from barometre.report.texts import load_texts

    project = load_project(Workspace(folder))
    reports = project.workspace.reports
    make_private_folder(reports)
    report = build_plan_report(plan, provenance={"software_version": __version__})
    files = []
    for language in project.study.languages:
        page = render_html(report, language=language, texts=load_texts(language))
        path = reports / f"plan.{language}.html"
        write_atomically(path, page.encode())
        files.append(path)
    return tuple(files)


def _check(wishes: Wishes) -> None:
    asked = {name: getattr(wishes, name) for name in _LIMITS}
    problems = [
        Problem(
            "plan_out_of_range",
            f"--{name.replace('_', '-')}",
            found=f"{asked[name]:g}",
            expected=expected,
        )
        for name, (expected, is_within) in _LIMITS.items()
        if asked[name] is not None and not is_within(asked[name])
    ]
    if problems:
        raise PlanError(*problems)


def _say(code: str) -> Text:
    return Text(fr=render_message(code, "fr"), en=render_message(code, "en"))


def _plan_outcomes(project: Project, wishes: Wishes) -> Iterator[OutcomePlan]:
    """Plan the primary outcomes; without any, those of the plan, or every score."""
    study, questionnaire = project.study, project.questionnaire
    outcomes = resolve_outcomes(study.plan.primary, questionnaire)
    outcomes = outcomes or resolve_outcomes(study.plan.secondary, questionnaire)
    outcomes = outcomes or [o for o in list_outcomes(questionnaire) if not o.item]
    if not outcomes:
        raise PlanError(Problem("plan_no_outcome", "study.yaml"))
    found = _Found(project)
    for outcome in outcomes:
        scale = questionnaire.scale(outcome.scale)
        known = found.about(outcome)
        yield plan_outcome(
            outcome.name,
            Shown(scale, outcome, "primary").label,
            low=outcome.low,
            high=outcome.high,
            known=replace(known, worthwhile=find_worthwhile(study, outcome)),
            wishes=wishes,
            confidence=study.plan.confidence,
        )


class _Found:
    """What the answers of a study already say, as far as disclosure lets it through."""

    def __init__(self, project: Project) -> None:
        self._study = project.study
        tables = [project.workspace.table(n) for n in ("estimates", "participation")]
        self._is_there = all(table.exists() for table in tables)
        if not self._is_there:
            return
        self._numbers = Lookup(
            protect(
                read_table(tables[0]),
                study=project.study,
                questionnaire=project.questionnaire,
                profile="internal",
            )
        )
        self._people = Lookup(
            key_participation(
                protect_participation(read_table(tables[1]), study=project.study)
            )
        )

    def about(self, outcome: Outcome) -> Known:
        """Say what was seen of one outcome; nothing before the first answers."""
        if not self._is_there or not self._study.contrasts:
            return Known()
        earlier, later = self._study.contrasts[0]
        level = _place(outcome, "descriptive", wave=earlier).at(**self._followed)
        change = _place(outcome, "change", wave=later, baseline_wave=earlier)
        kept, linked = (
            self._count(_place(None, "participation", wave=earlier), stage)
            for stage in ("kept", "linked")
        )
        is_linked = self._study.respondent.by != "none" and kept and linked is not None
        return Known(
            sd=self._number(level, "sd") or None,
            correlation=self._number(change.at(**self._followed), "wave_correlation"),
            attrition=1 - linked / kept if is_linked and linked and kept else None,
            people=int(kept) if kept else None,
        )

    @property
    def _followed(self) -> dict[str, str]:
        group_by, group = followed_group(self._study)
        return {"group_by": group_by, "group": group}

    def _number(self, place: Place, statistic: str) -> float | None:
        return self._numbers.number(place.key(statistic), "score").value

    def _count(self, place: Place, stage: str) -> float | None:
        key = place.at(**self._followed).key(stage)
        return self._people.number(key, "count", field="n").value


def _place(outcome: Outcome | None, analysis: str, **where: str) -> Place:
    parts = (
        {"scale": outcome.scale, "subscale": outcome.subscale, "item": outcome.item}
        if outcome
        else {}
    )
    return Place(analysis=analysis).at(**parts, **where)
