"""What a report holds: ``reports/<audience>.yaml`` and its words of judgement."""

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from barometre.disclosure import Profile
from barometre.errors import Problem, ReportError
from barometre.questionnaire.scale import Text
from barometre.questionnaire.validation import validate
from barometre.questionnaire.yaml_file import read_yaml
from barometre.report.folder import list_audiences, reports_folder
from barometre.study import Audience

ModelT = TypeVar("ModelT", bound=BaseModel)
RuleName = Literal[
    "reliability",
    "retest",
    "item_rest_correlation",
    "structure",
    "effect",
    "attrition",
    "baseline",
    "floor_ceiling",
    "bayes_factor",
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Band(_Model):
    """A word for the values below a limit; without a limit, for all the others."""

    word: str
    below: float | None = None


class Rule(_Model):
    """A named rule that turns a number into a word, with where it comes from."""

    source: Text
    is_absolute: bool = False
    bands: tuple[Band, ...] = Field(min_length=2)

    def word(self, value: float) -> str:
        """Give the word for a value."""
        read = abs(value) if self.is_absolute else value
        for band in self.bands:
            if band.below is None or read < band.below:
                return band.word
        return self.bands[-1].word


class SmallSamples(_Model):
    """How few people allow what: description, an interval, a test."""

    source: Text
    interval_from: int
    test_from: int
    caution_below: int


class Interpretation(_Model):
    """Every judgement a report may make, with its source."""

    rules: dict[RuleName, Rule]
    small_samples: SmallSamples


class SectionEntry(_Model):
    """One section: its name in the report, what builds it, which outcomes it shows."""

    id: str
    builder: str = ""
    outcomes: Literal["primary", "secondary", "exploratory", "control"] | None = None

    @property
    def builder_name(self) -> str:
        """The file of ``report/sections`` that builds it."""
        return self.builder or self.id


class Outline(_Model):
    """A report for one audience: its sections in order, and who may see what."""

    audience: Audience
    profile: Profile
    sections: tuple[SectionEntry, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Definition:
    """An outline and the words of judgement it may use."""

    outline: Outline
    interpretation: Interpretation

    @property
    def profile(self) -> Profile:
        """Who may see what: the key to the thresholds of disclosure."""
        return self.outline.profile


@cache
def load_definition(audience: Audience) -> Definition:
    """Read ``reports/<audience>.yaml`` and the words of judgement.

    Raises
    ------
    ReportError
        With every problem of both files, or when there is no such report.
    """
    known = list_audiences()
    if audience not in known:
        raise ReportError(Problem("sections_no_report", audience, known=known))
    problems: list[Problem] = []
    outline = _read(Outline, f"{audience}.yaml", problems)
    interpretation = _read(Interpretation, "interpretation.yaml", problems)
    if outline is None or interpretation is None or problems:
        raise ReportError(*problems)
    return Definition(outline, interpretation)


def _read(model: type[ModelT], name: str, problems: list[Problem]) -> ModelT | None:
    file = read_yaml(reports_folder() / name, f"reports/{name}", problems)
    return validate(model, file.data, file, problems) if file else None
