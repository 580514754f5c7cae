"""The difference between two groups by several methods, side by side."""

from barometre.evaluation.rows import Place
from barometre.report.model import Cell, Number, Phrase, Table, Words
from barometre.report.sections.change_tables import facts_of
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import hold_back

_WAYS = (
    "did",
    "did_hc3",
    "ancova",
    "ancova_lin",
    "did_cluster_cr2",
    "ancova_cluster_cr2",
    "did_cluster_wild",
    "ancova_cluster_wild",
)
# What a difference has to stand beside itself: the start, then the places.
_CHECKS = ("ancova", *_WAYS[4:])


def list_doubts(context: Context, place: Place) -> list[Words]:
    """Name the ways of counting by which both groups may have changed alike.

    A way without an interval doubts nothing. Empty where all agree with the plain
    difference on which group changed more.
    """
    side = _side(context, place, "did")
    return [
        Phrase(f"comparison_doubt.{way}")
        for way in _CHECKS
        if _side(context, place, way) not in (side, None)
    ]


def _side(context: Context, place: Place, way: str) -> int | None:
    """Tell on which side of zero an interval is: 0 where it holds it."""
    low, high = context.numbers(place, f"{way}.ci_low", f"{way}.ci_high")
    if low.value is None or high.value is None:
        return None
    return int(low.value > 0) - int(high.value < 0)


def build_methods(
    context: Context,
    outcomes: list[tuple[Outcome, Number]],
    contrast: tuple[str, str],
) -> Table:
    """One row for each outcome and each way of counting; own units.

    With each outcome come the people of the smaller group.
    """
    rows: list[tuple[Cell, ...]] = []
    for outcome, fewest in outcomes:
        place = outcome.place("comparison", baseline_wave=contrast[0], wave=contrast[1])
        for way in _WAYS:
            if not context.has(place, way):
                continue
            people, difference, low, high, df, p_value = context.numbers(
                place,
                f"{way}.n",
                way,
                f"{way}.ci_low",
                f"{way}.ci_high",
                f"{way}.df",
                f"{way}.p_value",
            )
            ends = hold_back(context, (low, high), people=fewest)
            held = hold_back(context, (p_value,), people=fewest, test=True)
            words = Phrase(f"comparison_way.{way}")
            rows.append((outcome.label, words, people, difference, *ends, df, *held))
    return build_table(
        f"comparison_methods_{'_'.join(contrast)}",
        build_columns(
            "outcome",
            "way_counted",
            "n",
            "group_difference",
            "low",
            "high",
            "df_way",
            "p_way",
            headers=2,
        ),
        rows,
        title=Phrase("table.comparison_methods", facts_of(context, contrast)),
        notes=(Phrase("comparison.note_methods"),),
    )
