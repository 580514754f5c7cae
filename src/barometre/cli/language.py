"""Which language to speak, and the two options that work anywhere on the line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from barometre.errors import BarometreError, Problem
from barometre.messages import LANGUAGES, Language


class UsageError(BarometreError):
    """The command line itself is wrong."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Invocation:
    """What was typed, the two common options taken out."""

    arguments: tuple[str, ...]
    language: Language
    is_debug: bool


def read_invocation(
    arguments: Sequence[str], *, environment: Mapping[str, str]
) -> Invocation:
    """Take ``--lang`` and ``--debug`` out of a command line, wherever they stand.

    Raises
    ------
    UsageError
        For a language that is not spoken here.
    """
    rest: list[str] = []
    wanted: str | None = None
    words = iter(arguments)
    for word in words:
        if word == "--lang":
            wanted = next(words, "")
        elif word.startswith("--lang="):
            wanted = word.removeprefix("--lang=")
        elif word != "--debug":
            rest.append(word)
    language = find_language(environment)
    if wanted is not None:
        if wanted not in LANGUAGES:
            raise UsageError(
                Problem("cli_unknown_language", found=wanted, known=LANGUAGES)
            )
        language = next(known for known in LANGUAGES if known == wanted)
    return Invocation(tuple(rest), language, "--debug" in arguments)


def find_language(environment: Mapping[str, str]) -> Language:
    """Follow the locale, as every command of the system does; English otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := environment.get(name):
            return "fr" if locale.lower().startswith("fr") else "en"
    return "en"
