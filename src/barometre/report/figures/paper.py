"""What a figure is drawn on: its width, and how words and numbers are written."""

from dataclasses import dataclass, field

from barometre.messages import Language
from barometre.report.figures.shades import Shade, pattern
from barometre.report.figures.svg import SMALL, Look
from barometre.report.formats import (
    Texts,
    format_number,
    has_value,
    number_attributes,
)
from barometre.report.model import Number, Words
from barometre.report.texts import render_words
from barometre.report.theme import Theme

NARROW_BELOW = 500
_INTERVAL = "number.with_interval"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished picture: its height and its elements, from back to front."""

    height: float
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """Width and language of one picture.

    ``name`` starts the ids of everything inside it, so that many pictures stand on one
    page.
    """

    name: str
    width: int
    language: Language
    texts: Texts
    theme: Theme
    patterns: dict[str, str] = field(default_factory=dict)

    @property
    def is_narrow(self) -> bool:
        """Whether labels stand above their bars instead of beside them."""
        return self.width < NARROW_BELOW

    @property
    def muted(self) -> Look:
        """Look of second words."""
        return {"fill": self.theme.colours.muted, "font_size": SMALL}

    def write(self, words: Words) -> str:
        """Write words of the report."""
        return render_words(words, self.language, self.texts)

    def say(self, key: str, **facts: str) -> str:
        """Write words of the drawing itself."""
        return self.texts[f"figure.{key}"].format(**facts)

    def show(self, number: Number, *, bare: bool = False) -> str:
        """Write a number."""
        decimals = self.theme.decimals
        return format_number(number, texts=self.texts, decimals=decimals, bare=bare)

    def show_interval(self, estimate: Number, low: Number, high: Number) -> str:
        """Write a number with its interval, or alone where there is none."""
        if not (has_value(low) and has_value(high)):
            return self.show(estimate)
        return self.texts[_INTERVAL].format(
            estimate=self.show(estimate), low=self.show(low), high=self.show(high)
        )

    def why_absent(self, number: Number) -> str:
        """Say why a row or a panel is not drawn."""
        reasons = {"suppressed": "not_shown", "not_asked": "not_asked"}
        return self.say(reasons.get(number.absence or "", "not_computed"))

    def fill(self, shade: Shade) -> str:
        """Name the filling of a shade, keeping its pattern for the definitions."""
        if shade.pattern == "plain":
            return shade.base
        name = f"{self.name}-{shade.pattern}-{shade.base[1:]}"
        self.patterns.setdefault(name, pattern(name, shade))
        return f"url(#{name})"


def facts(number: Number) -> Look:
    """Attributes that tie a mark to its estimate, as keywords of an element."""
    return {
        name.replace("-", "_"): value
        for name, value in number_attributes(number).items()
    }
