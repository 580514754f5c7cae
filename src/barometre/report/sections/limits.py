"""What must not be said from these numbers, in plain words."""

from barometre.report.model import Block, Paragraph, Phrase, Section
from barometre.report.sections.context import Context

_FEW_LINKED = 30


def build(context: Context) -> Section:
    """List the limits that this study has."""
    keys = [*_limits_of_change(context), *_limits_of_groups(context), "people"]
    keys += _limits_of_words(context)
    keys += ["no_proof_of_nothing"]
    blocks: tuple[Block, ...] = tuple(
        Paragraph(Phrase(f"limits.{key}")) for key in ("intro", *keys)
    )
    return Section(context.entry.id, Phrase("section.limits"), blocks)


def _limits_of_change(context: Context) -> list[str]:
    study = context.study
    if not study.contrasts:
        return ["one_wave"]
    has_comparison = (context.estimates["statistic"] == "did").any()
    limits = ["cause_comparison" if has_comparison else "cause", "mean_regression"]
    linked = context.count("linked", wave=study.contrasts[0][1]).value
    if study.respondent.by == "none":
        limits.append("unlinked")
    elif linked is not None and linked < _FEW_LINKED:
        limits.append("few_linked")
    if not context.outcomes_of("primary", "secondary"):
        limits.append("no_plan")
    return limits


def _limits_of_groups(context: Context) -> list[str]:
    return ["groups", "individuals"] if context.study.groups else ["individuals"]


def _limits_of_words(context: Context) -> list[str]:
    scales = {outcome.scale.id: outcome.scale for outcome in context.outcomes}.values()
    limits = ["wording"]
    if any(scale.sensitivity == "political_opinion" for scale in scales):
        limits.append("institutions")
    if any(scale.measurement_model == "parallel_to_source" for scale in scales):
        limits.append("looking_back")
    return [*limits, "norms"]
