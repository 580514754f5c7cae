"""How many things each reflective score measures, wave by wave."""

from collections.abc import Iterator, Sequence

from barometre.evaluation.item_analyses import was_asked
from barometre.evaluation.material import Material
from barometre.evaluation.outcomes import Outcome
from barometre.evaluation.rows import Place, write_rows
from barometre.statistics.dimensionality import (
    compute_number_of_factors,
    compute_structure_fit,
)
from barometre.statistics.estimate import FloatArray

Rows = list[dict[str, object]]

_FEWEST_ITEMS = 3
_FEWEST_OF_A_PART = 2


def evaluate_dimensionality(material: Material) -> Rows:
    """Describe the structure of every reflective score at every wave that asked it.

    Everyone of the wave together, as for reliability. One factor behind all items
    (category ``single``) and, where the subscales of a scale share its items out,
    one factor for each subscale (``declared``). Scores of two items have no structure
    that answers could contradict, and no rows.
    """
    rows: Rows = []
    for outcome, wave, answers in _list_answers(material):
        place = Place(
            analysis="dimensionality",
            scale=outcome.scale,
            subscale=outcome.subscale,
            wave=wave,
        )
        rows += write_rows(place, compute_number_of_factors(answers))
        rows += _fit(place, answers, [range(answers.shape[1])], "single")
        blocks = find_declared_blocks(material, outcome)
        if blocks:
            rows += _fit(place, answers, blocks, "declared")
    return rows


def _list_answers(material: Material) -> Iterator[tuple[Outcome, str, FloatArray]]:
    everyone = [
        sample
        for sample in material.samples
        if not sample.group_by and sample.population == "all"
    ]
    for outcome in material.outcomes:
        items = list(outcome.reflective_items)
        is_known = all(item in material.keyed.columns for item in items)
        if len(items) < _FEWEST_ITEMS or not is_known:
            continue
        answers = material.keyed[items].to_numpy(dtype=float)
        is_asked = was_asked(material.kept, items)
        for sample in everyone:
            asked = sample.rows[is_asked[sample.rows]]
            if asked.size:
                yield outcome, sample.wave, answers[asked]


def find_declared_blocks(material: Material, outcome: Outcome) -> list[list[int]]:
    """Columns of each subscale, where subscales share the items of a scale out."""
    if outcome.subscale:
        return []
    scale = material.questionnaire.scale(outcome.scale)
    parts = [part.items for part in scale.subscales.values() if not part.minus]
    named = [item for part in parts for item in part]
    is_shared_out = sorted(named) == sorted(outcome.reflective_items)
    if len(parts) < 2 or not is_shared_out:
        return []
    if min(len(part) for part in parts) < _FEWEST_OF_A_PART:
        return []
    place = {item: column for column, item in enumerate(outcome.reflective_items)}
    return [[place[item] for item in part] for part in parts]


def _fit(
    place: Place, answers: FloatArray, blocks: Sequence[Sequence[int]], name: str
) -> Rows:
    estimates = compute_structure_fit(answers, blocks=blocks)
    return write_rows(place, estimates, category=name)
