"""What goes wrong when people answer: carelessness, don't know, gaps, giving up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.scale import Item, Questionnaire
from barometre.sources.cell_text import write_cells_as_text
from barometre.sources.synthetic_people import seed_stream
from barometre.study import SyntheticSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Manners:
    """How each person answers a wave.

    ``position`` is where on every format a straightliner puts the mark (NaN for
    others); ``stop`` is the number of items answered before giving up.
    """

    is_careless: "NDArray[np.bool_]"
    is_random: "NDArray[np.bool_]"
    position: "NDArray[np.float64]"
    stop: "NDArray[np.intp]"


def draw_manners(
    n_people: int, n_items: int, *, source: SyntheticSource, wave: str
) -> Manners:
    """Draw who is careless (in a straight line, or at random) and who gives up."""
    chance = seed_stream(source.seed, "manners", wave)
    is_careless = chance.random(n_people) < source.careless
    is_random = is_careless & (chance.random(n_people) < 1 / 2)
    position = np.where(is_careless & ~is_random, chance.random(n_people), np.nan)
    gives_up = chance.random(n_people) < source.broke_off
    stop = chance.integers(1, max(n_items, 2), n_people)
    return Manners(is_careless, is_random, position, np.where(gives_up, stop, n_items))


def write_answers(
    answers: "Mapping[str, NDArray[np.float64]]",
    manners: Manners,
    *,
    questionnaire: Questionnaire,
    source: SyntheticSource,
    wave: str,
) -> dict[str, pa.Array]:
    """Write answers as codes in text, with the flaws of real ones."""
    return {
        item: _write_item(
            given,
            number,
            manners,
            item=questionnaire.items[item],
            chance=seed_stream(source.seed, "flaws", wave, item),
            source=source,
        )
        for number, (item, given) in enumerate(answers.items())
    }


def _write_item(
    given: "NDArray[np.float64]",
    number: int,
    manners: Manners,
    *,
    item: Item,
    chance: np.random.Generator,
    source: SyntheticSource,
) -> pa.Array:
    codes = np.array(item.response_format.codes, dtype=float)
    marked = given.copy()
    if item.response_format.has_range and item.on_no is None and len(codes):
        straight = ~np.isnan(manners.position)
        at = (manners.position[straight] * len(codes)).astype(int)
        marked[straight] = codes[at]
        marked[manners.is_random] = chance.choice(codes, int(manners.is_random.sum()))
    draw = chance.random(len(given))
    if not item.required:
        edge = 0.0
        for share, code in (
            (source.skipped, np.nan),
            (source.dont_know, _missing_code(item, "dont_know")),
            (source.refused, _missing_code(item, "refused")),
        ):
            if code is not None:
                marked[(draw >= edge) & (draw < edge + share)] = code
                edge += share
    marked[np.isnan(given) | (number >= manners.stop)] = np.nan
    return write_cells_as_text(
        pc.cast(pa.array(marked, from_pandas=True), pa.float64())
    )


def _missing_code(item: Item, kind: MissingKind) -> float | None:
    known = {**item.response_format.missing, **item.extra_missing}
    return next((float(code) for code, meant in known.items() if meant == kind), None)
