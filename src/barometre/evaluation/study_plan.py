"""How many people a study needs, outcome by outcome, and from what that follows."""

from dataclasses import dataclass
from math import ceil, isnan, log10
from typing import Literal

from barometre.questionnaire.scale import Text
from barometre.statistics.power import DESIGNS, Design
from barometre.statistics.study_design import (
    Assumptions,
    Needed,
    count_units,
    find_power,
    plan_design,
)

Origin = Literal["given", "planned", "observed", "assumed"]
# What is assumed where nobody says and nothing was seen: shares of the range.
ASSUMED_CHANGE, ASSUMED_SD = 0.05, 0.2
ASSUMED_CORRELATION, ASSUMED_ATTRITION = 0.6, 0.2
_DRAWN: tuple[Design, ...] = ("paired", "unpaired", "two_group_ancova")
_N_POINTS = 12
_FEWEST_DRAWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What was asked on the command line; None where it was not.

    ``sd`` and ``change`` are in the units of the scale.
    """

    sd: float | None = None
    correlation: float | None = None
    change: float | None = None
    attrition: float | None = None
    people: int | None = None
    clusters: int | None = None
    cluster_size: int = 20
    icc: float = 0.05
    power: float = 0.8
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a study already says of one outcome; None where it says nothing.

    ``worthwhile`` stands in its plan; the others were seen in its answers.
    """

    worthwhile: float | None = None
    sd: float | None = None
    correlation: float | None = None
    attrition: float | None = None
    people: int | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A number that a plan stands on, and where it comes from."""

    value: float
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePlan:
    """What each design needs to see a change of one outcome.

    ``curves`` gives, by design, people at the start and the power they have.
    """

    id: str
    label: Text
    decimals: int
    change: Stated
    sd: Stated
    correlation: Stated
    attrition: Stated
    people: Stated | None
    clusters: int | None
    given: Assumptions
    needed: tuple[Needed, ...]
    curves: tuple[tuple[Design, tuple[tuple[int, float], ...]], ...]


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """Plans of a study's outcomes; ``is_of_study`` is False where there is no study."""

    id: str
    title: Text
    outcomes: tuple[OutcomePlan, ...]
    is_of_study: bool


def plan_outcome(
    outcome_id: str,
    label: Text,
    *,
    low: float,
    high: float,
    known: Known,
    wishes: Wishes,
    confidence: float = 0.95,
) -> OutcomePlan:
    """Work out the people that each design needs to see a change of one outcome.

    Parameters
    ----------
    outcome_id, label
        Its name in keys and for readers.
    low, high
        Ends of its range; where nothing is known, a spread of a fifth of the range and
        a change of a twentieth are assumed, and said to be.
    known, wishes
        What the study says, and what was asked: what was asked wins.
    confidence
        Level of the study, unless another was asked.
    """
    width = high - low
    change = _choose(
        wishes.change, known.worthwhile, ASSUMED_CHANGE * width, found="planned"
    )
    sd = _choose(wishes.sd, known.sd, ASSUMED_SD * width)
    correlation = _choose(wishes.correlation, known.correlation, ASSUMED_CORRELATION)
    attrition = _choose(wishes.attrition, known.attrition, ASSUMED_ATTRITION)
    given = Assumptions(
        sd=sd.value,
        correlation=correlation.value,
        icc=wishes.icc,
        cluster_size=wishes.cluster_size,
        power=wishes.power,
        confidence=confidence if wishes.confidence is None else wishes.confidence,
    )
    people = None
    if wishes.people is not None or known.people is not None:
        people = _choose(wishes.people, known.people, 0)
    needed = tuple(
        plan_design(
            design,
            change=change.value,
            attrition=attrition.value,
            given=given,
            people=int(people.value) if people else None,
            clusters=wishes.clusters,
        )
        for design in DESIGNS
    )
    return OutcomePlan(
        id=outcome_id,
        label=label,
        decimals=2 if width < _SHORT_RANGE else 1,
        change=change,
        sd=sd,
        correlation=correlation,
        attrition=attrition,
        people=people,
        clusters=wishes.clusters,
        given=given,
        needed=needed,
        curves=_draw_curves(needed, change.value, attrition.value, given),
    )


_SHORT_RANGE = 10


def _choose(
    asked: float | None,
    known: float | None,
    assumed: float,
    *,
    found: Origin = "observed",
) -> Stated:
    if asked is not None:
        return Stated(float(asked), "given")
    if known is not None:
        return Stated(float(known), found)
    return Stated(float(assumed), "assumed")


def _draw_curves(
    needed: tuple[Needed, ...], change: float, attrition: float, given: Assumptions
) -> tuple[tuple[Design, tuple[tuple[int, float], ...]], ...]:
    """Give power over round numbers of people, up to what the costliest line needs."""
    starts = [
        one.start for one in needed if one.design in _DRAWN and not isnan(one.start)
    ]
    step = _round_up(max(*starts, _FEWEST_DRAWN, 0) * 1.1 / _N_POINTS)
    grid = [step * place for place in range(1, _N_POINTS + 1)]
    return tuple(
        (
            design,
            tuple(
                (people, _find_power(design, people, change, attrition, given))
                for people in grid
            ),
        )
        for design in _DRAWN
    )


def _find_power(
    design: Design, people: int, change: float, attrition: float, given: Assumptions
) -> float:
    units = count_units(design, people=people, attrition=attrition, given=given)
    return find_power(design, units, change, given)


def _round_up(step: float) -> int:
    """Find the smallest of 1, 2, 5 and their tens that is not below a step."""
    power = int(10 ** int(log10(max(step, 1))))
    return next(f * power for f in (1, 2, 5, 10) if f * power >= ceil(step))
