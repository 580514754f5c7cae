"""All waves together: means with everyone, leavers included, where there are three."""

from collections.abc import Sequence
from dataclasses import replace

from barometre.evaluation.people import followed_group
from barometre.evaluation.rows import Place
from barometre.report.findings import find_ends, say_unit, say_who
from barometre.report.model import (
    Block,
    Cell,
    Figure,
    Number,
    NumberField,
    Paragraph,
    Phrase,
    Section,
    Table,
    Trajectory,
    WavePoint,
    Words,
)
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.sources import cite_scales
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back, list_words, run_on

_FROM_WAVES = 3
_MOST_DRAWN = 6
_MEAN, _CHANGE = "mixed_model_mean", "mixed_model_change"
_DRAWN = "random_territory"


def build(context: Context) -> Section:
    """Draw the means of planned outcomes over three waves or more; else nothing."""
    title = Phrase("section.trajectory")
    outcomes = _list_outcomes(context)
    if not outcomes:
        return Section(context.entry.id, title, ())
    blocks: list[Block] = [Paragraph(Phrase("trajectory.intro"))]
    on_hundred = [o for o in outcomes if o.measured.has_pomp][:_MOST_DRAWN]
    if on_hundred:
        blocks.append(_build_figure(context, on_hundred))
    singular = [o.label for o in outcomes if _has_note(context, o, "singular_fit")]
    if singular:
        words = Phrase("trajectory.singular", {"names": list_words(singular)})
        blocks.append(Paragraph(words, "caution"))
    blocks += [_build_changes(context, outcomes), _build_ranks(context, outcomes)]
    return Section(context.entry.id, title, tuple(blocks))


def _list_outcomes(context: Context) -> list[Outcome]:
    """Planned outcomes that were followed over three waves; without a plan, all."""
    if len(context.study.waves) < _FROM_WAVES:
        return []
    planned = context.outcomes_of("primary", "secondary") or context.outcomes
    return [o for o in planned if len(_list_waves(context, o)) >= _FROM_WAVES]


def _list_waves(context: Context, outcome: Outcome) -> list[str]:
    place = _place(context, outcome)
    return [
        wave
        for wave in context.study.wave_ids
        if context.has(place.at(wave=wave), _MEAN)
    ]


def _place(context: Context, outcome: Outcome) -> Place:
    group_by, group = followed_group(context.study)
    return outcome.place("change", group_by=group_by, group=group)


def _place_change(context: Context, outcome: Outcome, wave: str) -> Place:
    first = _list_waves(context, outcome)[0]
    return _place(context, outcome).at(baseline_wave=first, wave=wave)


def _has_note(context: Context, outcome: Outcome, code: str) -> bool:
    last = _list_waves(context, outcome)[-1]
    key = _place_change(context, outcome, last).key(_CHANGE)
    return code in context.by_key.words(key, "note").split(";")


def _list_points(context: Context, outcome: Outcome) -> tuple[WavePoint, ...]:
    place = _place(context, outcome)
    statistic = f"{_MEAN}_pomp"
    return tuple(
        WavePoint(
            context.wave(wave).label,
            *context.numbers(
                place.at(wave=wave),
                statistic,
                f"{statistic}.ci_low",
                f"{statistic}.ci_high",
                f"{statistic}.n",
            ),
        )
        for wave in _list_waves(context, outcome)
    )


def _build_figure(context: Context, outcomes: Sequence[Outcome]) -> Figure:
    panels = tuple((o.label, _list_points(context, o)) for o in outcomes)
    rows: list[tuple[Cell, ...]] = [
        (label, point.wave, point.n, point.mean, point.low, point.high)
        for label, points in panels
        for point in points
    ]
    said = [_say_last(context, outcome) for outcome in outcomes]
    return Figure(
        id="trajectory",
        title=Phrase("trajectory.title"),
        subtitle=Phrase("trajectory.subtitle", {"who": say_who(context)}),
        source=cite_scales(outcome.scale for outcome in outcomes),
        alternative=run_on(said),
        data=Trajectory(panels),
        table=build_table(
            "trajectory",
            build_columns("outcome", "wave", "n", "mean", "low", "high", headers=2),
            rows,
            title=Phrase("table.trajectory"),
            notes=(Phrase("trajectory.note_means"),),
        ),
    )


def _say_last(context: Context, outcome: Outcome) -> Phrase:
    """Say the change from the first to the last wave by its range."""
    waves = _list_waves(context, outcome)
    place = _place_change(context, outcome, waves[-1])
    low, high = find_ends(context, place, f"{_CHANGE}_pomp")
    facts: dict[str, Number | Words] = {
        "outcome": outcome.label,
        "before": context.wave(waves[0]).label,
        "after": context.wave(waves[-1]).label,
        "low": low,
        "high": high,
        "unit": say_unit(high, on_hundred=True),
    }
    is_known = low.value is not None and high.value is not None
    return Phrase(f"trajectory.{'last' if is_known else 'last_unknown'}", facts)


def _build_changes(context: Context, outcomes: Sequence[Outcome]) -> Table:
    """Change of each later wave since the first, in own units, everyone together."""
    rows: list[tuple[Cell, ...]] = []
    has_drawn = any(_has_drawn(context, outcome) for outcome in outcomes)
    for outcome in outcomes:
        for wave in _list_waves(context, outcome)[1:]:
            change, low, high, p_value, people = context.numbers(
                _place_change(context, outcome, wave),
                _CHANGE,
                f"{_CHANGE}.ci_low",
                f"{_CHANGE}.ci_high",
                f"{_CHANGE}.p_value",
                f"{_CHANGE}.n",
            )
            ends = hold_back(context, (low, high), people=people)
            held = hold_back(context, (p_value,), people=people, test=True)
            label = context.wave(wave).label
            drawn = _find_drawn(context, outcome, wave, people) if has_drawn else ()
            rows.append((outcome.label, label, people, change, *ends, *held, *drawn))
    return build_table(
        "trajectory_changes",
        build_columns(
            *("outcome", "wave", "n", "change", "low", "high", "p_mixed"),
            *(("low_drawn", "high_drawn") if has_drawn else ()),
            headers=2,
        ),
        rows,
        notes=(
            Phrase("trajectory.note_changes"),
            *((Phrase("trajectory.note_drawn"),) if has_drawn else ()),
        ),
    )


def _has_drawn(context: Context, outcome: Outcome) -> bool:
    last = _list_waves(context, outcome)[-1]
    place = _place_change(context, outcome, last)
    return context.has(place, _CHANGE, category=_DRAWN)


def _find_drawn(
    context: Context, outcome: Outcome, wave: str, people: Number
) -> tuple[Number | Phrase, ...]:
    """Give the ends of the interval where territories are drawn as people are."""
    place = _place_change(context, outcome, wave)
    fields: tuple[NumberField, ...] = ("ci_low", "ci_high")
    ends = [context.number(place, _CHANGE, field=f, category=_DRAWN) for f in fields]
    return hold_back(context, ends, people=people)


def _build_ranks(context: Context, outcomes: Sequence[Outcome]) -> Table:
    """Friedman's test on the people who were always there."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        last = _list_waves(context, outcome)[-1]
        found, df, p_value, people = context.numbers(
            _place_change(context, outcome, last),
            "friedman_chi2",
            "friedman_chi2.df",
            "friedman_chi2.p_value",
            "friedman_chi2.n",
        )
        whole = replace(df, decimals=0)
        held = hold_back(context, (found, whole, p_value), people=people, test=True)
        rows.append((outcome.label, people, *held))
    return build_table(
        "trajectory_ranks",
        build_columns("outcome", "n", "chi2", "df", "p_friedman"),
        rows,
        notes=(Phrase("trajectory.note_ranks"),),
    )
