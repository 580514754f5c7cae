"""Who comes back: what tells it, and whether the two sides overlap."""

from barometre.evaluation.people import followed_group
from barometre.evaluation.rows import Place
from barometre.report.findings import conclude
from barometre.report.model import Block, Cell, Number, Paragraph, Phrase, Table, Words
from barometre.report.sections.context import Context
from barometre.report.sections.outcomes import Outcome
from barometre.report.sections.tables import build_columns, build_table

_ODDS, _OVERLAP = "staying_odds_ratio", "staying_chance_share"
_TENTHS = range(10)


def show_staying(
    context: Context, outcomes: list[Outcome], contrast: tuple[str, str]
) -> list[Block]:
    """Show the model behind the weights of the first outcome, and what must be wrong.

    The other outcomes have models of their own, much alike.
    """
    blocks: list[Block] = _say_tipping(context, outcomes, contrast)
    for outcome in outcomes[:1]:
        place = _place(context, outcome, contrast)
        if not context.has(place, "effective_n"):
            continue
        worth, people = context.numbers(place, "effective_n", "effective_n.n")
        facts: dict[str, Number | Words] = {
            "outcome": outcome.label,
            "worth": worth,
            "n": people,
        }
        if worth.value is not None:
            blocks.append(Paragraph(Phrase("missing_people.worth", facts)))
        blocks += [
            _build_odds(context, outcome, place, contrast),
            _build_overlap(context, outcome, place, contrast),
        ]
    return blocks


def _place(context: Context, outcome: Outcome, contrast: tuple[str, str]) -> Place:
    group_by, group = followed_group(context.study)
    return outcome.place("attrition", baseline_wave=contrast[0], wave=contrast[1]).at(
        group_by=group_by, group=group
    )


def _say_tipping(
    context: Context, outcomes: list[Outcome], contrast: tuple[str, str]
) -> list[Block]:
    """Say how far those who left must differ for a conclusion to fall.

    What cannot be told, once all outcomes are counted, cannot fall.
    """
    said: list[Block] = []
    for outcome in outcomes:
        finding = conclude(context, outcome, contrast)
        tipping = context.number(finding.place, "tipping_point")
        if tipping.value is not None and finding.moves not in ("unknown", "hidden"):
            facts: dict[str, Number | Words] = {
                "outcome": outcome.label,
                "tipping": tipping,
            }
            said.append(Paragraph(Phrase("missing_people.tipping", facts)))
    return said


def _build_odds(
    context: Context, outcome: Outcome, place: Place, contrast: tuple[str, str]
) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for name, words in _list_predictors(context):
        if context.has(place, _ODDS, category=name):
            numbers = [
                context.number(place, _ODDS, category=name, field=field)
                for field in ("estimate", "ci_low", "ci_high")
            ]
            rows.append((words, *numbers))
    return build_table(
        f"missing_people_odds_{'_'.join(contrast)}",
        build_columns("predictor", "odds_ratio", "low", "high"),
        rows,
        title=Phrase("table.missing_people_odds", {"outcome": outcome.label}),
        notes=(Phrase("missing_people.note_odds"),),
    )


def _list_predictors(context: Context) -> list[tuple[str, Words]]:
    """Every name a predictor may have, with its words."""
    found: list[tuple[str, Words]] = [(o.id, o.label) for o in context.outcomes]
    for group_by in context.study.groups:
        for group in context.groups(group_by):
            facts = {
                "breakdown": context.group_title(group_by),
                "group": context.group_name(group_by, group),
            }
            words = Phrase("missing_people.in_group", facts)
            found.append((f"{group_by}={group}", words))
    return found


def _build_overlap(
    context: Context, outcome: Outcome, place: Place, contrast: tuple[str, str]
) -> Table:
    """One row for each tenth of a chance that someone has."""
    rows: list[tuple[Cell, ...]] = []
    for tenth in _TENTHS:
        names = [f"{side} {tenth}" for side in ("linked", "lost")]
        if not any(context.has(place, _OVERLAP, category=name) for name in names):
            continue
        numbers: list[Cell] = []
        for name in names:
            if context.has(place, _OVERLAP, category=name):
                numbers += [
                    context.number(place, _OVERLAP, category=name, field=field)
                    for field in ("n", "estimate")
                ]
            else:
                numbers += [Phrase("missing_people.nobody")] * 2
        facts = {"low": str(10 * tenth), "high": str(10 * (tenth + 1))}
        rows.append((Phrase("missing_people.chance", facts), *numbers))
    return build_table(
        f"missing_people_overlap_{'_'.join(contrast)}",
        build_columns("chance", "n_linked", "share_linked", "n_lost", "share_lost"),
        rows,
        title=Phrase("table.missing_people_overlap", {"outcome": outcome.label}),
        notes=(Phrase("missing_people.note_overlap"),),
    )
