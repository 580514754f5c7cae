"""The page of a plan: how many people, what change, and the curve behind it."""

from collections.abc import Mapping
from math import isnan

from barometre.evaluation.study_plan import OutcomePlan, Stated, StudyPlan
from barometre.report.model import (
    Block,
    Cell,
    Curve,
    Curves,
    Figure,
    Number,
    NumberKind,
    Paragraph,
    Phrase,
    Report,
    Section,
    Table,
    Words,
)
from barometre.report.sections.reproducibility import tell_provenance
from barometre.report.sections.tables import build_columns, build_table
from barometre.statistics.power import DESIGNS, Design
from barometre.statistics.study_design import Needed


def build_plan_report(plan: StudyPlan, *, provenance: Mapping[str, str]) -> Report:
    """Arrange a plan as a page.

    Parameters
    ----------
    plan
        What each design needs, outcome by outcome.
    provenance
        Name to value, as in a report.
    """
    sections = [_build_outcome(outcome) for outcome in plan.outcomes]
    return Report(
        study_id=plan.id,
        audience="plan",
        title=plan.title,
        subtitle=Phrase("plan.subtitle"),
        sections=(*sections, _build_reading()),
        codebook=_build_designs(),
        provenance=tell_provenance(provenance),
    )


def _build_outcome(outcome: OutcomePlan) -> Section:
    blocks: list[Block] = [
        Paragraph(_say_paired(outcome), "headline"),
        _build_assumptions(outcome),
        _build_needed(outcome),
        _build_curve(outcome),
    ]
    return Section(f"plan_{outcome.id}", outcome.label, tuple(blocks))


def _say_paired(outcome: OutcomePlan) -> Phrase:
    """Say how many people the same-people design needs, or that none are enough."""
    paired = _find(outcome, "paired")
    facts: dict[str, Number | Words] = {
        "change": _score(outcome, outcome.change.value, "change"),
        "people": _count(outcome, "paired", "people", paired.people),
        "start": _count(outcome, "paired", "start", paired.start),
        "power": _share(outcome, "power", outcome.given.power),
    }
    return Phrase("plan.out_of_reach" if isnan(paired.people) else "plan.needs", facts)


def _find(outcome: OutcomePlan, design: Design) -> Needed:
    return next(needed for needed in outcome.needed if needed.design == design)


def _build_assumptions(outcome: OutcomePlan) -> Table:
    given = outcome.given
    stated: list[tuple[str, Stated, Number]] = [
        ("change", outcome.change, _score(outcome, outcome.change.value, "change")),
        ("sd", outcome.sd, _score(outcome, outcome.sd.value, "sd")),
        (
            "correlation",
            outcome.correlation,
            _number(outcome, "correlation", outcome.correlation.value, "coefficient"),
        ),
        (
            "attrition",
            outcome.attrition,
            _share(outcome, "attrition", outcome.attrition.value),
        ),
    ]
    if outcome.people:
        people = _number(outcome, "people", outcome.people.value, "count")
        stated.append(("people", outcome.people, people))
    rows: list[tuple[Cell, ...]] = [
        (Phrase(f"plan.assumption.{name}"), number, Phrase(f"plan.origin.{one.origin}"))
        for name, one, number in stated
    ]
    fixed = (
        ("icc", _number(outcome, "icc", given.icc, "coefficient")),
        ("cluster_size", _number(outcome, "cluster_size", given.cluster_size, "count")),
        ("power", _share(outcome, "power", given.power)),
        ("confidence", _share(outcome, "confidence", given.confidence)),
    )
    chosen = Phrase("plan.origin.chosen")
    rows += [(Phrase(f"plan.assumption.{name}"), n, chosen) for name, n in fixed]
    return build_table(
        f"plan_assumptions_{outcome.id}",
        build_columns("assumption", "value", "origin"),
        rows,
        title=Phrase("table.plan_assumptions"),
    )


def _build_needed(outcome: OutcomePlan) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for needed in outcome.needed:
        name = needed.design
        clusters = Phrase("plan.no_clusters")
        rows.append(
            (
                Phrase(f"plan.design.{name}"),
                _count(outcome, name, "people", needed.people),
                _count(outcome, name, "start", needed.start),
                _count(outcome, name, "clusters", needed.clusters)
                if needed.clusters or isnan(needed.clusters)
                else clusters,
                _score(outcome, needed.detectable, f"{name}/detectable"),
            )
        )
    return build_table(
        f"plan_needed_{outcome.id}",
        build_columns(
            "design", "people_end", "people_start", "clusters", "detectable_change"
        ),
        rows,
        title=Phrase("table.plan_needed"),
        notes=(Phrase("plan.note_needed"), Phrase("plan.note_unpaired")),
    )


def _build_curve(outcome: OutcomePlan) -> Figure:
    """Draw power against people at the start, with the numbers in a table."""
    lines = tuple(
        Curve(
            Phrase(f"plan.design.{design}"),
            tuple(
                (
                    _number(outcome, f"{design}/{people}/people", people, "count"),
                    _share(outcome, f"{design}/{people}/power", power),
                )
                for people, power in points
            ),
        )
        for design, points in outcome.curves
    )
    facts: dict[str, Number | Words] = {
        "outcome": outcome.label,
        "change": _score(outcome, outcome.change.value, "change"),
        "attrition": _share(outcome, "attrition", outcome.attrition.value),
        "confidence": _share(outcome, "confidence", outcome.given.confidence),
        "power": _share(outcome, "power", outcome.given.power),
        "start": _count(outcome, "paired", "start", _find(outcome, "paired").start),
    }
    ending = "_none" if isnan(_find(outcome, "paired").start) else ""
    return Figure(
        id=f"plan_curve_{outcome.id}",
        title=Phrase(f"plan.curve_title{ending}", facts),
        subtitle=Phrase("plan.curve_subtitle", facts),
        source=Phrase("plan.source"),
        alternative=Phrase(f"plan.curve_alternative{ending}", facts),
        data=Curves(lines, _share(outcome, "power", outcome.given.power)),
        table=_build_points(outcome, lines),
    )


def _build_points(outcome: OutcomePlan, lines: tuple[Curve, ...]) -> Table:
    rows = [
        (points[0][0], *(power for _, power in points))
        for points in zip(*(line.points for line in lines), strict=True)
    ]
    names = [f"power_{design}" for design, _ in outcome.curves]
    return build_table(
        f"plan_points_{outcome.id}",
        build_columns("people_start", *names),
        rows,
        title=Phrase("table.plan_points"),
    )


def _build_reading() -> Section:
    keys = ("chance", "clusters", "assumptions", "never_after")
    blocks = tuple(Paragraph(Phrase(f"plan.reading.{key}")) for key in keys)
    return Section("plan_reading", Phrase("section.plan_reading"), blocks)


def _build_designs() -> Table:
    """Say what each design is, and whose formula it follows."""
    return Table(
        "codebook",
        Phrase("table.plan_designs"),
        build_columns("design", "meaning", "source"),
        tuple(
            (
                Phrase(f"plan.design.{design}"),
                Phrase(f"plan.meaning.{design}"),
                Phrase(f"plan.formula.{design}"),
            )
            for design in DESIGNS
        ),
    )


def _number(
    outcome: OutcomePlan,
    name: str,
    value: float,
    kind: NumberKind,
    decimals: int | None = None,
) -> Number:
    key = f"plan/{outcome.id}/{name}"
    if isnan(value):
        return Number(None, kind, key, absence="not_computed", decimals=decimals)
    return Number(float(value), kind, key, decimals=decimals)


def _score(outcome: OutcomePlan, value: float, name: str) -> Number:
    return _number(outcome, name, value, "score", outcome.decimals)


def _share(outcome: OutcomePlan, name: str, value: float) -> Number:
    return _number(outcome, name, value, "share")


def _count(outcome: OutcomePlan, design: Design, name: str, value: float) -> Number:
    return _number(outcome, f"{design}/{name}", value, "count")
