"""Waves of a LimeSurvey server: what is new is read, what is kept is checked."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import csv

from barometre.errors import NothingYetError, Problem, SourceError
from barometre.questionnaire.scale import Questionnaire
from barometre.sources.expected_columns import expect_columns
from barometre.sources.limesurvey.columns import Reading, arrange, check_columns
from barometre.sources.limesurvey.errors import LimeSurveyError, refuse
from barometre.sources.limesurvey.export import Survey
from barometre.sources.limesurvey.participants import Participants, count_participants
from barometre.sources.limesurvey.responses import Responses, read_responses
from barometre.sources.limesurvey.session import LimeSurvey, open_session
from barometre.sources.limesurvey.state import State, ask_state
from barometre.sources.limesurvey.structure import (
    describe_structure,
    write_structure,
)
from barometre.sources.source import PageShelf, RawWave
from barometre.study import LimeSurveySource, Study, Wave

_BATCH = 5_000
# A wave whose survey is not open yet, or that nobody has answered, is still to come.
_TO_COME = frozenset(
    {
        "limesurvey_survey_inactive",
        "limesurvey_no_responses",
        "limesurvey_survey_expired",
    }
)
# These concern one survey: what is wrong with the others is worth knowing too.
_OF_ONE_SURVEY = _TO_COME | {
    "limesurvey_no_rights",
    "limesurvey_survey_missing",
    "limesurvey_survey_empty",
    "limesurvey_no_token",
    "limesurvey_server_stumbled",
    "limesurvey_status_unknown",
}


def fetch_waves(
    source: LimeSurveySource,
    *,
    study: Study,
    questionnaire: Questionnaire,
    study_dir: Path,
    key: bytes,
    shelf: PageShelf,
    waves: Sequence[str] = (),
) -> Iterator[RawWave]:
    """Read every wave that has a survey with responses, first to last.

    Parameters
    ----------
    shelf
        Pages of earlier fetches, whole or interrupted; pages read now are put there at
        once, people already pseudonymous.
    waves
        Waves to read; all by default.

    Raises
    ------
    NothingYetError
        When all surveys are still to come, and one of them waits for its first
        response.
    SourceError
        With what is wrong with every survey, or with the server. What was kept before
        stays as it was.
    """
    asked = [wave for wave in study.waves if not waves or wave.id in waves]
    named = [wave for wave in asked if wave.survey_id is not None]
    if not named:
        raise refuse("limesurvey_survey_unnamed", "study.yaml › waves")
    expected = expect_columns(study, questionnaire)
    reading = Reading(source, study, questionnaire, expected, key)
    found: list[RawWave] = []
    problems: list[Problem] = []
    to_come: list[Problem] = []
    with open_session(source, study_dir=study_dir) as server:
        for wave in named:
            try:
                found.append(_fetch_wave(server, wave, reading, shelf))
            except LimeSurveyError as error:
                if error.code not in _OF_ONE_SURVEY:
                    raise
                is_to_come = error.code in _TO_COME and not shelf.holds(wave.id)
                (to_come if is_to_come else problems).extend(error)
            except SourceError as error:
                problems.extend(error)
    if problems:
        raise SourceError(*problems)
    if not found:
        is_waiting = any(one.code == "limesurvey_no_responses" for one in to_come)
        raise (NothingYetError if is_waiting else SourceError)(*to_come)
    yield from found


def _fetch_wave(
    server: LimeSurvey, wave: Wave, reading: Reading, shelf: PageShelf
) -> RawWave:
    survey = Survey(server, wave.survey_id or 0)
    with ThreadPoolExecutor(1) as beside:
        asking = beside.submit(_ask_about, survey, reading)
        try:
            responses = read_responses(survey, wave.id, reading, shelf)
        except LimeSurveyError as error:
            _explain_nothing(error, survey, asking.result().state)
            raise
        about = asking.result()
    structure = write_structure(
        about.structure, last_page=responses.last_page, columns=responses.aliases
    )
    return _build_wave(wave, survey, reading, responses, about, structure)


def _explain_nothing(error: LimeSurveyError, survey: Survey, state: State) -> None:
    """Say that no response can come any more, where there is none."""
    if error.code == "limesurvey_no_responses" and state.closed_since:
        day = state.closed_since.isoformat()
        raise refuse("limesurvey_survey_expired", survey.where, date=day) from None


@dataclass(frozen=True, slots=True)
class _About:
    """What is asked while responses are on their way."""

    participants: Participants
    structure: Mapping[str, Any]
    state: State


def _ask_about(survey: Survey, reading: Reading) -> _About:
    return _About(
        count_participants(survey, reading),
        describe_structure(survey, languages=reading.study.languages),
        ask_state(survey, reading.study, wants_timings=reading.source.timings),
    )


def _build_wave(
    wave: Wave,
    survey: Survey,
    reading: Reading,
    responses: Responses,
    about: _About,
    structure: bytes,
) -> RawWave:
    table = arrange(responses.table, about.participants, reading, wave=wave.id)
    check_columns(table, responses.header, reading, where=survey.where)
    expected = reading.expected
    return RawWave(
        wave=wave.id,
        responses=table,
        rows_read=table.num_rows,
        source_sha256=_hash_table(table),
        structure=structure,
        structure_name="structure.json",
        facts={
            "survey_id": survey.survey_id,
            "rows_naming_no_one": responses.table["respondent_id"].null_count,
            "responses_read_again": responses.n_read,
            "responses_gone": responses.n_gone,
            "columns_not_copied": expected.left_out(responses.header),
            "items_not_in_file": expected.absent(table.column_names),
        },
        participants=about.participants.describe(),
        remarks=tuple(
            about.state.tell(
                where=survey.where,
                wants_timings=reading.source.timings,
                closes=wave.closes,
            )
        ),
    )


def _hash_table(table: pa.Table) -> str:
    """Hash what was read, whatever pages it came in."""
    digest = hashlib.sha256("\n".join(table.column_names).encode())
    for batch in table.to_batches(max_chunksize=_BATCH):
        sink = pa.BufferOutputStream()
        csv.write_csv(batch, sink, csv.WriteOptions(include_header=False))
        digest.update(sink.getvalue())
    return digest.hexdigest()
