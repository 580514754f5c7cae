"""How many people at each stage, and which responses look doubtful."""

from collections.abc import Mapping, Sequence

from barometre.evaluation.rows import Place
from barometre.report.model import (
    Block,
    Cell,
    Figure,
    Flow,
    Number,
    Paragraph,
    Phrase,
    Section,
    Table,
    Words,
)
from barometre.report.name_order import order_names
from barometre.report.sections.context import Context
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import list_words

# Some of those invited are reminded before they start: no step that all go through.
_FLOW = ("invited", "started", "completed", "kept", "linked")
_COLUMNS = (
    *("invited", "reminded", "started", "completed"),
    *("response_rate", "kept", "linked"),
)
_RULES = (
    "no_consent",
    "duplicate",
    "speeding",
    "straightlining",
    "too_many_missing",
    "irv",
    "even_odd",
    "mahalanobis",
    "psychometric_synonyms",
)
_IDLE = (
    "rule_too_few_people",
    "rule_too_few_items",
    "rule_too_few_scales",
    "rule_too_few_pairs",
    "rule_singular",
)


def build(context: Context) -> Section:
    """Show the flow, then each breakdown, then the flags."""
    blocks: list[Block] = [_build_flow(context)]
    blocks += [_build_breakdown(context, name) for name in _breakdowns(context)]
    blocks += _say_flags(context)
    blocks += _say_idle_rules(context)
    return Section(context.entry.id, Phrase("section.participation"), tuple(blocks))


def _build_flow(context: Context) -> Figure:
    steps: list[tuple[Words, Number]] = []
    counted: list[tuple[tuple[Cell, ...], dict[str, Number]]] = []
    for wave in context.study.waves:
        counts = {stage: context.count(stage, wave=wave.id) for stage in _COLUMNS}
        counted.append(((wave.label,), counts))
        steps += [
            (Phrase(f"stage_of_wave.{stage}", {"wave": wave.label}), counts[stage])
            for stage in _FLOW
            if counts[stage].value is not None
        ]
    facts = _flow_facts(context)
    key = {1: "one_wave", 2: "followed"}.get(len(context.study.waves), "many_waves")
    return Figure(
        id="flow",
        title=Phrase(f"flow.title_{key}", facts),
        subtitle=Phrase("flow.subtitle"),
        source=Phrase("flow.source"),
        alternative=Phrase(f"flow.alternative_{key}", facts),
        data=Flow(tuple(steps)),
        table=_build_stages("flow", ("wave",), counted),
    )


def _build_stages(
    table_id: str,
    headers: tuple[str, ...],
    counted: Sequence[tuple[tuple[Cell, ...], Mapping[str, Number]]],
    *,
    title: Words | None = None,
) -> Table:
    """Put stages side by side; those that nobody counted are left out."""
    columns = [
        stage
        for stage in _COLUMNS
        if any(counts[stage].absence != "not_computed" for _, counts in counted)
    ]
    explained = {"response_rate": "rate", "reminded": "reminded"}
    notes = [
        Phrase(f"participation.{explained[stage]}")
        for stage in columns
        if stage in explained
    ]
    return build_table(
        table_id,
        build_columns(*headers, *columns, headers=len(headers)),
        [(*names, *(counts[stage] for stage in columns)) for names, counts in counted],
        title=title,
        notes=notes,
    )


def _flow_facts(context: Context) -> dict[str, Number | Words]:
    waves = context.study.wave_ids
    earlier, later = context.study.contrasts[0] if len(waves) > 1 else waves * 2
    return {
        "before": context.wave(earlier).label,
        "after": context.wave(later).label,
        "started": context.count("started", wave=earlier),
        "kept": context.count("kept", wave=earlier),
        "kept_after": context.count("kept", wave=later),
        "linked": context.count("linked", wave=later),
    }


def _breakdowns(context: Context) -> tuple[str, ...]:
    found = set(context.participation["group_by"]) - {""}
    return tuple(sorted(found))


def _build_breakdown(context: Context, group_by: str) -> Table:
    """Stages of each group; a group too small to be shown says so."""
    here = context.participation["group_by"] == group_by
    groups = order_names(context.participation.loc[here, "group"])
    counted: list[tuple[tuple[Cell, ...], dict[str, Number]]] = []
    for group in groups:
        for wave in context.study.waves:
            counts = {
                stage: context.count(
                    stage, wave=wave.id, group_by=group_by, group=group
                )
                for stage in _COLUMNS
            }
            if any(count.absence != "not_computed" for count in counts.values()):
                name = context.group_name(group_by, group)
                counted.append(((name, wave.label), counts))
    title = Phrase(
        "table.participation_group", {"group": context.group_title(group_by)}
    )
    return _build_stages(
        f"participation_{group_by}", ("group", "wave"), counted, title=title
    )


def _say_flags(context: Context) -> list[Block]:
    """Count doubtful responses and say what the study does with them."""
    if context.flags.empty:
        return [Paragraph(Phrase("participation.no_flags"))]
    actions = context.study.quality.model_dump()
    waves = context.study.wave_ids
    found = context.flags[["wave", "rule"]].itertuples(index=False, name=None)
    rows: list[tuple[Cell, ...]] = []
    for wave, rule in sorted(found, key=lambda pair: (waves.index(pair[0]), pair[1])):
        key = f"quality/{wave}/{rule}"
        rows.append(
            (
                name_rule(rule),
                context.wave(wave).label,
                context.flagged.number(key, "count", field="n"),
                context.flagged.number(f"{key}/excluded", "count", field="n"),
                Phrase(f"quality_action.{actions.get(rule, 'exclude')}"),
            )
        )
    columns = build_columns(
        "rule", "wave", "flagged", "excluded", "decision", headers=2
    )
    table = build_table("flags", columns, rows)
    return [Paragraph(Phrase("participation.flags")), table]


def _say_idle_rules(context: Context) -> list[Block]:
    """Say which rules could not work: that they flagged no one is no all-clear."""
    blocks: list[Block] = []
    for rule in _RULES:
        waves: dict[str, list[Words]] = {}
        for wave in context.study.waves:
            place = Place(analysis="participation", wave=wave.id)
            reason = context.by_key.words(place.key("share_flagged", rule), "note")
            code = reason.partition(";")[0]
            if code in _IDLE:
                waves.setdefault(code, []).append(wave.label)
        for code, labels in waves.items():
            facts = {
                "rule": name_rule(rule),
                "waves": list_words(labels),
                "reason": Phrase(f"participation.idle_reason.{code}"),
            }
            blocks.append(Paragraph(Phrase("participation.idle_rule", facts)))
    return blocks


def name_rule(rule: str) -> Words:
    """Words for a rule on doubtful responses."""
    return Phrase(f"quality_rule.{rule}") if rule in _RULES else rule
