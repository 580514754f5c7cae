"""Answers that items allow: ranges, labelled codes and codes of missing answers."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from barometre.questionnaire.missing import MissingKind

FormatType = Literal[
    "integer_scale", "ordinal", "binary", "nominal", "integer", "number", "date", "text"
]
Identifier = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Model(BaseModel):
    """What all parts share: unknown keys are refused, nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Text(Model):
    """Words a reader sees, in French and in English."""

    fr: Words
    """French."""
    en: Words
    """English."""

    def get(self, language: str) -> str:
        """Give the words in one language, ``"fr"`` or ``"en"``."""
        return self.fr if language == "fr" else self.en


class Answer(Model):
    """One possible answer: its code and its words."""

    code: int
    """Code stored in the data."""
    label: Text
    """Words on the form."""


class Anchors(Model):
    """Words at the two ends of a scale of numbers."""

    min: Text
    """Words at the low end."""
    max: Text
    """Words at the high end."""


class ResponseFormat(Model):
    """The answers an item allows: range or codes, labels, codes of missing answers."""

    id: str = ""
    """Name in `response_formats.yaml`; empty for a format written inline."""
    type: FormatType = "integer_scale"
    """`integer_scale` (0 to 10), `ordinal`, `binary` or `nominal` (a list of labelled
    codes), `integer` or `number` (a quantity), `date`, `text`."""
    min: float | None = None
    """Lowest number allowed."""
    max: float | None = None
    """Highest number allowed."""
    labels: dict[int, Text] = Field(default={})
    """Code to words, in the order shown on the form."""
    anchors: Anchors | None = None
    """Words at both ends; an item may give its own."""
    missing: dict[int, MissingKind] = Field(default={})
    """Code to kind of missing answer, such as `98: dont_know`."""
    high_from: float | None = None
    """Answers from this code up count as high in `share_high`."""
    display_order: Literal["ascending", "descending"] | None = None
    """Direction of the labels on the form, where the standard followed sets one."""
    display: Text | None = None
    """How to answer, as printed on paper."""
    pattern: str | None = None
    """Regular expression that a text answer keeps."""
    normalise: tuple[Literal["uppercase", "strip_accents", "trim"], ...] = ()
    """Changes made to a text answer before it is used."""
    max_chars: int | None = None
    """Longest text allowed."""
    codes_from: str | None = None
    """Where a list of answers comes from when each project has its own."""
    seconds: float = 0
    """Time a respondent needs, to estimate the length of a questionnaire."""
    note: str = ""
    """Remark for those who edit the bank."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Labelled answers, in the order shown on the form."""
        return tuple(Answer(code=c, label=words) for c, words in self.labels.items())

    @property
    def codes(self) -> tuple[int, ...]:
        """Every valid code, ascending; empty where answers are not a closed list."""
        if self.type == "integer_scale" and self.min is not None is not self.max:
            return tuple(range(int(self.min), int(self.max or 0) + 1))
        return tuple(sorted(self.labels))

    @property
    def is_numeric(self) -> bool:
        """Whether answers are stored as numbers (codes included)."""
        return self.type not in ("text", "date") and not self.codes_from

    @property
    def low(self) -> float:
        """Low end of the declared range; minus infinity without one."""
        return self._end(self.min, 0, float("-inf"))

    @property
    def high(self) -> float:
        """High end of the declared range; infinity without one."""
        return self._end(self.max, -1, float("inf"))

    @property
    def has_range(self) -> bool:
        """Whether answers run from less to more between two declared ends."""
        bounded = self.low > float("-inf") and self.high < float("inf")
        return self.is_numeric and self.type != "nominal" and bounded

    def accepts(self, answer: float | str) -> bool:
        """Tell whether a value is an answer of this format; missing codes are not."""
        if isinstance(answer, str):
            return not self.is_numeric
        if self.codes:
            return answer in self.codes
        whole = self.type != "integer" or float(answer).is_integer()
        return self.is_numeric and whole and self.low <= answer <= self.high

    def _end(self, declared: float | None, position: int, fallback: float) -> float:
        if declared is not None:
            return float(declared)
        return float(self.codes[position]) if self.codes else fallback
