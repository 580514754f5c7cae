"""Seeded people whose true reliability and true change are stated by the study."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.errors import Problem, SourceError
from barometre.questionnaire.scale import Questionnaire
from barometre.responses.columns import (
    RESPONDENT_ID,
    SOURCE_ROW,
    SYNTHETIC_METADATA,
    asked_order,
)
from barometre.sources.cell_text import write_cells_as_text
from barometre.sources.pseudonym import name_unlinked, pseudonymise
from barometre.sources.source import RawWave
from barometre.sources.synthetic_answers import WaveTruth, answer_wave
from barometre.sources.synthetic_flaws import Manners, draw_manners, write_answers
from barometre.sources.synthetic_people import (
    People,
    draw_stayers,
    find_trust_scale,
    invent_people,
    seed_stream,
)
from barometre.study import Study, SyntheticSource, Wave

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

_FIRST_DAY, _DAYS_BETWEEN = dt.date(2026, 1, 12), 112
_SECONDS_PER_ITEM = 8.0
_HURRY = 0.2
_PACE_SPREAD = 0.35
_MINUTES_OPEN = 20 * 24 * 60


def fetch_waves(
    source: SyntheticSource, *, study: Study, questionnaire: Questionnaire, key: bytes
) -> Iterator[RawWave]:
    """Let the invented people answer every wave, first to last.

    Answers are text codes with missing codes and blanks, as any other source gives
    them; the same seed gives the same people and the same answers.
    """
    _check_scales(source, questionnaire)
    people = invent_people(source, study=study, questionnaire=questionnaire)
    is_there = np.ones(source.people, dtype=bool)
    first_trust = np.zeros(source.people)
    trust_scale = find_trust_scale(questionnaire).id
    for number, wave in enumerate(study.waves):
        truth = WaveTruth(source, study, questionnaire, wave.id, number)
        traits = _draw_traits(people, truth)
        if number == 0:
            first_trust = traits[trust_scale]
        else:
            is_there = draw_stayers(is_there, first_trust, source=source, wave=wave.id)
        table = _build_wave(people, traits, is_there, truth, wave=wave, key=key)
        content = f"{source.model_dump_json()} {wave.id}"
        yield RawWave(
            wave=wave.id,
            responses=table,
            rows_read=table.num_rows,
            source_sha256=hashlib.sha256(content.encode()).hexdigest(),
            facts={"seed": source.seed, "people": source.people},
        )


def _check_scales(source: SyntheticSource, questionnaire: Questionnaire) -> None:
    known = [scale.id for scale in questionnaire.scales]
    problems = [
        Problem(
            "synthetic_scale_unknown", "study.yaml › source", scale=name, known=known
        )
        for name in source.scales
        if name not in known
    ]
    if problems:
        raise SourceError(*problems)


def _draw_traits(
    people: People, truth: WaveTruth
) -> "Mapping[str, NDArray[np.float64]]":
    """Let people move around their lasting level: stability is the correlation."""
    source = truth.source
    traits = {}
    for scale, lasting in people.traits.items():
        stability = source.scales.get(scale, source.defaults).stability
        chance = seed_stream(source.seed, "moment", truth.wave, scale)
        moment = chance.standard_normal(len(lasting))
        traits[scale] = np.sqrt(stability) * lasting + np.sqrt(1 - stability) * moment
    return traits


def _build_wave(
    people: People,
    traits: "Mapping[str, NDArray[np.float64]]",
    is_there: "NDArray[np.bool_]",
    truth: WaveTruth,
    *,
    wave: Wave,
    key: bytes,
) -> pa.Table:
    """Put together the rows of the people who are there."""
    source, questionnaire = truth.source, truth.questionnaire
    given = answer_wave(people, traits, truth)
    ordered = {
        item: given[item] for item in asked_order(questionnaire) if item in given
    }
    manners = draw_manners(source.people, len(ordered), source=source, wave=wave.id)
    columns = {
        "person": pa.array(people.numbers.astype(str)),
        **{name: pa.array(group) for name, group in people.breakdowns.items()},
        **_describe_responses(manners, len(ordered), truth, wave),
        **write_answers(
            ordered, manners, questionnaire=questionnaire, source=source, wave=wave.id
        ),
    }
    rows = _list_rows(is_there, source.duplicates if truth.number == 0 else 0)
    table = pa.table(columns).take(pa.array(rows))
    numbers = pa.array(np.arange(2, table.num_rows + 2))
    pseudonyms = pseudonymise(
        [table["person"].combine_chunks()], key=key, is_code=False
    )
    if truth.study.respondent.by == "none":
        pseudonyms = pa.nulls(table.num_rows, pa.string())
    return (
        table.drop_columns("person")
        .add_column(0, RESPONDENT_ID, name_unlinked(pseudonyms, numbers, wave=wave.id))
        .add_column(1, SOURCE_ROW, pc.cast(numbers, pa.string()))
    )


def _list_rows(is_there: "NDArray[np.bool_]", duplicates: int) -> "NDArray[np.intp]":
    rows = np.flatnonzero(is_there)
    return np.concatenate([rows, rows[:duplicates]])


def _describe_responses(
    manners: Manners, n_items: int, truth: WaveTruth, wave: Wave
) -> dict[str, pa.Array]:
    """Write when each response came, how far it got and how long it took."""
    n = len(manners.stop)
    chance = seed_stream(truth.source.seed, "time", wave.id)
    days = dt.timedelta(days=_DAYS_BETWEEN * truth.number)
    opens = np.datetime64(wave.opens or _FIRST_DAY + days, "s")
    minutes = chance.integers(0, _MINUTES_OPEN, n).astype("timedelta64[m]")
    done = manners.stop / max(n_items, 1)
    is_complete = done >= 1
    items = truth.questionnaire.items.values()
    length = sum(item.response_format.seconds or _SECONDS_PER_ITEM for item in items)
    pace = np.exp(_PACE_SPREAD * chance.standard_normal(n))
    seconds = length * done * pace * np.where(manners.is_careless, _HURRY, 1.0)
    submitted = pa.array(opens + minutes, mask=~is_complete)
    names = SYNTHETIC_METADATA
    return {
        str(names.submitted): write_cells_as_text(submitted),
        str(names.progress): write_cells_as_text(pa.array(np.floor(100 * done))),
        str(names.duration): write_cells_as_text(pa.array(np.round(seconds))),
    }
