"""From one statistic to one row of the estimates table."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal
from urllib.parse import quote

from barometre.evaluation.outcomes import Outcome
from barometre.statistics.coverage import note_coverage
from barometre.statistics.estimate import Estimate

Population = Literal["all", "unflagged", "tolerant_links"]
_NOT_IN_KEYS = re.compile(r"[^\w.+ -]")
_NUMBERS = (
    "estimate",
    "ci_low",
    "ci_high",
    "ci_level",
    "std_error",
    "df",
    "p_value",
    "n",
    "n_missing",
    "method",
    "note",
    "statistic",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a number stands: analysis, measure, wave, group, population."""

    analysis: str
    scale: str = ""
    subscale: str = ""
    item: str = ""
    wave: str = ""
    baseline_wave: str = ""
    group_by: str = ""
    group: str = ""
    population: Population = "all"

    def at(self, **changes: str) -> "Place":
        """Give the same place but for what is named."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def key(self, statistic: str, category: str = "") -> str:
        """Stable name of a number at this place."""
        measure = ".".join(
            part for part in (self.scale, self.subscale, self.item) if part
        )
        waves = "-".join(part for part in (self.baseline_wave, self.wave) if part)
        group = f"{self.group_by}={_slug(self.group)}" if self.group_by else ""
        population = "" if self.population == "all" else self.population
        parts = (
            self.analysis, measure, waves, group, population, statistic, _slug(category)
        )  # fmt: skip
        return "/".join(part for part in parts if part)


_read_place = attrgetter(*Place.__slots__)
_read_numbers = attrgetter(*_NUMBERS)


def write_rows(
    place: Place, estimates: Iterable[Estimate], *, category: str = ""
) -> list[dict[str, object]]:
    """Put estimates at a place: one row each."""
    here = dict(zip(Place.__slots__, _read_place(place), strict=True))
    # Statistics are named in letters and underscores: none needs quoting.
    mark = "\0"
    start, end = place.key(mark, category).split(mark)
    return [
        {
            "key": f"{start}{estimate.statistic}{end}",
            "category": category,
            **here,
            **dict(zip(_NUMBERS, _read_numbers(estimate), strict=True)),
        }
        for estimate in map(note_coverage, estimates)
    ]


def restate(
    estimate: Estimate, outcome: Outcome, *, is_difference: bool
) -> tuple[Estimate, ...]:
    """Restate an estimate on 0-100 of what the answers allow, where that has a sense.

    A mean moves by the declared low end and stretches; a difference only stretches.
    A contrast between two means has no 0-100.
    """
    if not outcome.has_pomp:
        return ()
    factor = 100.0 / (outcome.high - outcome.low)
    shift = 0.0 if is_difference else outcome.low
    moved = {
        name: (getattr(estimate, name) - shift) * factor
        for name in ("estimate", "ci_low", "ci_high")
    }
    return (
        replace(
            estimate,
            statistic=f"{estimate.statistic}_pomp",
            std_error=estimate.std_error * factor,
            **moved,
        ),
    )


def _slug(text: str) -> str:
    """Write a name as part of a key: two names never give the same text.

    Letters, digits and ``.+-`` stay, a space is ``_``, the rest is as in a web address.
    """
    written = _NOT_IN_KEYS.sub(lambda found: quote(found[0], safe=""), text)
    return written.replace("_", "%5F").replace(" ", "_")
