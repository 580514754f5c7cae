"""What was asked, of whom, when, and what was decided before the answers came."""

from barometre.disclosure import minimum_people
from barometre.report.findings import show_worthwhile
from barometre.report.model import (
    Block,
    Cell,
    Number,
    Paragraph,
    Phrase,
    Section,
    Table,
    Words,
)
from barometre.report.sections.context import Context
from barometre.report.sections.detectable import say_detectable
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words, say_date
from barometre.study import Weights


def build(context: Context) -> Section:
    """Tell the design and the plan."""
    study = context.study
    linking = Paragraph(Phrase(f"design.linking.{study.respondent.by}"))
    blocks: list[Block] = [
        Paragraph(_name_questionnaire(context)),
        _build_waves(context),
        linking,
    ]
    if study.comparison:
        column = study.comparison.column
        facts: dict[str, Number | Words] = {
            "treated": context.group_name(column, study.comparison.treated),
            "control": context.group_name(column, study.comparison.control),
        }
        blocks.append(Paragraph(Phrase("design.comparison", facts)))
    if study.weights:
        blocks.append(Paragraph(_say_weights(context, study.weights), "caution"))
    blocks += _say_plan(context)
    blocks += say_detectable(context)
    blocks.append(Paragraph(_say_disclosure(context)))
    return Section(context.entry.id, Phrase("section.design"), tuple(blocks))


def _say_weights(context: Context, weights: Weights) -> Phrase:
    """Say where weights come from, and that the main results do without."""
    if not context.estimates["weighted"].any():
        return Phrase("design.weights_none")
    if weights.fitted:
        facts = {"file": str(weights.fitted.margins), "cap": f"{weights.fitted.cap:g}"}
        return Phrase("design.weights_fitted", facts)
    return Phrase("design.weights_given", {"column": weights.column or ""})


def _name_questionnaire(context: Context) -> Phrase:
    """Name the preset; a questionnaire put together by the study has only scales."""
    asked = context.questionnaire
    if asked.id == "custom":
        names = list_words(scale.title for scale in asked.scales)
        return Phrase("design.scales", {"names": names})
    return Phrase("design.questionnaire", {"title": asked.title})


def _build_waves(context: Context) -> Table:
    return build_table(
        "waves",
        build_columns("wave", "opens", "closes", "invited"),
        [
            (
                wave.label,
                say_date(wave.opens),
                say_date(wave.closes),
                _count_invited(context, wave.id),
            )
            for wave in context.study.waves
        ],
    )


def _count_invited(context: Context, wave: str) -> Number | Phrase:
    invited = context.count("invited", wave=wave)
    return invited if invited.value is not None else Phrase("cell.not_written")


def _say_plan(context: Context) -> list[Block]:
    """Say what was decided before; without a plan, everything is exploratory."""
    planned = context.outcomes_of("primary", "secondary")
    if not planned:
        return [Paragraph(Phrase("design.no_plan"), "caution")]
    facts: dict[str, Words] = {"hash": context.provenance.get("plan_hash", "?")[:12]}
    blocks: list[Block] = [
        Paragraph(Phrase("design.plan", facts)),
        _build_plan(context),
    ]
    controls = context.outcomes_of("control")
    if controls:
        names = {"names": list_words(outcome.label for outcome in controls)}
        blocks.append(Paragraph(Phrase("design.controls", names)))
    blocks += _say_departures(context)
    multiplicity = context.study.plan.multiplicity
    blocks.append(Paragraph(Phrase(f"design.multiplicity.{multiplicity}")))
    return blocks


def _say_departures(context: Context) -> list[Block]:
    """Name what was planned and has no result, then what was planned otherwise."""
    plan = context.study.plan
    scales = {outcome.scale.id for outcome in context.outcomes}
    shown = scales | {outcome.id for outcome in context.outcomes}
    lost = [name for name in (*plan.primary, *plan.secondary) if name not in shown]
    blocks: list[Block] = []
    if lost:
        said = Phrase("design.departures", {"names": list_words(lost)})
        blocks.append(Paragraph(said, "caution"))
    if context.departures:
        blocks += [
            Paragraph(Phrase("design.plan_changed"), "caution"),
            _build_departures(context),
        ]
    return blocks or [Paragraph(Phrase("design.no_departures"))]


def _build_departures(context: Context) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            Phrase(f"plan_part.{departure.part}"),
            departure.outcome or Phrase("cell.whole_plan"),
            departure.before or Phrase("cell.not_written"),
            departure.after or Phrase("cell.not_written"),
        )
        for departure in context.departures
    ]
    columns = build_columns(
        "plan_part", "outcome", "at_first_answers", "today", headers=2
    )
    return build_table("departures", columns, rows)


def _build_plan(context: Context) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for outcome in context.outcomes_of("primary", "secondary"):
        standing = Phrase(f"standing.{outcome.standing}")
        hope = Phrase(f"hope.{outcome.hope}")
        rows.append((outcome.label, standing, hope, show_worthwhile(context, outcome)))
    columns = build_columns("outcome", "standing", "hope", "worthwhile")
    return build_table("plan", columns, rows)


def _say_disclosure(context: Context) -> Phrase:
    """Thresholds that the numbers of this report have passed."""
    disclosure = context.study.disclosure
    profile = context.definition.profile
    facts: dict[str, Number | Words] = {
        "minimum": str(minimum_people(disclosure, profile=profile)),
        "sensitive": str(disclosure.sensitive_min_n),
    }
    return Phrase("design.disclosure", facts)
