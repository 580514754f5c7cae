"""A survey put on a server: made once, checked, filled with participants, opened."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from barometre.errors import Problem
from barometre.questionnaire.limesurvey.lss import write_lss
from barometre.questionnaire.limesurvey.survey import Survey
from barometre.responses.structure import read_structure
from barometre.responses.structure_model import Structure
from barometre.sources.limesurvey.errors import LimeSurveyError
from barometre.sources.limesurvey.export import Survey as LiveSurvey
from barometre.sources.limesurvey.participant_file import Participant
from barometre.sources.limesurvey.session import LimeSurvey
from barometre.sources.limesurvey.structure import describe_structure, write_structure

State = Literal["absent", "ours", "foreign"]
Step = Literal["import", "settings", "participants", "activate"]
Progress = Callable[[Step], None]

_BATCH = 200
# These are settled when a survey is activated, and cannot be changed afterwards.
_AT_ACTIVATION = ("anonymized", "datestamp", "ipaddr", "ipanonymize", "refurl",
                  "savetimings")  # fmt: skip
# A wave may be held open longer.
_DAYS = ("startdate", "expires")
# What the server writes its own way, or only where the survey is imported.
_UNCHECKED = frozenset({"admin", "adminemail", "attributedescriptions", "tokenlength"})


@dataclass(frozen=True, slots=True)
class Found:
    """What stands on the server under a number.

    ``responses`` is None where the survey is not active; ``participants`` holds the
    token of each e-mail address of the participant table, None without a table.
    """

    state: State
    structure: Structure | None = None
    is_active: bool = False
    responses: int = 0
    participants: Mapping[str, str] | None = field(default=None, repr=False)
    settings: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """What became of the survey of a wave; counts only."""

    wave: str
    survey_id: int
    is_new: bool = False
    is_activated: bool = False
    n_questions: int = 0
    n_added: int = 0
    n_participants: int = 0
    settings: tuple[str, ...] = ()

    @property
    def is_unchanged(self) -> bool:
        """Nothing was to be done."""
        changed = self.is_new or self.is_activated or self.n_added or self.settings
        return not changed


def find_survey(server: LimeSurvey, survey: Survey) -> Found:
    """Look at what stands on the server under the number of a survey.

    Raises
    ------
    LimeSurveyError
        When it may not be looked at.
    """
    live = LiveSurvey(server, survey.survey_id)
    try:
        properties: Any = live.ask("get_survey_properties")
    except LimeSurveyError as error:
        if error.code == "limesurvey_survey_missing":
            return Found("absent")
        raise
    try:
        described = describe_structure(live, languages=survey.languages)
    except LimeSurveyError as error:
        # What an import that failed leaves behind, or a survey only begun by hand.
        if error.code == "limesurvey_survey_empty":
            return Found("foreign")
        raise
    content = write_structure(described, last_page=0, columns={})
    structure = read_structure(content)
    is_active = properties.get("active") == "Y"
    return Found(
        state="ours" if _is_same_survey(structure, survey) else "foreign",
        structure=structure,
        is_active=is_active,
        responses=_count_responses(live) if is_active else 0,
        participants=list_tokens(live),
        settings={k: "" if v is None else str(v) for k, v in properties.items()},
    )


def _is_same_survey(structure: Structure, survey: Survey) -> bool:
    """Recognise a survey by the facts that it stores with each response."""
    found = {q.code: q.attributes.get("equation", "") for q in structure.questions}
    constants = {
        question.code: attribute.value
        for question in survey.questions
        for attribute in question.attributes
        if attribute.name == "equation"
    }
    return all(found.get(code) == value for code, value in constants.items())


def _count_responses(live: LiveSurvey) -> int:
    found: Any = live.ask("get_summary", "full_responses")
    also: Any = live.ask("get_summary", "incomplete_responses")
    return int(found or 0) + int(also or 0)


def list_tokens(live: LiveSurvey) -> Mapping[str, str] | None:
    """List the token of each address of the participant table; None without a table."""
    tokens: dict[str, str] = {}
    start = 0
    while True:
        try:
            page: Any = live.ask("list_participants", start, _BATCH * 10, False, [])
        except LimeSurveyError as error:
            if error.code == "limesurvey_no_participants":
                return tokens
            if error.code == "limesurvey_no_participant_table":
                return None
            raise
        for person in page:
            address = str(person["participant_info"]["email"]).casefold()
            tokens[address] = str(person.get("token") or "")
        start = max(int(p["tid"]) for p in page) + 1


def list_changed_questions(survey: Survey, structure: Structure) -> list[str]:
    """List the questions that the server has otherwise than the survey."""
    meant = read_structure(write_lss(survey))
    ours = {q.code: _describe(q) for q in meant.questions}
    theirs = {q.code: _describe(q) for q in structure.questions}
    codes = dict.fromkeys([*ours, *theirs])
    changed = [code for code in codes if ours.get(code) != theirs.get(code)]
    order = zip(ours, theirs, strict=False)
    return changed or [one for one, other in order if one != other]


def _describe(question: Any) -> object:
    return replace(question, group=0, page=0)


def publish_survey(
    server: LimeSurvey,
    survey: Survey,
    found: Found,
    *,
    wave: str,
    participants: Sequence[Participant],
    progress: Progress,
) -> Published:
    """Do what is missing for a survey to be open as it should be.

    Parameters
    ----------
    server
        An open session of a user who may create surveys.
    survey
        What should be there.
    found
        What is there, from :func:`find_survey`: nothing, or the same survey.
    wave
        Wave of the study.
    participants
        People to put into the participant table; those already there are left alone.
    progress
        Called when a step begins.

    Raises
    ------
    LimeSurveyError
        When the server refuses, or holds something else after the import.
    """
    survey_id, is_new = survey.survey_id, found.state == "absent"
    if is_new:
        progress("import")
        survey_id = _import(server, survey)
        found = find_survey(server, replace(survey, survey_id=survey_id))
        _check_import(server, survey, found)
    live = LiveSurvey(server, survey_id)
    settings = find_wrong_settings(survey, found)
    if settings:
        progress("settings")
        server.tell("set_survey_properties", survey_id, settings, survey_id=survey_id)
    added = _add_participants(live, survey, found, participants, progress)
    if not found.is_active:
        progress("activate")
        wanted = {name: survey.settings[name] for name in _AT_ACTIVATION}
        server.tell("activate_survey", survey_id, wanted, survey_id=survey_id)
    return Published(
        wave,
        survey_id,
        is_new=is_new,
        n_questions=len(list(survey.questions)),
        settings=tuple(settings),
        n_added=added,
        n_participants=len(found.participants or ()) + added,
        is_activated=not found.is_active,
    )


def _import(server: LimeSurvey, survey: Survey) -> int:
    content = base64.b64encode(write_lss(survey)).decode()
    wish = (content, "lss", None, survey.survey_id)
    return int(server.tell("import_survey", *wish, survey_id=survey.survey_id))


def _check_import(server: LimeSurvey, survey: Survey, found: Found) -> None:
    changed = (
        list_changed_questions(survey, found.structure) if found.structure else ["?"]
    )
    if changed:
        where = f"{server.host} › {survey.survey_id}"
        raise LimeSurveyError(
            Problem("publish_import_differs", where, questions=changed)
        )


def find_wrong_settings(survey: Survey, found: Found) -> dict[str, str]:
    """Find settings that are not as the study asks and may be mended.

    Some are fixed when a survey is activated; once there are responses only the days
    of a wave still follow the study.
    """
    fixed = _AT_ACTIVATION if found.is_active else ()
    theirs = found.settings or {}
    return {
        name: value
        for name, value in survey.settings.items()
        if name not in (*_UNCHECKED, *fixed)
        and (name in _DAYS or not found.responses)
        and theirs.get(name, "") != value
    }


def _add_participants(
    live: LiveSurvey,
    survey: Survey,
    found: Found,
    participants: Sequence[Participant],
    progress: Progress,
) -> int:
    if survey.settings["usetokens"] != "Y" and not participants:
        return 0
    known = found.participants
    missing = [p for p in participants if p.address not in (known or ())]
    if known is None or missing:
        progress("participants")
    if known is None:
        numbers = list(range(1, 1 + count_attributes(survey)))
        live.server.tell(
            "activate_tokens", live.survey_id, numbers, survey_id=live.survey_id
        )
    for start in range(0, len(missing), _BATCH):
        rows = [dict(p.fields) for p in missing[start : start + _BATCH]]
        makes_tokens = not all(row.get("token") for row in rows)
        wish = (live.survey_id, rows, makes_tokens)
        taken = live.server.tell("add_participants", *wish, survey_id=live.survey_id)
        refused = sum("errors" in row for row in taken)
        if refused:
            raise LimeSurveyError(
                Problem("publish_people_refused", live.where, n=refused)
            )
    return len(missing)


def count_attributes(survey: Survey) -> int:
    """Count the facts that come with a participant."""
    return sum("TOKEN:ATTRIBUTE" in question.default for question in survey.questions)
