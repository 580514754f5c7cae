"""The whole bank: formats, scales, presets, norms, and the pages they sit on."""

from typing import Literal

from pydantic import Field

from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.response_format import (
    Identifier,
    Model,
    ResponseFormat,
    Text,
)
from barometre.questionnaire.scale import Scale

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


class Preset(Model):
    """A named choice of scales, in the order asked."""

    id: Identifier
    """Name of the preset; the file is named after it."""
    title: Text
    """Title for readers."""
    scales: tuple[str, ...] = Field(min_length=1)
    """Scales in the order asked."""
    moved_items: dict[str, str] = Field(default={})
    """Item to the scale it is asked just before, when that is not its own."""
    note: str = ""
    """When to use it."""


class Occasion(Model):
    """A moment at which an instrument is filled in."""

    id: Identifier
    """Short name."""
    title: Text
    """Name for readers."""
    when: Text
    """When it happens."""


class Instrument(Model):
    """A form and who fills it in."""

    id: Identifier
    """Name of the form."""
    title: Text
    """Name for readers."""
    respondent: str
    """Who fills it in."""
    linkable: bool
    """Whether forms of one person or organisation can be linked over time."""
    waves: tuple[str, ...]
    """When it is filled in."""


class Module(Model):
    """A page of a form."""

    id: Identifier
    """Name of the page."""
    instrument: str
    """Form it belongs to."""
    core: bool
    """Whether every form has it."""
    order: float
    """Place in the form."""
    title: Text
    """Heading of the page."""
    waves: tuple[str, ...]
    """When it is asked."""
    placement: str = ""
    """Where it must stand."""


class Bank(Model):
    """All that can be asked, each part by its id."""

    formats: dict[str, ResponseFormat]
    scales: dict[str, Scale]
    presets: dict[str, Preset]
    norms: dict[str, Norm]
    modules: dict[str, Module]
    instruments: dict[str, Instrument]
    occasions: dict[str, Occasion]
    missing_labels: dict[MissingKind, Text]
