"""The report before it is drawn: numbers with their keys, phrases with their facts.

The model holds no formatted number and no sentence of one language: the HTML page and
the workbook, in French and in English, are drawings of the same report.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from barometre.questionnaire.scale import Text

NumberKind = Literal[
    "count",  # people
    "score",  # in the scale's own units, one decimal on 0-10, two on short scales
    "change",  # a signed difference in the scale's own units
    "pomp",  # 0-100
    "pomp_change",  # signed, on 0-100
    "share",  # proportion 0-1, drawn as a percentage
    "coefficient",  # reliability, correlation: two decimals
    "effect",  # standardised difference: two decimals, signed
    "p_value",
    "seconds",
    "level",  # confidence level
]
NumberField = Literal[
    "estimate", "ci_low", "ci_high", "std_error", "df", "p_value", "p_adjusted", "n",
    "n_missing", "ci_level",
]  # fmt: skip
Absence = Literal["suppressed", "not_computed", "not_asked"]


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the estimates table: where it stands, how it is to be drawn.

    ``value`` is None where it may not be shown or does not exist; ``absence`` then
    says why. ``decimals`` where the theme's digits for the kind do not fit: 2 for
    scores and changes on short scales.
    """

    value: float | None
    kind: NumberKind
    key: str
    field: NumberField = "estimate"
    absence: Absence | None = None
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence of ``reports/texts/<language>.yaml`` and what fills its places."""

    key: str
    facts: Mapping[str, "Number | Words"] = field(default_factory=dict)


# A phrase of ours, a text of the questionnaire or the study, an identifier, or a count
# of things in the report, which is no estimate and has no key.
Words = Phrase | Text | str | int
Cell = Number | Words


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``is_header`` where its cells name the row."""

    id: str
    title: Words
    is_header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table: rectangular, one header row, no merged cell.

    ``is_detail`` where it is for those who check: a page folds it, whatever its size.
    """

    id: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Words, ...] = ()
    is_detail: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """People at each stage of each wave.

    ``is_followed`` where people go on from each step to the next.
    """

    steps: tuple[tuple[Words, Number], ...]
    is_followed: bool = True


@dataclass(frozen=True, slots=True)
class LikertRow:
    """Shares of the answers to one item, in the order of the response format.

    ``aside`` holds don't know and refused, drawn apart and outside the 100 %.
    """

    label: Words
    shares: tuple[Number, ...]
    aside: tuple[Number, ...]
    n: Number


@dataclass(frozen=True, slots=True)
class Likert:
    """Diverging stacked bars; ``neutral`` is the index of the middle answer, if any."""

    answers: tuple[Words, ...]
    aside_answers: tuple[Words, ...]
    rows: tuple[LikertRow, ...]
    neutral: int | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """Shares of each answer on a 0-10 scale, one panel a wave, with the mean."""

    answers: tuple[str, ...]
    panels: tuple[tuple[Words, tuple[Number, ...], Number, Number, Number], ...]
    # (panel title, shares, mean, mean low, mean high)


@dataclass(frozen=True, slots=True)
class DumbbellRow:
    """One outcome: means of the same people before and after, on 0-100.

    ``then`` is the mean before as these people see it afterwards, where they were
    asked; ``change`` is then the shift from before.
    """

    label: Words
    before: Number
    after: Number
    change: Number
    change_low: Number
    change_high: Number
    n: Number
    then: Number | None = None


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Before and after, side by side."""

    before_label: Words
    after_label: Words
    rows: tuple[DumbbellRow, ...]
    then_label: Words | None = None


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One group: its change with its interval; ordered by name, never by value.

    ``shrunken`` is its change with the help of the other groups. ``is_expected`` where
    the interval is the one of a group to come.
    """

    label: Words
    change: Number
    low: Number
    high: Number
    n: Number
    is_overall: bool = False
    shrunken: Number | None = None
    is_expected: bool = False


@dataclass(frozen=True, slots=True)
class Forest:
    """Change of one outcome, group by group, everyone together last."""

    rows: tuple[ForestRow, ...]
    unit: Words


@dataclass(frozen=True, slots=True)
class ChangeBar:
    """Shares of people who went down, stayed the same, went up, beyond error."""

    label: Words
    declined: Number
    same: Number
    improved: Number
    n: Number


@dataclass(frozen=True, slots=True)
class ChangeBars:
    """Stacked bars of declined, same, improved."""

    rows: tuple[ChangeBar, ...]


@dataclass(frozen=True, slots=True)
class WavePoint:
    """Mean of one wave on 0-100, with its interval."""

    wave: Words
    mean: Number
    low: Number
    high: Number
    n: Number


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Means of each outcome at every wave: one panel an outcome, same scales."""

    panels: tuple[tuple[Words, tuple[WavePoint, ...]], ...]


@dataclass(frozen=True, slots=True)
class Curve:
    """Chance of seeing a change with one design: people, and the power they give."""

    label: Words
    points: tuple[tuple[Number, Number], ...]


@dataclass(frozen=True, slots=True)
class Curves:
    """Power by people, one line a design, over the same numbers of people.

    ``target`` is the power that is asked.
    """

    lines: tuple[Curve, ...]
    target: Number


FigureData = (
    Flow | Likert | Distribution | Dumbbell | Forest | ChangeBars | Trajectory | Curves
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: title is the finding, subtitle is who, how many, when.

    ``table`` holds the same numbers for those who do not see the picture.
    """

    id: str
    title: Words
    subtitle: Words
    source: Words
    alternative: Words
    data: FigureData
    table: Table


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``tone`` marks what must not be missed."""

    words: Words
    tone: Literal["plain", "headline", "caution", "alarm"] = "plain"


Block = Paragraph | Table | Figure


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report."""

    id: str
    title: Words
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report for one audience."""

    study_id: str
    audience: str
    title: Words
    subtitle: Words
    sections: tuple[Section, ...]
    codebook: Table
    provenance: tuple[tuple[Words, Words], ...]
