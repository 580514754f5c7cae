"""What the doctor asks a server: up, version, rights, drift, participants, clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING

from barometre.doctor import Line, look
from barometre.doctor_second_reading import reread_published
from barometre.errors import BarometreError, Problem, SourceError
from barometre.pipeline.project import Project
from barometre.study import LimeSurveySource, Wave
from barometre.workspace.published import read_published

if TYPE_CHECKING:
    from barometre.responses.structure import Structure
    from barometre.sources.limesurvey.columns import Reading
    from barometre.sources.limesurvey.session import LimeSurvey

# Stands for the study's key: nothing that is read here is kept.
_NO_KEY = bytes(32)
_APART = timedelta(minutes=5)
_TIMEOUT = 10.0
_YET_TO_COME = ("limesurvey_no_responses", "limesurvey_survey_inactive")


def examine_server(project: Project, source: LimeSurveySource) -> Iterator[Line]:
    """Ask a server, survey by survey; one that does not answer is one line."""
    from barometre.sources.expected_columns import expect_columns
    from barometre.sources.limesurvey.columns import Reading
    from barometre.sources.limesurvey.session import open_session

    study, questionnaire = project.study, project.questionnaire
    expected = expect_columns(study, questionnaire)
    reading = Reading(source, study, questionnaire, expected, _NO_KEY)
    lines: list[Line] = []

    def ask() -> Line:
        with open_session(source, study_dir=project.workspace.folder) as server:
            lines.extend(_ask_surveys(server, project, reading))
            facts: dict[str, object] = {
                "place": server.host,
                "version": _ask_version(server),
            }
            return Line("doctor_server_ok", facts)

    yield look("doctor_subject_server", ask)
    yield from lines
    yield look("doctor_subject_server_clock", lambda: _compare_clocks(source, project))


def _ask_version(server: "LimeSurvey") -> str:
    """Ask for the version, which only an administrator is told."""
    try:
        return str(server.ask("get_site_settings", "versionnumber"))
    except SourceError:
        return "–"


def _ask_surveys(
    server: "LimeSurvey", project: Project, reading: "Reading"
) -> Iterator[Line]:
    for wave in project.study.waves:
        if wave.survey_id is None:
            yield Line("doctor_wave_to_come", {"wave": wave.id})
            continue
        read: list[Structure] = []
        for subject, work in (
            ("rights", partial(_ask_rights, server, wave)),
            ("state", partial(_ask_state, server, wave, reading)),
            ("drift", partial(_ask_drift, server, wave, project, read)),
            ("participants", partial(_ask_participants, server, wave, reading)),
        ):
            yield look(f"doctor_subject_{subject}", work)
        if wave.id in read_published(project.workspace.published_file):
            for live in read:
                work = partial(reread_published, project, wave, live)
                yield look("doctor_subject_reread", work)


def _ask_rights(server: "LimeSurvey", wave: Wave) -> Line:
    """Export one response and let it go: that is the right a fetch needs."""
    from barometre.sources.limesurvey.export import Survey, export_page

    survey = Survey(server, wave.survey_id or 0)
    facts: dict[str, object] = {"wave": wave.id, "survey": wave.survey_id}
    try:
        export_page(survey, 1, 1)
    except SourceError as error:
        if error.problems[0].code not in _YET_TO_COME:
            raise
        return Line("doctor_survey_empty", facts, remarks=error.problems)
    return Line("doctor_survey_ok", facts)


def _ask_state(server: "LimeSurvey", wave: Wave, reading: "Reading") -> Line:
    from barometre.sources.limesurvey.export import Survey
    from barometre.sources.limesurvey.state import ask_state

    survey = Survey(server, wave.survey_id or 0)
    wants_timings = reading.source.timings
    state = ask_state(survey, reading.study, wants_timings=wants_timings)
    told = tuple(
        state.tell(where=wave.id, wants_timings=wants_timings, closes=wave.closes)
    )
    code = "doctor_survey_closed" if state.closed_since else "doctor_survey_open"
    facts: dict[str, object] = {"wave": wave.id, "day": str(state.closed_since)}
    if wave.closes is None and state.keeps_timings is not False:
        # Nothing says that it should still be open.
        return Line(code, facts, remarks=told)
    return Line(code, facts, told)


def _ask_drift(
    server: "LimeSurvey", wave: Wave, project: Project, read: "list[Structure]"
) -> Line:
    from barometre.responses.drift import compare_structure
    from barometre.responses.structure import read_structure
    from barometre.sources.limesurvey.export import Survey
    from barometre.sources.limesurvey.structure import (
        describe_structure,
        write_structure,
    )

    survey = Survey(server, wave.survey_id or 0)
    described = describe_structure(survey, languages=project.study.languages)
    content = write_structure(described, last_page=0, columns={})
    read.append(read_structure(content))
    found = compare_structure(
        read[0],
        wave=wave.id,
        study=project.study,
        questionnaire=project.questionnaire,
    )
    return Line(
        "doctor_drift_told" if found else "doctor_drift_none",
        {"wave": wave.id},
        tuple(one.problem for one in found if one.is_breaking),
        tuple(one.problem for one in found if not one.is_breaking),
    )


def _ask_participants(server: "LimeSurvey", wave: Wave, reading: "Reading") -> Line:
    from barometre.sources.limesurvey.export import Survey
    from barometre.sources.limesurvey.participants import count_participants

    found = count_participants(Survey(server, wave.survey_id or 0), reading)
    facts: dict[str, object] = {"wave": wave.id, "n": found.invited}
    if found.state == "counted":
        return Line("doctor_participants_ok", facts)
    remark = Problem(f"doctor_participants_{found.state}", wave.id)
    return Line("doctor_participants_unknown", facts, remarks=(remark,))


def _compare_clocks(source: LimeSurveySource, project: Project) -> Line:
    """Compare this clock with the server's, which tells the time in every answer."""
    import requests

    from barometre.sources.limesurvey.address import find_interface

    verify = str(project.workspace.folder / source.ca_file) if source.ca_file else True
    try:
        answer = requests.head(find_interface(source), timeout=_TIMEOUT, verify=verify)
        theirs = parsedate_to_datetime(answer.headers["Date"])
    except (OSError, KeyError, ValueError, BarometreError):
        return Line("doctor_server_clock_unknown", {})
    apart = abs(datetime.now(UTC) - theirs)
    minutes = round(apart / timedelta(minutes=1))
    if apart > _APART:
        problem = Problem("doctor_clocks_apart", minutes=minutes)
        return Line("", {}, (problem,))
    return Line("doctor_server_clock_ok", {})
