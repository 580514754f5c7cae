"""The same changes judged otherwise: what is ruled out, and other methods."""

from collections.abc import Sequence
from dataclasses import replace

from barometre.report.findings import Finding, show_worthwhile
from barometre.report.model import Cell, Number, Paragraph, Phrase, Table
from barometre.report.sections.change_tables import facts_of, name_of
from barometre.report.sections.context import Context
from barometre.report.sections.tables import build_columns, build_table
from barometre.report.wording import cite_rule, hold_back, judge_number, list_words

_PRIORS = ("", "_wide", "_ultrawide")
_SMALL, _LARGE = 0.095, 100.0


def say_ruled_out(context: Context, findings: Sequence[Finding]) -> list[Paragraph]:
    """Name the outcomes whose whole interval stays within the worthwhile change.

    That is the equivalence test at half its risk: what is said never parts from the
    interval that is shown.
    """
    limit = (1 - context.study.plan.confidence) / 2
    names = [
        finding.outcome.label
        for finding in findings
        if finding.conclusion not in ("described", "not_shown")
        and _is_below(context.number(finding.place, "tost_p"), limit)
    ]
    if not names:
        return []
    return [Paragraph(Phrase("ruled_out.sentence", {"names": list_words(names)}))]


def _is_below(number: Number, limit: float) -> bool:
    return number.value is not None and number.value < limit


def build_ruled_out(
    context: Context,
    findings: Sequence[Finding],
    contrast: tuple[str, str],
    *,
    name: str = "ruled_out",
) -> Table:
    """List what changes are ruled out, and the test against the worthwhile change."""
    rows: list[tuple[Cell, ...]] = []
    for finding in findings:
        people, low, high, bound, p_value = context.numbers(
            finding.place,
            f"{finding.statistic}.n",
            "equivalence_bound.ci_low",
            "equivalence_bound.ci_high",
            "equivalence_bound",
            "tost_p",
        )
        ends = [replace(end, kind="change") for end in (low, high)]
        held = hold_back(context, (*ends, bound), people=people)
        written = show_worthwhile(context, finding.outcome)
        tested = hold_back(context, (p_value,), people=people, test=True)
        shown = tested if isinstance(written, Number) else (written,)
        rows.append((finding.outcome.label, people, *held, written, *shown))
    level = context.number(findings[0].place, "equivalence_bound", field="ci_level")
    return build_table(
        name_of(context, name, contrast),
        build_columns(
            "outcome", "n", "tost_low", "tost_high", "ruled_out_beyond",
            "worthwhile", "p_tost",
        ),
        rows,
        title=Phrase("table.ruled_out", facts_of(context, contrast)),
        notes=(Phrase("ruled_out.note", {"level": level}),),
        is_detail=True,
    )  # fmt: skip


def build_checks(
    context: Context, findings: Sequence[Finding], contrast: tuple[str, str]
) -> list[Table]:
    """List bootstrap intervals, permutation and Bayes factors; nothing without them."""
    checked = [f for f in findings if context.has(f.place, "permutation_p")]
    if not checked:
        return []
    table = build_table(
        name_of(context, "checks", contrast),
        build_columns(
            "outcome", "n", "bca_low", "bca_high", "d_av_bca_low", "d_av_bca_high",
            "p_permutation", "bayes_factor", "bayes_word", "bayes_factor_wide",
            "bayes_factor_ultrawide",
        ),
        [_check_row(context, finding) for finding in checked],
        title=Phrase("table.checks", facts_of(context, contrast)),
        notes=(Phrase("checks.note"), cite_rule(context, "bayes_factor")),
    )  # fmt: skip
    return [table]


def _check_row(context: Context, finding: Finding) -> tuple[Cell, ...]:
    people, *ends, p_value = context.numbers(
        finding.place,
        "mean_change.n",
        "mean_change_bootstrap.ci_low",
        "mean_change_bootstrap.ci_high",
        "cohens_d_av_bootstrap.ci_low",
        "cohens_d_av_bootstrap.ci_high",
        "permutation_p",
    )
    factors = [_show_factor(context, finding, prior) for prior in _PRIORS]
    word = judge_number(context, "bayes_factor", factors[0])
    held = hold_back(context, (p_value, *factors), people=people, test=True)
    said = word if held[1] is factors[0] else held[1]
    return (
        finding.outcome.label, people, *hold_back(context, ends, people=people),
        *held[:2], said, *held[2:],
    )  # fmt: skip


def _show_factor(context: Context, finding: Finding, prior: str) -> Number:
    """Show a Bayes factor with digits that suit its size."""
    factor = context.number(finding.place, f"bayes_factor_10{prior}")
    if factor.value is None or _SMALL <= factor.value < _LARGE:
        return factor
    return replace(factor, decimals=3 if factor.value < _SMALL else 0)
