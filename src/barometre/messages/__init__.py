"""Every sentence the command line and the errors say, in French and English."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, cast, get_args

import yaml

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

__all__ = [
    "LANGUAGES",
    "Language",
    "load_messages",
    "render_message",
    "safe_loader",
]


@cache
def load_messages(language: Language) -> dict[str, str]:
    """Merge the message files of one language.

    Parameters
    ----------
    language
        ``"fr"`` or ``"en"``.

    Returns
    -------
    dict of str to str
        Message code to template, with ``{fact}`` placeholders.
    """
    messages: dict[str, str] = {}
    for entry in sorted(files(__name__).iterdir(), key=lambda path: path.name):
        if entry.name.endswith(f".{language}.yaml"):
            text = entry.read_text("utf-8")
            content = yaml.load(text, Loader=safe_loader())  # noqa: S506  a safe loader
            messages.update(cast("dict[str, str]", content or {}))
    return messages


def render_message(code: str, language: Language = "en", **facts: object) -> str:
    """Write one message in one language.

    Parameters
    ----------
    code
        Key of the message; an unknown code is shown as it is, with its facts, so
        that a missing translation never hides a problem.
    language
        Language of the reader.
    **facts
        Values of the placeholders; words in several languages are a mapping. Where
        ``n`` is 1 and the message has a singular (the code followed by ``_one``),
        that is used. Fractions get two decimals.
    """
    messages = load_messages(language)
    singular = messages.get(f"{code}_one") if facts.get("n") == 1 else None
    template = singular or messages.get(code)
    if template is None:
        return f"{code} {facts}" if facts else code
    shown = {name: _shown(value, language) for name, value in facts.items()}
    return template.format_map(shown)


def _shown(value: object, language: Language) -> object:
    """Write words by language in one; at most ten members of a list, then a count."""
    if isinstance(value, Mapping):
        return value.get(language, value)
    if isinstance(value, float):
        written = f"{value:.2f}".replace("-", "\N{MINUS SIGN}")
        return written.replace(".", ",") if language == "fr" else written
    if not isinstance(value, (list, tuple, set, frozenset)):
        return value
    members = [str(member) for member in value]
    if len(members) <= 10:
        return ", ".join(members)
    more = {"en": "and {} more", "fr": "et {} autres"}[language]
    return ", ".join(members[:10]) + " " + more.format(len(members) - 10)


def safe_loader() -> type:
    """Choose the loader written in C where there is one: it is ten times faster."""
    return cast("type", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
