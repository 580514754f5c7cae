"""A survey as LimeSurvey holds it, before it is written in one of its formats."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Texts = Mapping[str, str]
# LimeSurvey's own word for a question that is always shown.
ALWAYS = "1"
_NO_TEXTS: Texts = {}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer offered: its code, and its words by language."""

    code: str
    texts: Texts


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an array of questions that share their answers."""

    code: str
    texts: Texts
    relevance: str = ALWAYS


@dataclass(frozen=True, slots=True)
class Attribute:
    """A setting of a question; ``language`` is empty where it counts for all."""

    name: str
    value: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question of the survey.

    ``type`` and ``theme`` are LimeSurvey's; ``pattern`` is a regular expression that a
    text answer keeps; ``default`` fills the answer in before anyone sees it.
    """

    code: str
    type: str
    theme: str
    texts: Texts
    help: Texts = field(default_factory=dict)
    is_mandatory: bool = False
    relevance: str = ALWAYS
    pattern: str = ""
    default: str = ""
    options: tuple[Option, ...] = ()
    rows: tuple[Row, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that stand on one page."""

    title: Texts
    questions: tuple[AskedQuestion, ...]
    description: Texts = field(default_factory=dict)
    relevance: str = ALWAYS


@dataclass(frozen=True, slots=True)
class Survey:
    """A whole survey.

    Parameters
    ----------
    survey_id
        Number it asks for; the server gives another one where that is taken.
    languages
        The base language first.
    settings
        Properties of the survey, by LimeSurvey's names.
    texts
        Texts of the survey by language, by LimeSurvey's names.
    groups
        Pages in the order shown.
    """

    survey_id: int
    languages: tuple[str, ...]
    settings: Mapping[str, str]
    texts: Mapping[str, Mapping[str, str]]
    groups: tuple[Group, ...]

    @property
    def questions(self) -> Iterator[AskedQuestion]:
        """Every question in the order asked."""
        return (question for group in self.groups for question in group.questions)
