"""Published national figures that may stand beside local results."""

from typing import Literal

from pydantic import Field

from barometre.questionnaire.response_format import Identifier, Model

WordingMatch = Literal[
    "exact",
    "close",
    "construct",
    "different_wording",
    "different_wording_dichotomous",
    "not_graded",
]
NormStatistic = Literal[
    "mean_0_10",
    "share_high_6_10",
    "share_trust4",
    "share_works_well",
    "share_not_well",
    "share_most_people",
    "share_regularly_lonely",
    "share_lonely",
]


class Norm(Model):
    """A published national figure, with how far its wording matches ours."""

    id: Identifier
    """Name of the figure."""
    source: str
    """Who published it, and where."""
    year: str
    """Year or years of the survey."""
    population: str = ""
    """Who was asked."""
    statistic: NormStatistic
    """What the figure is."""
    value: float
    """The figure; shares are in per cent."""
    confidence: Literal["high", "medium", "low"]
    """How sure we are of the figure; low ones must be checked before printing."""
    scale: str = ""
    """Scale it may stand beside."""
    item: str = ""
    """Item it may stand beside."""
    comparability: WordingMatch = "not_graded"
    """How close the wording is; only `exact` and `close` may be compared."""
    extra: dict[str, float | str] = Field(default={})
    """Further figures of the same source."""

    @property
    def may_be_compared(self) -> bool:
        """Whether its wording is close enough, and the figure sure enough, to print."""
        return self.comparability in ("exact", "close") and self.confidence != "low"
