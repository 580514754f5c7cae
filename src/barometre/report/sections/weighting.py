"""The planned results without weights, and weighted beside them."""

from collections.abc import Sequence
from dataclasses import replace

from barometre.evaluation.people import followed_group
from barometre.evaluation.rows import Place
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
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words

Contrast = tuple[str, str]
_CHANGE = "weighted_mean_change_pomp"


def build(context: Context) -> Section:
    """Put weighted changes beside those without weights, and say what weights cost."""
    title = Phrase("section.weighting")
    blocks: list[Block] = []
    for contrast in context.study.contrasts:
        outcomes = _list_outcomes(context, contrast)
        if outcomes:
            blocks += _say_sides(context, outcomes, contrast)
            blocks.append(_build_changes(context, outcomes, contrast))
    costs = _build_costs(context)
    if costs.rows:
        intro = Paragraph(Phrase("weighting.intro"))
        blocks = [intro, *blocks, costs, *_build_residents(context)]
    return Section(context.entry.id, title, tuple(blocks))


def _list_outcomes(context: Context, contrast: Contrast) -> list[Outcome]:
    planned = context.outcomes_of("primary", "secondary") or context.outcomes
    return [o for o in planned if context.has(_place(context, o, contrast), _CHANGE)]


def _place(context: Context, outcome: Outcome, contrast: Contrast) -> Place:
    group_by, group = followed_group(context.study)
    return outcome.place(
        "weighting",
        baseline_wave=contrast[0],
        wave=contrast[1],
        group_by=group_by,
        group=group,
    )


def _say_sides(
    context: Context, outcomes: Sequence[Outcome], contrast: Contrast
) -> list[Block]:
    """Name the outcomes whose interval leaves zero in one way only."""
    differing = [
        outcome.label
        for outcome in outcomes
        if _side(context, _place(context, outcome, contrast), _CHANGE)
        != _side(
            context,
            _place(context, outcome, contrast).at(analysis="change"),
            "mean_change_pomp",
        )
    ]
    if differing:
        words = Phrase("weighting.matter", {"names": list_words(differing)})
        return [Paragraph(words, "caution")]
    return [Paragraph(Phrase("weighting.hold", facts_of(context, contrast)))]


def _side(context: Context, place: Place, statistic: str) -> int:
    """Side of zero on which an interval lies; 0 where it holds zero or is unknown."""
    low = context.number(place, statistic, field="ci_low").value
    high = context.number(place, statistic, field="ci_high").value
    if low is None or high is None:
        return 0
    return int(low > 0) - int(high < 0)


def _build_changes(
    context: Context, outcomes: Sequence[Outcome], contrast: Contrast
) -> Table:
    """Change of each outcome on 0-100, without weights first."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        place = _place(context, outcome, contrast)
        row: list[Cell] = [outcome.label]
        for where, statistic in (
            (place.at(analysis="change"), "mean_change_pomp"),
            (place, _CHANGE),
        ):
            people, change, low, high = context.numbers(
                where,
                f"{statistic}.n",
                statistic,
                f"{statistic}.ci_low",
                f"{statistic}.ci_high",
            )
            row += [people, change, *hold_back(context, (low, high), people=people)]
        errors = (
            context.number(place, _CHANGE, field="std_error"),
            context.number(place, _CHANGE, field="std_error", category="jackknife"),
        )
        rows.append((*row, *errors))
    return build_table(
        f"weighting_{'_'.join(contrast)}",
        build_columns(
            "outcome", "n_plain", "change_plain", "low_plain", "high_plain",
            "n_weighted", "change_weighted", "low_weighted", "high_weighted",
            "error_taylor", "error_jackknife",
        ),
        rows,
        title=Phrase("table.weighting", facts_of(context, contrast)),
        notes=(Phrase("weighting.note_changes"),),
    )  # fmt: skip


def _build_costs(context: Context) -> Table:
    """List what unequal weights cost, wave by wave and change by change."""
    rows: list[tuple[Cell, ...]] = []
    for words, place in _list_places(context):
        if context.has(place, "design_effect"):
            people, effect, worth, largest = context.numbers(
                place,
                "design_effect.n",
                "design_effect",
                "effective_n",
                "largest_weight",
            )
            rows.append((words, people, effect, replace(worth, kind="count"), largest))
    return build_table(
        "weighting_costs",
        build_columns("whom", "n", "design_effect", "effective_n", "largest_weight"),
        rows,
        notes=(Phrase("weighting.note_costs"),),
    )


def _list_places(context: Context) -> list[tuple[Words, Place]]:
    places: list[tuple[Words, Place]] = [
        (wave.label, Place(analysis="weighting", wave=wave.id))
        for wave in context.study.waves
    ]
    for earlier, later in context.study.contrasts:
        facts: dict[str, Number | Words] = facts_of(context, (earlier, later))
        place = Place(analysis="weighting", baseline_wave=earlier, wave=later)
        places.append((Phrase("weighting.both", facts), place))
    return places


def _build_residents(context: Context) -> list[Table]:
    """Means of these residents, territory by territory in order of name."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in context.outcomes_of("primary"):
        for group_by in context.study.groups:
            for group in context.groups(group_by):
                for wave in context.study.waves:
                    place = outcome.place(
                        "weighting", wave=wave.id, group_by=group_by, group=group
                    )
                    if not context.has(place, "resident_mean"):
                        continue
                    people, mean, low, high = context.numbers(
                        place,
                        "resident_mean.n",
                        "resident_mean",
                        "resident_mean.ci_low",
                        "resident_mean.ci_high",
                    )
                    ends = hold_back(context, (low, high), people=people)
                    name = context.group_name(group_by, group)
                    rows.append((outcome.label, name, wave.label, people, mean, *ends))
    if not rows:
        return []
    return [
        build_table(
            "weighting_residents",
            build_columns(
                "outcome", "group", "wave", "n", "mean", "low", "high", headers=3
            ),
            rows,
            notes=(Phrase("weighting.note_residents"),),
        )
    ]
