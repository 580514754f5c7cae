"""Levels at each wave: means, spread, and answers piled up at an end."""

from collections.abc import Sequence

from barometre.report.model import Cell, Phrase, Table
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, hold_back, judge_number

_FEW_ANSWERS = 5


def build_levels(context: Context, outcomes: Sequence[Outcome]) -> Table:
    """Mean with interval, standard deviation and median of everyone who answered."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in outcomes:
        for wave in context.study.waves:
            place = outcome.place("descriptive", wave=wave.id)
            if not context.has(place, "mean"):
                continue
            people, missing, mean, low, high, sd, median, pomp = context.numbers(
                place,
                "mean.n",
                "mean.n_missing",
                "mean",
                "mean.ci_low",
                "mean.ci_high",
                "sd",
                "median",
                "mean_pomp",
            )
            ends = hold_back(context, (low, high), people=people)
            start = (outcome.label, wave.label, people, missing)
            rows.append((*start, mean, *ends, sd, median, pomp))
    return build_table(
        f"{context.entry.id}_levels",
        build_columns(
            "outcome", "wave", "n", "n_missing", "mean", "low", "high",
            "sd", "median", "mean_pomp", headers=2,
        ),
        rows,
        title=Phrase("table.levels"),
        notes=(Phrase("levels.note"),),
    )  # fmt: skip


def _has_ends(outcome: Outcome) -> bool:
    """Whether piling up at an end would mean something: not with a few answers."""
    if not outcome.item:
        return outcome.measured.has_pomp
    items = {item.id: item for item in outcome.scale.items}
    return len(items[outcome.item].response_format.codes) > _FEW_ANSWERS


def build_ends(context: Context, outcomes: Sequence[Outcome]) -> Table:
    """Shares of people at the lowest and highest possible score."""
    rows: list[tuple[Cell, ...]] = []
    for outcome in filter(_has_ends, outcomes):
        for wave in context.study.waves:
            place = outcome.place("descriptive", wave=wave.id)
            if not context.has(place, "floor_share"):
                continue
            people, floor, ceiling = context.numbers(
                place, "mean.n", "floor_share", "ceiling_share"
            )
            words = [
                judge_number(context, "floor_ceiling", n) for n in (floor, ceiling)
            ]
            start = (outcome.label, wave.label, people)
            rows.append((*start, floor, words[0], ceiling, words[1]))
    return build_table(
        f"{context.entry.id}_ends",
        build_columns(
            "outcome", "wave", "n", "floor", "floor_word", "ceiling", "ceiling_word",
            headers=2,
        ),
        rows,
        title=Phrase("table.ends"),
        notes=(Phrase("ends.note"), cite_rule(context, "floor_ceiling")),
    )  # fmt: skip
