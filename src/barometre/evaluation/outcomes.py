"""What can change: scores, subscale scores, and items that are read one by one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from barometre.questionnaire.scale import Item, Questionnaire, Scale
from barometre.scoring import key_answers, reads_items, score_answers, score_range

if TYPE_CHECKING:
    import pandas as pd

_NOT_MEASURED = ("administrative", "qualitative", "network", "context_descriptors")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One column of numbers about people, with its declared range.

    ``subscale`` and ``item`` are empty for the score of a whole scale. ``reflective``
    items are those a reliability can be worked out from; empty where none can.
    """

    scale: str
    subscale: str
    item: str
    low: float
    high: float
    reflective_items: tuple[str, ...] = ()
    has_pomp: bool = True
    improvement: Literal["increase", "decrease"] = "increase"
    score: Literal["mean", "sum"] = "mean"

    @property
    def name(self) -> str:
        """Column of the outcome in a wide table."""
        parts = (self.scale, self.subscale, self.item)
        return ".".join(part for part in parts if part)


def list_outcomes(questionnaire: Questionnaire) -> list[Outcome]:
    """List every outcome of a questionnaire, scale by scale.

    A scale scored as a whole gives its score; subscales give theirs; formative and
    profile scales and single items also give each item. Administrative, qualitative,
    network and context descriptions give none.
    """
    outcomes: list[Outcome] = []
    for scale in questionnaire.scales:
        if scale.measurement_model in _NOT_MEASURED:
            continue
        outcomes += _scores(scale)
        if reads_items(scale):
            outcomes += [
                _item_outcome(scale, item)
                for item in scale.items
                if item.response_format.has_range
            ]
    return outcomes


def derive_outcome_columns(
    responses: "pd.DataFrame", questionnaire: Questionnaire
) -> "pd.DataFrame":
    """Work out every outcome of every response: one column each, same index.

    Items that the responses do not hold count as missing. Keys are applied here.
    """
    import pandas as pd

    outcomes = list_outcomes(questionnaire)

    def derive(scale: Scale) -> "dict[str, pd.Series]":
        asked = [outcome for outcome in outcomes if outcome.scale == scale.id]
        if not asked:
            return {}
        answers = responses.reindex(columns=list(scale.item_ids))
        scores, keyed = score_answers(answers, scale), key_answers(answers, scale)
        return {
            one.name: keyed[one.item] if one.item else scores[one.subscale]
            for one in asked
        }

    # Adding up holds no lock of Python's: scales go side by side.
    with ThreadPoolExecutor() as threads:
        found = threads.map(derive, questionnaire.scales)
        columns = {name: column for part in found for name, column in part.items()}
    return pd.DataFrame(columns, index=responses.index, copy=False)


def _scores(scale: Scale) -> list[Outcome]:
    """List the outcomes of the whole scale and of its parts."""
    found = []
    is_one_item = scale.scoring.method == "item" and len(scale.items) == 1
    if scale.scoring.method in ("mean", "sum", "count") or is_one_item:
        items = scale.item_ids if scale.is_reflective else ()
        found.append(_score_outcome(scale, "", items, scale.scoring.method))
    for name, part in scale.subscales.items():
        is_average = part.method in ("mean", "sum") and len(part.items) > 1
        items = part.items if scale.is_reflective and is_average else ()
        found.append(_score_outcome(scale, name, items, part.method))
    return found


def _score_outcome(
    scale: Scale, subscale: str, items: tuple[str, ...], method: str
) -> Outcome:
    low, high = score_range(scale, subscale)
    return Outcome(
        scale=scale.id,
        subscale=subscale,
        item="",
        low=low,
        high=high,
        reflective_items=items,
        has_pomp=scale.scoring.pomp and method != "contrast",
        improvement=_improvement(scale),
        score="sum" if method == "sum" else "mean",
    )


def _item_outcome(scale: Scale, item: Item) -> Outcome:
    return Outcome(
        scale=scale.id,
        subscale="",
        item=item.id,
        low=item.response_format.low,
        high=item.response_format.high,
        has_pomp=scale.scoring.pomp,
        improvement=_improvement(scale),
    )


def _improvement(scale: Scale) -> Literal["increase", "decrease"]:
    return "decrease" if scale.expected_direction == "decrease" else "increase"


def resolve_outcomes(
    names: tuple[str, ...], questionnaire: Questionnaire
) -> list[Outcome]:
    """Find the outcomes that a plan names.

    A name with dots is that subscale or item. A scale stands for its score; a scale
    without one stands for its subscales and for the items outside them.
    """
    outcomes = list_outcomes(questionnaire)
    found: list[Outcome] = []
    for name in names:
        exact = [outcome for outcome in outcomes if outcome.name == name]
        found += exact or _parts(name, outcomes, questionnaire)
    return found


def _parts(
    scale_id: str, outcomes: list[Outcome], questionnaire: Questionnaire
) -> list[Outcome]:
    of_scale = [outcome for outcome in outcomes if outcome.scale == scale_id]
    if not of_scale:
        return []
    subscales = questionnaire.scale(scale_id).subscales.values()
    covered = {item for part in subscales for item in (*part.items, *part.minus)}
    return [outcome for outcome in of_scale if outcome.item not in covered]
