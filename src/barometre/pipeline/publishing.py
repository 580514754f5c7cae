"""From a study to its surveys on the server, or to a file; nothing is done twice."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from barometre.errors import Problem, StudyError
from barometre.pipeline.fetching import find_key
from barometre.pipeline.project import Project, load_project
from barometre.pipeline.run import find_study
from barometre.questionnaire.limesurvey.form import (
    Form,
    Linking,
    estimate_minutes,
    find_unfilled,
)
from barometre.questionnaire.limesurvey.layout import build_survey
from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.limesurvey.survey import Survey
from barometre.questionnaire.limesurvey.tsv import write_tsv
from barometre.questionnaire.load_forms import load_module_titles, load_survey_texts
from barometre.questionnaire.scale import Text
from barometre.responses.columns import group_columns
from barometre.study import LimeSurveySource, Study, Wave
from barometre.workspace.atomic import write_atomically
from barometre.workspace.published import record_published

if TYPE_CHECKING:
    from barometre.sources.limesurvey.participant_file import Participant
    from barometre.sources.limesurvey.publish import Found, Published, Step
    from barometre.sources.limesurvey.session import LimeSurvey

Progress = Callable[[str, "Step | Literal['look']"], None]

# Facts stored with each response whether the study breaks down by them or not.
_FACTS = ("territory", "cohort", "mode")
_WRITERS = {".lss": write_lss, ".tsv": write_tsv, ".txt": write_tsv}
_LOWEST_ID, _IDS = 100_000, 900_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What would become of the survey of a wave; counts only."""

    wave: str
    survey_id: int
    is_new: bool
    is_active: bool
    n_questions: int
    n_to_add: int
    settings: tuple[str, ...] = ()


def publish(
    folder: Path,
    *,
    waves: Sequence[str] = (),
    participants: Path | None = None,
    is_dry_run: bool = False,
    progress: Progress = lambda _wave, _step: None,
) -> "list[Published | Plan]":
    """Put the survey of each wave on the server, or say what would be done.

    A survey that has responses, or was not made from this study, is never altered.

    Parameters
    ----------
    folder
        The study folder.
    waves
        Waves to publish; all by default.
    participants
        File of people to invite; it is sent to the server and not copied.
    is_dry_run
        Only look.
    progress
        Called with a wave and the step that begins.

    Raises
    ------
    StudyError
        When something that the notice must say is missing.
    SourceError
        When the server refuses, or holds another survey.
    """
    project = load_project(find_study(folder))
    source = project.study.source
    if not isinstance(source, LimeSurveySource):
        raise StudyError(Problem("publish_no_server", "study.yaml › source"))
    from barometre.sources.limesurvey.session import open_session

    chosen = _choose(project.study, waves)
    people = _read_people(project, participants)
    surveys = {
        wave.id: prepare_survey(project, wave, with_participants=bool(people))
        for wave in chosen
    }
    done: list[Published | Plan] = []
    steps: list[str] = ["look"]

    def tell(wave: str, step: "Step | Literal['look']") -> None:
        steps.append(step)
        progress(wave, step)

    with _say_rights(steps), open_session(source, study_dir=folder) as server:
        if people and project.study.respondent.by == "token" and not is_dry_run:
            people = _give_tokens(server, project, people)
        for wave in chosen:
            tell(wave.id, "look")
            survey, found = _find(server, surveys[wave.id], wave, project.study)
            if is_dry_run:
                done.append(_plan(wave, survey, found, people))
                continue
            from barometre.sources.limesurvey.publish import publish_survey

            published = publish_survey(
                server,
                survey,
                found,
                wave=wave.id,
                participants=people,
                progress=partial(tell, wave.id),
            )
            record_published(
                project.workspace.published_file, wave.id, published.survey_id
            )
            done.append(published)
    return done


@contextmanager
def _say_rights(steps: Sequence[str]) -> Iterator[None]:
    """Say which right the last step takes, where the server refused for want of it."""
    from barometre.sources.limesurvey.errors import LimeSurveyError

    try:
        yield
    except LimeSurveyError as error:
        if error.code != "limesurvey_no_rights":
            raise
        where = error.problems[0].where
        raise LimeSurveyError(
            Problem(f"publish_no_rights_{steps[-1]}", where)
        ) from None


def write_structure(folder: Path, file: Path, *, waves: Sequence[str] = ()) -> Wave:
    """Write the survey of one wave as a file that LimeSurvey imports.

    Returns
    -------
    Wave
        The wave written: the one named, or the first.
    """
    writer = _WRITERS.get(file.suffix.lower())
    if writer is None:
        known = list(_WRITERS)
        raise StudyError(Problem("publish_file_kind", file.name, known=known))
    project = load_project(find_study(folder))
    wave = _choose(project.study, waves)[0]
    survey = prepare_survey(project, wave, with_participants=False)
    write_atomically(file, writer(survey), is_private=False)
    return wave


def prepare_survey(project: Project, wave: Wave, *, with_participants: bool) -> Survey:
    """Lay out the survey of a wave.

    Raises
    ------
    StudyError, QuestionnaireError
        With what the notice must say and the study does not, or with items that
        LimeSurvey cannot hold.
    """
    study = project.study
    form = Form(
        survey_id=wave.survey_id or choose_survey_id(study, wave.id),
        title=Text(
            fr=f"{study.title.fr} – {wave.label.fr}",
            en=f"{study.title.en} – {wave.label.en}",
        ),
        languages=study.languages,
        texts=load_survey_texts(project.workspace.own_scales),
        module_titles=load_module_titles(),
        facts=_list_facts(project),
        linking=_linking(study),
        constants={"study": study.id, "wave": wave.id},
        breakdowns=list_breakdowns(project),
        wave=wave.id,
        waves=study.wave_ids,
        settings=_list_settings(project, wave, with_participants=with_participants),
    )
    missing = sorted(set(find_unfilled(form)))
    if missing:
        where = "study.yaml › survey"
        raise StudyError(
            *(Problem("publish_unsaid", f"{where} › {m}") for m in missing)
        )
    return build_survey(project.questionnaire, form)


def choose_survey_id(study: Study, wave: str, attempt: int = 0) -> int:
    """Choose the number of a survey from the study and the wave: always the same."""
    name = f"{study.id}/{wave}/{attempt}".encode()
    return _LOWEST_ID + int(hashlib.sha256(name).hexdigest(), 16) % _IDS


def list_breakdowns(project: Project) -> tuple[str, ...]:
    """List facts that come with a participant or a link: no item of the survey."""
    named = dict.fromkeys((*group_columns(project.study), *_FACTS))
    items = project.questionnaire.items
    return tuple(name for name in named if name not in items and name != "wave")


def _linking(study: Study) -> Linking:
    known: dict[str, Linking] = {"token": "token", "code": "code"}
    return known.get(study.respondent.by, "unlinked")


def _list_facts(project: Project) -> dict[str, Text]:
    """List the words for the places in square brackets; one that is empty stays."""
    settings = project.study.survey
    minutes = str(estimate_minutes(project.questionnaire))
    same = {
        "organisation": settings.organisation,
        "contact": settings.contact,
        "readers": str(settings.readers),
        "keep_months": str(settings.keep_months),
        "minutes": minutes,
    }
    facts = {name: Text(fr=words, en=words) for name, words in same.items() if words}
    if settings.link_until:
        day = settings.link_until
        facts["link_until"] = Text(fr=f"{day:%d/%m/%Y}", en=f"{day:%Y-%m-%d}")
    return facts


def _list_settings(
    project: Project, wave: Wave, *, with_participants: bool
) -> dict[str, str]:
    study, settings = project.study, project.study.survey
    is_anonymised = settings.anonymised
    if is_anonymised is None:
        is_anonymised = study.respondent.by != "token"
    if is_anonymised and study.respondent.by == "token":
        where = "study.yaml › survey › anonymised"
        raise StudyError(Problem("publish_anonymous_token", where))
    is_table = with_participants or study.respondent.by == "token"
    captions = {
        f"attribute_{number}": {"description": name, "mandatory": "N",
                                "encrypted": "N", "show_register": "N", "cpdbmap": ""}
        for number, name in enumerate(list_breakdowns(project), start=1)
    }  # fmt: skip
    return {
        "anonymized": _yes(is_anonymised),
        "datestamp": _yes(settings.dates),
        "savetimings": _yes(settings.timings),
        "template": settings.theme,
        "admin": settings.organisation,
        **({"adminemail": settings.contact} if "@" in settings.contact else {}),
        "usetokens": _yes(is_table),
        "tokenanswerspersistence": _yes(is_table and not is_anonymised),
        **({"attributedescriptions": json.dumps(captions)} if is_table else {}),
        **({"startdate": f"{wave.opens} 00:00:00"} if wave.opens else {}),
        **({"expires": f"{wave.closes} 23:59:59"} if wave.closes else {}),
    }


def _yes(is_so: bool) -> str:
    return "Y" if is_so else "N"


def _choose(study: Study, waves: Sequence[str]) -> list[Wave]:
    unknown = [wave for wave in waves if wave not in study.wave_ids]
    if unknown:
        known = study.wave_ids
        raise StudyError(
            *(Problem("study_wave_unknown", found=w, known=known) for w in unknown)
        )
    return [wave for wave in study.waves if not waves or wave.id in waves]


def _read_people(project: Project, file: Path | None) -> "list[Participant]":
    from barometre.sources.limesurvey.participant_file import read_participants

    if file is None:
        return []
    return read_participants(
        file,
        breakdowns=list_breakdowns(project),
        languages=project.study.languages,
    )


def _give_tokens(
    server: "LimeSurvey", project: Project, people: "list[Participant]"
) -> "list[Participant]":
    """Give each person one token for all waves, that of a wave already published."""
    from barometre.sources.limesurvey.errors import LimeSurveyError
    from barometre.sources.limesurvey.export import Survey as LiveSurvey
    from barometre.sources.limesurvey.participant_tokens import give_tokens
    from barometre.sources.limesurvey.publish import list_tokens

    known: dict[str, str] = {}
    for wave in reversed(project.study.waves):
        if wave.survey_id is None:
            continue
        try:
            known |= list_tokens(LiveSurvey(server, wave.survey_id)) or {}
        except LimeSurveyError as error:
            # The number is reserved in study.yaml, and the survey is still to be made.
            if error.code != "limesurvey_survey_missing":
                raise
    return give_tokens(people, key=find_key(project.workspace), known=known)


def _find(
    server: "LimeSurvey", survey: Survey, wave: Wave, study: Study
) -> "tuple[Survey, Found]":
    """Find the survey, or a free number where another one has ours.

    Raises
    ------
    SourceError
        When the study names a survey that was not made from it, or one that is open
        and differs.
    """
    from barometre.sources.limesurvey.publish import find_survey

    for attempt in _attempts(wave):
        if attempt:
            number = choose_survey_id(study, wave.id, attempt)
            survey = replace(survey, survey_id=number)
        found = find_survey(server, survey)
        if found.state != "foreign":
            _check_unchanged(server, survey, found)
            return survey, found
    raise StudyError(
        Problem("publish_foreign", f"waves › {wave.id}", survey_id=survey.survey_id)
    )


def _attempts(wave: Wave) -> Iterator[int]:
    yield 0
    if wave.survey_id is None:
        yield from range(1, 10)


def _check_unchanged(server: "LimeSurvey", survey: Survey, found: "Found") -> None:
    from barometre.sources.limesurvey.publish import list_changed_questions

    if found.structure is None:
        return
    changed = list_changed_questions(survey, found.structure)
    if changed:
        code = "publish_has_responses" if found.responses else "publish_differs"
        where = f"{server.host} › {survey.survey_id}"
        raise StudyError(Problem(code, where, n=found.responses, questions=changed))


def _plan(
    wave: Wave, survey: Survey, found: "Found", people: "Sequence[Participant]"
) -> Plan:
    from barometre.sources.limesurvey.publish import find_wrong_settings

    known = found.participants or {}
    is_new = found.state == "absent"
    return Plan(
        wave=wave.id,
        survey_id=survey.survey_id,
        is_new=is_new,
        is_active=found.is_active,
        n_questions=len(list(survey.questions)),
        n_to_add=sum(person.address not in known for person in people),
        settings=() if is_new else tuple(find_wrong_settings(survey, found)),
    )
