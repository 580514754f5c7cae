"""A study: who is asked what, when, and what was planned before the answers came."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.scale import ResponseFormat, Text

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=60)]
Code = str | int | float
Kind = MissingKind
QualityAction = Literal["flag", "exclude", "off"]
DuplicateAction = Literal["exclude_later", "exclude_earlier", "flag", "refuse"]
Audience = Literal["evaluator", "funder", "team", "participants"]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wave(_Model):
    """One round of the questionnaire, in the order of the study."""

    id: Identifier
    label: Text
    opens: date | None = None
    closes: date | None = None
    survey_id: int | None = None
    file: Path | None = None
    invited: int | None = Field(default=None, ge=0)
    target: int | None = Field(default=None, ge=1)
    group_targets: dict[str, dict[str, Annotated[int, Field(ge=1)]]] = {}


class Metadata(_Model):
    """Columns of the source that describe a response instead of answering an item.

    ``submitted`` is filled when the respondent reached the end; ``progress`` is a
    percentage (100 = complete); ``last_page`` is the last page seen; ``duration`` is
    in the unit of ``duration_unit``.
    """

    submitted: str | None = None
    progress: str | None = None
    last_page: str | None = None
    started_at: str | None = None
    submitted_at: str | None = None
    duration: str | None = None
    duration_unit: Literal["seconds", "minutes"] = "seconds"


class CodedSource(_Model):
    """Responses whose names and codes may differ from those of the questionnaire.

    ``missing_codes`` maps a code, as the source writes it, to the kind of missing
    answer it means; under ``missing_codes_by_format`` and
    ``missing_codes_by_item`` the same for one response format or one item.
    ``recode`` maps codes of the source to codes of the questionnaire, item by item.
    ``blank`` says what an empty cell of a completed response means.
    """

    columns: dict[str, str] = {}
    blank: Literal["skipped", "not_asked"] = "skipped"
    missing_codes: dict[Code, Kind] = {}
    missing_codes_by_format: dict[str, dict[Code, Kind]] = {}
    missing_codes_by_item: dict[str, dict[Code, Kind]] = {}
    recode: dict[str, dict[Code, Code]] = {}


class FileSource(CodedSource):
    """Responses in a file exported from any tool.

    A row whose ``interviewed`` column is empty is no response at all.
    """

    kind: Literal["export_file"]
    path: Path | None = None
    encoding: str | None = None
    sheet: str | None = None
    wave_column: str | None = None
    wave_values: dict[str, Code | tuple[Code, ...]] = {}
    metadata: Metadata = Metadata()
    structure: Path | None = None
    interviewed: str | None = None


class SyntheticScale(_Model):
    """What is true of one synthetic scale.

    ``mean`` is the true mean at the first wave on the 0-1 range of the response
    format; ``change`` is the true later-minus-earlier change of each further wave, in
    the units of the scale, for treated people (``control_change`` for the others).
    """

    reliability: float = Field(default=0.8, gt=0, lt=1)
    mean: float = Field(default=0.55, gt=0, lt=1)
    sd: float = Field(default=0.18, gt=0, lt=0.5)
    stability: float = Field(default=0.7, ge=0, le=1)
    change: tuple[float, ...] = ()
    control_change: tuple[float, ...] = ()


class SyntheticSource(_Model):
    """Seeded respondents whose true reliability and true change are stated."""

    kind: Literal["synthetic"]
    people: int = Field(default=120, ge=0)
    seed: int = 1
    territories: tuple[str, ...] = ()
    comparison_share: float = Field(default=0.0, ge=0, lt=1)
    attrition: float = Field(default=0.2, ge=0, lt=1)
    attrition_by_trust: float = Field(
        default=0.0,
        description="Log-odds of leaving per SD of lower first-wave trust.",
    )
    careless: float = Field(default=0.0, ge=0, le=1)
    dont_know: float = Field(default=0.02, ge=0, le=1)
    refused: float = Field(default=0.0, ge=0, le=1)
    skipped: float = Field(default=0.01, ge=0, le=1)
    broke_off: float = Field(default=0.0, ge=0, le=1)
    duplicates: int = Field(default=0, ge=0)
    defaults: SyntheticScale = SyntheticScale()
    scales: dict[str, SyntheticScale] = {}


class LimeSurveySource(CodedSource):
    """A LimeSurvey server; secrets only by name of an environment variable.

    ``allow_http`` lets the password travel unencrypted to another computer;
    ``ca_file`` holds the certificate of an authority of one's own. ``timings`` reads
    the seconds spent on the pages, where the survey keeps them.
    """

    kind: Literal["limesurvey"]
    url: str
    username_env: str = "BAROMETRE_LS_USER"
    password_env: str = "BAROMETRE_LS_PASSWORD"  # noqa: S105  a name, not a secret
    allow_http: bool = False
    ca_file: Path | None = None
    timings: bool = False


class Respondent(_Model):
    """How responses of one person are recognised across waves."""

    by: Literal["token", "column", "code", "none"] = "none"
    column: str | None = None


class Comparison(_Model):
    """Which group takes part and which one is only compared with."""

    column: str
    treated: str
    control: str
    clusters: str | None = None


class Margins(_Model):
    """A file of what is known of a population, and how weights are fitted to it.

    ``variables`` are columns of the source that the file is about and that are no
    breakdown. A weight is cut at ``cap`` mean weights; categories of fewer people than
    ``smallest_cell`` are put together.
    """

    margins: Path
    variables: tuple[str, ...] = ()
    cap: float = Field(default=5.0, gt=1)
    smallest_cell: int = Field(default=5, ge=1)


class Weights(_Model):
    """Weights that come with the responses, or that are fitted to known margins."""

    column: str | None = None
    rake: Margins | None = None
    poststratify: Margins | None = None

    @property
    def fitted(self) -> Margins | None:
        """What weights are fitted to, if they are."""
        return self.rake or self.poststratify


@dataclass(frozen=True, slots=True)
class KnownShare:
    """Share of a population in one category of a variable, and its people if known.

    A variable written ``a+b`` is two columns crossed; its categories are too.
    """

    variable: str
    category: str
    share: float
    people: float | None = None


class Quality(_Model):
    """What the study does with each kind of doubtful response; flags never delete."""

    duplicate: DuplicateAction = "exclude_later"
    speeding: QualityAction = "flag"
    straightlining: QualityAction = "flag"
    too_many_missing: QualityAction = "flag"
    irv: QualityAction = "off"
    even_odd: QualityAction = "off"
    mahalanobis: QualityAction = "flag"
    psychometric_synonyms: QualityAction = "off"
    speeding_share: float = Field(default=1 / 3, gt=0, lt=1)
    straightlining_items: int = Field(default=8, ge=3)
    missing_share: float = Field(default=0.5, gt=0, le=1)
    irv_share: float = Field(default=0.1, gt=0, lt=0.5)
    even_odd_least: float = Field(default=0.3, ge=-1, lt=1)
    mahalanobis_p: float = Field(default=0.001, gt=0, lt=0.5)
    synonym_correlation: float = Field(default=0.6, gt=0, lt=1)
    synonyms_least: float = Field(default=0.0, ge=-1, lt=1)


class Selection(_Model):
    """A group that was chosen because of its score at the start.

    Either everyone with a score of at most, or at least, so much; or whoever is in a
    group of a column.
    """

    outcome: str
    at_most: float | None = None
    at_least: float | None = None
    column: str | None = None
    group: str | None = None


class Plan(_Model):
    """What was decided before the answers came; its hash is printed in every report."""

    primary: tuple[str, ...] = ()
    secondary: tuple[str, ...] = ()
    contrast: tuple[str, str] | None = None
    smallest_worthwhile_change: dict[str, Annotated[float, Field(gt=0)]] = {}
    selected_by_baseline: Selection | None = None
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    multiplicity: Literal["holm", "benjamini_hochberg", "none"] = "holm"


class Disclosure(_Model):
    """Fewest people behind a number that a reader may see."""

    external_min_n: int = Field(default=11, ge=1)
    internal_min_n: int = Field(default=5, ge=1)
    sensitive_min_n: int = Field(default=11, ge=1)
    percent_min_n: int = Field(default=30, ge=1)


class Schedule(_Model):
    """At what time of ``timezone`` is done what waves that open and close call for."""

    timezone: str = "Europe/Paris"
    fetch_at: TimeOfDay = "02:00"
    board_at: TimeOfDay = "07:00"
    report_days_after_close: int = Field(default=1, ge=1, le=365)


class Retention(_Model):
    """How long answers are kept after the last wave has closed."""

    purge_after_days: int | None = Field(default=None, ge=1)


class EmailNotice(_Model):
    """Notices by e-mail; secrets only by name of an environment variable."""

    host: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str
    to: tuple[str, ...] = Field(min_length=1)
    username_env: str = "BAROMETRE_SMTP_USER"
    password_env: str = "BAROMETRE_SMTP_PASSWORD"  # noqa: S105  a name, not a secret


class Notices(_Model):
    """Who is told that a run failed, a report is ready, a purge is near.

    The address of a webhook is a secret: the variable that holds it is named.
    """

    language: Literal["fr", "en"] = "fr"
    email: EmailNotice | None = None
    webhook_env: str | None = None


class SurveySettings(_Model):
    """The survey that ``barometre publish`` makes, and what its notice says.

    ``organisation`` is responsible for the answers and ``contact`` is whom people may
    write to: both are needed to publish. ``readers`` people see the answers, which are
    kept ``keep_months`` months; after ``link_until`` nothing links them any more.
    ``anonymised`` keeps the responses apart from the participants; by default wherever
    people are not known by a token. ``dates`` and ``timings`` say what is recorded.
    """

    organisation: str = ""
    contact: str = ""
    readers: int = Field(default=2, ge=1)
    keep_months: int = Field(default=24, ge=1)
    link_until: date | None = None
    anonymised: bool | None = None
    dates: bool = True
    timings: bool = False
    theme: str = "fruity_twentythree"


class Reminders(_Model):
    """How often ``barometre remind`` may write to someone who has not answered."""

    most: int = Field(default=2, ge=0)
    days_between: int = Field(default=5, ge=1)


class Study(_Model):
    """One study folder's ``study.yaml``."""

    id: Identifier
    title: Text
    languages: tuple[Literal["fr", "en"], ...] = ("fr", "en")
    questionnaire: str | tuple[str, ...]
    source: Annotated[
        FileSource | SyntheticSource | LimeSurveySource, Field(discriminator="kind")
    ]
    waves: tuple[Wave, ...] = Field(min_length=1)
    respondent: Respondent = Respondent()
    groups: tuple[str, ...] = ()
    group_labels: dict[str, Text] = {}
    group_names: dict[str, dict[str, Text]] = {}
    comparison: Comparison | None = None
    weights: Weights | None = None
    quality: Quality = Quality()
    analyses: Literal["core", "full"] = "full"
    confirmed_keys: tuple[str, ...] = ()
    response_formats: dict[str, ResponseFormat] = {}
    plan: Plan = Plan()
    disclosure: Disclosure = Disclosure()
    reports: tuple[Audience, ...] = ("evaluator",)
    schedule: Schedule = Schedule()
    retention: Retention = Retention()
    notices: Notices = Notices()
    survey: SurveySettings = SurveySettings()
    reminders: Reminders = Reminders()

    @property
    def wave_ids(self) -> tuple[str, ...]:
        """Waves from first to last."""
        return tuple(wave.id for wave in self.waves)

    @property
    def contrasts(self) -> tuple[tuple[str, str], ...]:
        """Pairs (earlier, later): the planned one first, then each on the first."""
        first, *rest = self.wave_ids
        pairs = [(first, later) for later in rest]
        planned = self.plan.contrast
        if planned is None:
            return tuple(pairs)
        return (planned, *(pair for pair in pairs if pair != planned))
