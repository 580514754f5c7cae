"""What invented people answer at one wave."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from barometre.errors import Problem, SourceError
from barometre.questionnaire.scale import Item, Questionnaire, Scale
from barometre.responses.columns import asked_order
from barometre.sources.likert_model import calibrate_item, interitem_correlation
from barometre.sources.synthetic_people import People, seed_stream
from barometre.study import Study, SyntheticScale, SyntheticSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# Items of a list are not equally popular; items of a scale are parallel.
_ITEM_RANGE = 0.08
# Quantities without an upper end, such as a number of associations, stay small.
_MOST = 20


@dataclass(frozen=True, slots=True)
class WaveTruth:
    """What is asked and what is true at one wave; ``number`` is 0 at the first."""

    source: SyntheticSource
    study: Study
    questionnaire: Questionnaire
    wave: str
    number: int


def answer_wave(
    people: People, traits: "Mapping[str, NDArray[np.float64]]", truth: WaveTruth
) -> "dict[str, NDArray[np.float64]]":
    """Answer every item with care, reverse-keyed ones the other way round.

    ``traits`` is the level of each person on each scale at this wave. NaN where the
    questionnaire does not ask the person.
    """
    answers: dict[str, NDArray[np.float64]] = {}
    order = set(asked_order(truth.questionnaire))
    for scale in truth.questionnaire.scales:
        for place, item in enumerate(scale.items):
            if item.id in order and _is_asked(item, truth):
                answers[item.id] = (
                    _answer_item(people, traits[scale.id], scale, place, truth)
                    if _is_modelled(scale, item)
                    else _describe(people, item, truth.source.seed)
                )
    return {
        item: np.where(_is_eligible(item, answers, truth), given, np.nan)
        for item, given in answers.items()
    }


def _is_asked(item: Item, truth: WaveTruth) -> bool:
    """Follow the waves an item is meant for, where the study names them alike."""
    meant = {wave.casefold() for wave in item.waves}
    known = {wave.casefold() for wave in truth.study.wave_ids}
    is_followed = bool(meant & known)
    return not item.per_alter and (not is_followed or truth.wave.casefold() in meant)


def _is_modelled(scale: Scale, item: Item) -> bool:
    return item.response_format.has_range and scale.measurement_model not in (
        "administrative",
        "context_descriptors",
    )


def _is_eligible(
    item: str, answers: "Mapping[str, NDArray[np.float64]]", truth: WaveTruth
) -> "NDArray[np.bool_]":
    conditions = {
        **truth.questionnaire.scale_of(item).asked_of,
        **truth.questionnaire.items[item].asked_of,
    }
    is_eligible = np.ones(len(answers[item]), dtype=bool)
    for asked, codes in conditions.items():
        if asked in answers:
            is_eligible &= np.isin(answers[asked], codes)
    return is_eligible


def _answer_item(
    people: People,
    trait: "NDArray[np.float64]",
    scale: Scale,
    place: int,
    truth: WaveTruth,
) -> "NDArray[np.float64]":
    item = scale.items[place]
    noise = seed_stream(truth.source.seed, "noise", truth.wave, item.id)
    noises = noise.standard_normal(len(trait))
    codes = np.array(item.response_format.codes, dtype=float)
    answers = np.empty(len(trait))
    for is_treated in (True, False):
        who = people.is_treated == is_treated
        model = calibrate_item(
            tuple(((codes - codes[0]) / (codes[-1] - codes[0])).tolist()),
            **_targets(scale, place, truth, is_treated=is_treated),
        )
        answers[who] = codes[model.answer(trait[who], noises[who])]
    return codes[0] + codes[-1] - answers if item.reverse_keyed else answers


def _targets(
    scale: Scale, place: int, truth: WaveTruth, *, is_treated: bool
) -> dict[str, float]:
    """Work out what must be true of an item for the scale to be as stated."""
    stated = truth.source.scales.get(scale.id, truth.source.defaults)
    k = len(scale.items)
    correlation = interitem_correlation(stated.reliability, k)
    spread = np.sqrt(k / (1 + (k - 1) * correlation))
    popularity = 0.0
    if not scale.is_reflective and k > 1:
        popularity = _ITEM_RANGE * (2 * place / (k - 1) - 1)
    change = _change_of_item(stated, scale, place, truth.number, is_treated=is_treated)
    mean = stated.mean + popularity + change
    if not 0 < mean < 1:
        where = f"study.yaml › source › {scale.id}"
        raise SourceError(Problem("synthetic_mean_out_of_range", where))
    return {"mean": mean, "sd": stated.sd * spread, "correlation": correlation}


def _change_of_item(
    stated: SyntheticScale, scale: Scale, place: int, number: int, *, is_treated: bool
) -> float:
    """Give the change since the first wave on 0-1; the last stated one lasts."""
    changes = stated.change if is_treated else stated.control_change
    if number == 0 or not changes:
        return 0.0
    change = changes[min(number, len(changes)) - 1]
    if scale.scoring.method in ("sum", "count"):
        change /= len(scale.items)
    answers = scale.items[place].response_format
    return change / (answers.high - answers.low)


def _describe(people: People, item: Item, seed: int) -> "NDArray[np.float64]":
    """Draw what stays with a person: age band, situation; consent is always given."""
    n = len(people.numbers)
    if item.on_no is not None:
        return np.ones(n)
    chance = seed_stream(seed, "describe", item.id)
    codes = np.array(item.response_format.codes, dtype=float)
    if len(codes) == 0:
        low = max(item.response_format.low, 0.0)
        high = min(item.response_format.high, low + _MOST)
        return chance.integers(int(low), int(high), n, endpoint=True).astype(float)
    weights = 1.0 / np.arange(1, len(codes) + 1)
    return chance.choice(codes, n, p=weights / weights.sum())
