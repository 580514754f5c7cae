"""What can change: scores, subscale scores, and items that are read one by one."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from barometre.scoring import score_answers, score_range

from barometre.questionnaire.scale import Item, Questionnaire, Scale, Subscale

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
    is_discrete: bool = False

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
        outcomes += [
            _item_outcome(scale, item)
            for item in scale.items
            if _stands_alone(scale, item)
        ]
    return outcomes


def derive_outcome_columns(
    responses: "pd.DataFrame", questionnaire: Questionnaire
) -> "pd.DataFrame":
    """Work out every outcome of every response: one column each, same index.

    Items that the responses do not hold count as missing. Keys are applied here.
    """
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    for scale in questionnaire.scales:
        outcomes = [o for o in list_outcomes(questionnaire) if o.scale == scale.id]
        if not outcomes:
            continue
        answers = responses.reindex(columns=list(scale.item_ids))
        scores = score_answers(answers, scale)
        for outcome in outcomes:
            source = answers[outcome.item] if outcome.item else scores[outcome.subscale]
            columns[outcome.name] = source
    return pd.DataFrame(columns, index=responses.index)


def _scores(scale: Scale) -> list[Outcome]:
    """Outcomes for the whole scale and for its parts."""
    found = []
    if scale.scoring.method in ("mean", "sum", "count"):
        low, high = score_range(scale)
        items = scale.item_ids if scale.is_reflective else ()
        found.append(Outcome(scale.id, "", "", low, high, items))
    for name, part in scale.subscales.items():
        low, high = score_range(scale, name)
        found.append(Outcome(scale.id, name, "", low, high, _signs(scale, part)))
    return found


def _signs(scale: Scale, part: Subscale) -> tuple[str, ...]:
    is_average = part.method in ("mean", "sum") and len(part.items) > 1
    return part.items if scale.is_reflective and is_average else ()


def _stands_alone(scale: Scale, item: Item) -> bool:
    return not scale.is_reflective and item.response_format.has_range


def _item_outcome(scale: Scale, item: Item) -> Outcome:
    fmt = item.response_format
    return Outcome(scale.id, "", item.id, fmt.low, fmt.high, is_discrete=True)
