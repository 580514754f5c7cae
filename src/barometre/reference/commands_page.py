"""The commands, from the command line itself in both languages."""

from typing import Any

import typer.main

from barometre.cli.app import build_app
from barometre.cli.terminal import Terminal
from barometre.messages import Language
from barometre.reference.markdown import (
    load_words,
    render_page,
    render_table,
    render_words,
)


def render_commands_page() -> str:
    """Render the reference of the command line."""
    fr, en = _build_group("fr"), _build_group("en")
    sections = [
        _render("barometre", fr, en),
        *(
            _render(f"barometre {name}", command, en.commands[name])
            for name, command in fr.commands.items()
        ),
        _render_exit_codes(),
    ]
    return render_page("commands", *sections)


def _build_group(language: Language) -> Any:
    return typer.main.get_group(build_app(Terminal(language)))


def _render(title: str, fr: Any, en: Any) -> str:
    parts = [f"## `{title}`", render_words({"fr": fr.help, "en": en.help})]
    rows = [
        ((_name(one),), {"fr": one.help or "", "en": other.help or ""})
        for one, other in zip(fr.params, en.params, strict=True)
    ]
    return "\n\n".join([*parts, render_table(("",), rows)] if rows else parts)


def _name(parameter: Any) -> str:
    metavar = parameter.metavar or ""
    if parameter.param_type_name == "argument":
        return f"`{metavar}`"
    return f"`{' '.join([*parameter.opts, metavar]).strip()}`"


def _render_exit_codes() -> str:
    words = load_words("pages.yaml")["exit_codes"]
    rows = [((f"`{code}`",), meaning) for code, meaning in words["codes"].items()]
    return f"## {words['title']}\n\n{render_table(('',), rows)}"
