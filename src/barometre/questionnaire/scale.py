"""Strict, frozen models of a scale and of all that it is made of.

The words are those of `docs/reference/questionnaire-format.md`, which is written from
this file.
"""

from functools import cached_property
from typing import Literal

from pydantic import Field

from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.norm import Norm
from barometre.questionnaire.response_format import Anchors as Anchors
from barometre.questionnaire.response_format import Answer as Answer
from barometre.questionnaire.response_format import Identifier, Model
from barometre.questionnaire.response_format import ResponseFormat as ResponseFormat
from barometre.questionnaire.response_format import Text as Text

MeasurementModel = Literal[
    "reflective",
    "reflective_by_facet",
    "formative",
    "profile",
    "single_item",
    "parallel_to_source",
    "anchors",
    "administrative",
    "qualitative",
    "network",
    "context_descriptors",
]
ScoringMethod = Literal["mean", "sum", "count", "item", "network", "none"]
SubscaleMethod = Literal["mean", "sum", "count", "contrast"]
Sensitivity = Literal[
    "none",
    "low",
    "wellbeing",
    "political_opinion",
    "possible_belief",
    "quasi_identifier",
    "pseudonym",
    "free_text",
    "organisation_identifiable",
]
Direction = Literal[
    "increase",
    "decrease",
    "none",
    "none_expected",
    "increase_or_none",
    "increase_out_group",
    "high_and_stable",
]
Role = Literal[
    "proximal",
    "intermediate",
    "distal",
    "process",
    "context",
    "method",
    "qualitative",
    "administrative",
]
AlignmentLevel = Literal[
    "exact", "close", "construct", "response_scale", "source", "method"
]


class Item(Model):
    """One question with one answer."""

    id: Identifier
    """Name of the item; unique in the whole bank, never reused for other words."""
    text: Text
    """Words of the question."""
    response_format: ResponseFormat
    """Name of a format, or a format inline; by default the scale's."""
    anchors: Anchors | None = None
    """Words at both ends for this item."""
    labels: dict[int, Text] = Field(default={})
    """Words of each code for this item, instead of the format's."""
    extra_missing: dict[int, MissingKind] = Field(default={})
    """Missing codes offered on this item beside the format's."""
    reverse_keyed: bool = False
    """Agreeing means less of the construct; scoring turns the answer around."""
    facet: str = ""
    """Part of the construct the item stands for, where it has no score of its own."""
    asked_of: dict[str, tuple[int, ...]] = Field(default={})
    """Asked only of people who gave one of these codes to these items."""
    waves: tuple[str, ...] = ()
    """Asked only at these waves; empty means all."""
    primary: bool = False
    """The item to quote when only one can be."""
    negative_control: bool = False
    """Expected not to move; if it does, suspect mood, mode or desirability."""
    parallel_of: str = ""
    """Item whose earlier state this one asks about."""
    anchors_scale: str = ""
    """Scale whose change this item helps to interpret."""
    required: bool = False
    """The questionnaire cannot go on without an answer."""
    optional: bool = False
    """May be left out of the questionnaire."""
    on_no: Literal["stop_and_thank", "skip_sgic"] | None = None
    """What follows an answer of no."""
    per_alter: bool = False
    """Asked once for each organisation of the roster."""
    step: int | None = None
    """Step of the collaborative café cycle."""
    verbatim_from_association: bool = False
    """Words quoted from the association's slides."""
    disclosure: str = ""
    """How the answers may be shown."""

    @property
    def end_labels(self) -> Anchors | None:
        """Words at both ends: the item's own, else its format's."""
        return self.anchors or self.response_format.anchors


class Subscale(Model):
    """A named part of a scale with its own score."""

    title: Text
    """Words for readers."""
    items: tuple[str, ...] = Field(min_length=1)
    """Items of the part."""
    min_answered: int | None = Field(default=None, ge=1)
    """Fewest answered items for a score; by default all."""
    method: SubscaleMethod = "mean"
    """`mean`, `sum`, `count`, or `contrast`: mean of `items` less mean of `minus`."""
    minus: tuple[str, ...] = ()
    """Items whose mean a contrast takes away; all of them must be answered."""


class Scoring(Model):
    """How answers become a score."""

    method: ScoringMethod
    """`mean` of the answered items; `sum`; `count` of answers among `counted_codes`;
    `item`: each item is its own result; `network`; `none`."""
    min_answered: int | None = Field(default=None, ge=1)
    """Fewest answered items for a score; by default all."""
    counted_codes: tuple[int, ...] = (1,)
    """Codes that `count` counts."""
    pomp: bool = True
    """Whether the score is also given on 0-100."""
    higher_means: Text | None = None
    """What a higher score means, where the title does not say it."""
    also_report: tuple[str, ...] = ()
    """Further results a report may show."""
    combine_with: str = ""
    """Scale with which the items may be pooled."""
    level: Literal["person", "session", "organisation", "territory"] = "person"
    """What a score describes."""
    derived: tuple[str, ...] = ()
    """Figures worked out from the items, in words."""
    forbidden: tuple[str, ...] = ()
    """Figures that must never be made."""
    note: str = ""
    """Remark on reading the score."""


class Example(Model):
    """A worked example; it runs as a test and is printed in the documentation."""

    answers: dict[str, float]
    """Item to answer; an item left out was not answered, 98 is a don't know."""
    score: float | None = None
    """Score of the whole scale; null where there is none."""
    subscales: dict[str, float | None] = Field(default={})
    """Score of each part named here."""
    items: dict[str, float | None] = Field(default={})
    """Answer of each item named here, turned around where the item is reverse-keyed."""
    why: str = ""
    """What the example shows."""


class Alignment(Model):
    """A published standard that the scale follows, and how closely."""

    standard: str | Text
    """Name of the standard, in each language where it is not a proper name."""
    variable: str
    """What it calls the variable."""
    level: AlignmentLevel
    """`exact` and `close` wording may be compared; the others may not."""
    warning: str = ""
    """What not to do with the comparison."""


class Licence(Model):
    """Who owns the words."""

    own_wording: str = "project"
    """Where the words come from."""
    aligned_instrument: str = ""
    """Terms of the instrument followed; its words are not copied."""
    texts: str = "CC BY 4.0"
    """Licence of the words printed here."""


class Reliability(Model):
    """What reliability to expect, and from where; expectations, not results."""

    alpha: str = ""
    """Expected alpha."""
    single_item: str = ""
    """Expected reliability of one item."""
    test_retest: str = ""
    """Expected stability."""
    note: str = ""
    """Remark."""
    source: tuple[str, ...] = ()
    """Where the expectation comes from."""


class Network(Model):
    """How a roster of organisations is asked about and read."""

    source: str
    """Where the list of organisations comes from."""
    max_listed: int
    """Most organisations listed."""
    free_additions: int = 0
    """Organisations a respondent may add."""
    exclude_self: bool = True
    """The respondent's own organisation is left out."""
    tie_item: str
    """Item whose codes are levels of tie."""
    tie_from: dict[str, int] = Field(default={})
    """Name of a tie to the lowest code that counts as one."""
    metrics: tuple[str, ...] = ()
    """Figures to report."""
    rules: tuple[str, ...] = ()
    """Rules for reporting them."""


class Scale(Model):
    """Items that belong together, with their scoring rule and sources."""

    id: Identifier
    """Name of the scale; the file is named after it."""
    version: int = Field(default=1, ge=1)
    """Raised when a rule changes; changed words get a new item id instead."""
    title: Text
    """Title for readers."""
    construct_text: Text | None = Field(default=None, alias="construct")
    """What the scale is meant to measure."""
    intro: Text | None = None
    """Words printed above the items."""
    module: str = ""
    """Page of the questionnaire, from `modules.yaml`."""
    measurement_model: MeasurementModel
    """`reflective`: items are signs of one thing; `formative`: a list that adds up;
    `profile`: items read one by one. Only reflective scales get alpha and omega."""
    response_format: ResponseFormat | None = None
    """Name of a format, or a format inline, for every item without its own."""
    items: tuple[Item, ...] = Field(min_length=1)
    """Items in the order asked."""
    subscales: dict[str, Subscale] = Field(default={})
    """Parts with their own score, by name."""
    scoring: Scoring
    """How answers become a score."""
    sensitivity: Sensitivity = "none"
    """How carefully results must be shown."""
    role: Role | None = None
    """Place in the chain from action to distant effect."""
    primary_outcome: bool = False
    """Proposed as the main outcome of a study."""
    expected_direction: Direction = "none"
    """Change expected if the action works; `none_expected` for a negative control."""
    expected_size: str = ""
    """Size of change to expect."""
    expected_note: str = ""
    """Remark on the expected change."""
    expected_reliability: Reliability | None = None
    """Reliability to expect."""
    alignment: tuple[Alignment, ...] = ()
    """Published standards followed."""
    licence: Licence = Licence()
    """Who owns the words."""
    benchmarkable: Literal[True, False, "partly", "context_only"] = False
    """Whether results may stand beside national figures."""
    norms: tuple[str, ...] = ()
    """National figures that may stand beside the results, from `norms.yaml`."""
    asked_of: dict[str, tuple[int, ...]] = Field(default={})
    """Asked only of people who gave one of these codes to these items."""
    asked_of_note: str = ""
    """Remark on who is asked."""
    randomise_items: bool = False
    """Items may be shown in random order on a screen."""
    short_form: tuple[str, ...] = ()
    """Items of the short form."""
    mutually_exclusive_with: tuple[str, ...] = ()
    """Items of other scales not to ask the same person at the same wave."""
    exclusion_note: str = ""
    """What to do about the exclusion."""
    requires_per_item: tuple[str, ...] = ()
    """What is written down beside each answer."""
    network: Network | None = None
    """Roster and network figures."""
    safety: str = ""
    """What respondents must be offered with these questions."""
    note: str = ""
    """Remark for those who edit the bank."""
    examples: tuple[Example, ...] = ()
    """Worked examples."""

    @property
    def item_ids(self) -> tuple[str, ...]:
        """Items in the order asked."""
        return tuple(item.id for item in self.items)

    @property
    def is_reflective(self) -> bool:
        """Whether alpha and omega have a meaning for this scale."""
        return self.measurement_model.startswith("reflective")

    def is_negative_control(self, item_id: str = "") -> bool:
        """Whether the scale, or one of its items, is expected not to move."""
        return self.expected_direction == "none_expected" or any(
            item.negative_control for item in self.items if item.id == item_id
        )


class Questionnaire(Model):
    """The scales that are asked, in order."""

    id: str
    """Name of the preset, or `custom` for a list of scales."""
    title: Text
    """Title for readers."""
    scales: tuple[Scale, ...]
    """Scales in the order asked."""
    moved_items: dict[str, str] = Field(default={})
    """Item asked just before a scale other than its own."""
    missing_labels: dict[MissingKind, Text] = Field(default={})
    """Words for each kind of missing answer."""
    norms: tuple[Norm, ...] = ()
    """National figures that its scales name."""

    @cached_property
    def items(self) -> dict[str, Item]:
        """All items by id, in the order asked."""
        return {item.id: item for scale in self.scales for item in scale.items}

    @cached_property
    def _scale_of(self) -> dict[str, Scale]:
        return {item.id: scale for scale in self.scales for item in scale.items}

    def scale_of(self, item_id: str) -> Scale:
        """Give the scale an item belongs to; KeyError for an unknown item."""
        return self._scale_of[item_id]

    def scale(self, scale_id: str) -> Scale:
        """Give one scale; KeyError for an unknown one."""
        return {scale.id: scale for scale in self.scales}[scale_id]
