"""What is followed over time: a scale, a part of it or one of its questions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from barometre.evaluation.outcomes import Outcome as Measured
from barometre.evaluation.planned import Standing, rank_outcomes
from barometre.evaluation.rows import Place
from barometre.questionnaire.scale import Questionnaire, Scale, Text
from barometre.study import Plan

if TYPE_CHECKING:
    import pandas as pd

Hope = Literal["up", "down", "none"]

_HOPES: dict[str, Hope] = {
    "increase": "up",
    "increase_or_none": "up",
    "increase_out_group": "up",
    "high_and_stable": "up",
    "decrease": "down",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One score and its place in the plan.

    ``control`` stands for what is expected not to move: it is read before the others.
    """

    scale: Scale
    measured: Measured
    standing: Standing

    @property
    def id(self) -> str:
        """Name within keys, such as ``trust_local.tl_town``."""
        return self.measured.name

    @property
    def subscale(self) -> str:
        """Part of the scale, or empty."""
        return self.measured.subscale

    @property
    def item(self) -> str:
        """Question read on its own, or empty."""
        return self.measured.item

    @property
    def label(self) -> Text:
        """Words for readers: the scale, then the part or the question."""
        title = self.scale.title
        if self.subscale:
            part = self.scale.subscales[self.subscale].title
        elif self.item and len(self.scale.items) > 1:
            part = question_words(self.scale, self.item)
        else:
            return title
        return Text(fr=f"{title.fr} – {part.fr}", en=f"{title.en} – {part.en}")

    @property
    def hope(self) -> Hope:
        """Direction in which a change would be good news."""
        if self.standing == "control":
            return "none"
        return _HOPES.get(self.scale.expected_direction, "none")

    def place(self, analysis: str, **where: str) -> Place:
        """Where numbers of this outcome stand in the estimates."""
        parts = {"scale": self.scale.id, "subscale": self.subscale, "item": self.item}
        return Place(analysis=analysis, **parts, **where)  # type: ignore[arg-type]


def question_words(scale: Scale, item_id: str) -> Text:
    """Words of a question, without the dots and the mark that tie it to its intro."""
    text = next(item.text for item in scale.items if item.id == item_id)
    return Text(fr=text.fr.strip(" .?…\N{NO-BREAK SPACE}"), en=text.en.strip(" .?…"))


def list_outcomes(
    estimates: "pd.DataFrame", *, questionnaire: Questionnaire, plan: Plan
) -> tuple[Outcome, ...]:
    """List the outcomes that have estimates, in the order of the plan."""
    names = ["scale", "subscale", "item"]
    rows = estimates.loc[estimates["analysis"] == "descriptive", names]
    found = set(rows.drop_duplicates().itertuples(index=False, name=None))
    return tuple(
        Outcome(questionnaire.scale(measured.scale), measured, standing)
        for measured, standing in rank_outcomes(questionnaire, plan).items()
        if (measured.scale, measured.subscale, measured.item) in found
    )
