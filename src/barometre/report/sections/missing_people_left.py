"""What part of each compared group left."""

from barometre.report.model import Block, Cell, Paragraph, Phrase, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words

_APART = "share_lost_difference"


def show_who_left(
    context: Context, outcomes: list[Outcome], contrast: tuple[str, str]
) -> list[Block]:
    """Show the part that each group lost, and say where one lost more than another.

    Nothing without a comparison: the share lost then stands with the people.
    """
    comparison = context.study.comparison
    rows: list[tuple[Cell, ...]] = []
    apart: list[Words] = []
    for outcome in outcomes if comparison else ():
        start = outcome.place("attrition", baseline_wave=contrast[0], wave=contrast[1])
        place = start.at(analysis="comparison")
        if comparison is None or not context.has(place, _APART):
            continue
        sides: list[Cell] = []
        for name in (comparison.treated, comparison.control):
            side = start.at(group_by=comparison.column, group=name)
            sides += context.numbers(side, "share_lost.n", "share_lost")
        gap, low, high = context.numbers(
            place, _APART, f"{_APART}.ci_low", f"{_APART}.ci_high"
        )
        if low.value is not None and high.value is not None:
            apart += [outcome.label] if low.value > 0 or high.value < 0 else []
        rows.append((outcome.label, *sides, gap, low, high))
    if not rows:
        return []
    table = build_table(
        f"missing_people_left_{'_'.join(contrast)}",
        build_columns(
            "outcome", "n_start_treated", "lost_treated", "n_start_control",
            "lost_control", "lost_gap", "low", "high",
        ),
        rows,
        title=Phrase("table.missing_people_left"),
        notes=(Phrase("missing_people.note_left"),),
    )  # fmt: skip
    if not apart:
        return [table]
    words = Phrase("missing_people.left_apart", {"names": list_words(apart)})
    return [Paragraph(words, "caution"), table]
