"""``barometre explain``: from a number back to what it was made of."""

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from barometre.cli.terminal import Terminal
from barometre.cli.words import Words

if TYPE_CHECKING:
    from barometre.explain import Explanation, Method, Rule


def add(app: typer.Typer, words: Words) -> None:
    """Declare the command."""

    @words.command(app, "explain")
    def explain(
        key: Annotated[str, words.argument("cli_key_help", "cli_metavar_key")],
        folder: Annotated[Path, words.folder] = Path(),
    ) -> None:
        from barometre.explain import explain as find_explanation

        found = find_explanation(folder, key, language=words.terminal.language)
        print_explanation(words.terminal, found)


def print_explanation(terminal: Terminal, found: "Explanation") -> None:
    """Print the number, people, rows, rule, method and version, in that order."""
    terminal.print_text(str(found.number["key"]))
    _print_value(terminal, found.number)
    for rows in found.rows:
        terminal.print(
            "explain_rows",
            wave=rows.wave,
            n=rows.n_rows,
            file=rows.snapshot,
            sha256=rows.sha256,
            fetched=rows.fetched_at,
        )
    if found.rule:
        _print_rule(terminal, found.rule)
    if found.method:
        _print_method(terminal, found.method)
    else:
        is_rate = found.number["statistic"] == "response_rate"
        terminal.print("explain_response_rate" if is_rate else "explain_count")
    made = found.made_with
    terminal.print(
        "explain_version",
        versions=[f"{name} {number}" for name, number in made.versions.items()],
        study=made.study_sha256,
        plan=made.plan_sha256,
        questionnaire=made.questionnaire_sha256,
    )
    if not made.is_current:
        terminal.print("explain_study_changed")


def _print_value(terminal: Terminal, number: dict[str, object]) -> None:
    if number["is_suppressed"]:
        terminal.print("explain_suppressed")
        return
    shown = {name: _show(value, terminal) for name, value in number.items()}
    terminal.print("explain_value", **shown)
    if shown["ci_low"]:
        terminal.print("explain_interval", **shown)
    if shown["p_value"]:
        terminal.print("explain_p_value", **shown)
    if shown["p_adjusted"]:
        terminal.print("explain_p_adjusted", **shown)
    terminal.print("explain_people", n=number["n"])
    if number["n_missing"]:
        terminal.print("explain_people_missing", n=number["n_missing"])
    if number["note"]:
        terminal.print("explain_note", note=number["note"])


def _show(value: object, terminal: Terminal) -> str:
    """Show a number to six digits, or nothing where there is none."""
    if not isinstance(value, float):
        return str(value)
    text = "" if isnan(value) else f"{value:.6g}".replace("-", "\N{MINUS SIGN}")
    return text.replace(".", ",") if terminal.language == "fr" else text


def _print_rule(terminal: Terminal, rule: "Rule") -> None:
    terminal.print(
        f"explain_rule_{rule.method}",
        scale=rule.scale,
        fewest=rule.min_answered,
        n=rule.n_items,
    )
    for question in rule.questions:
        code = (
            "explain_question_reversed" if question.is_reversed else "explain_question"
        )
        terminal.print(code, item=question.id, text=question.text)


def _print_method(terminal: Terminal, method: "Method") -> None:
    terminal.print("explain_method", summary=method.summary)
    if method.name:
        terminal.print("explain_method_name", name=method.name)
    for reference in method.references:
        terminal.print_text(f"  {reference}")
