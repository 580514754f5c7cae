"""The whole bank: formats, scales, presets, norms, and the pages they sit on."""

from pydantic import Field

from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.norm import Norm as Norm
from barometre.questionnaire.response_format import (
    Identifier,
    Model,
    ResponseFormat,
    Text,
)
from barometre.questionnaire.scale import Scale


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
