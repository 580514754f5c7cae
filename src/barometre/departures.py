"""What was changed in the plan after the first answers came."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrozenPlan:
    """The plan as it was when the first answers came.

    Parameters
    ----------
    frozen_on
        Day, as ISO writes it.
    plan
        Its keys, as JSON writes them.
    """

    frozen_on: str
    plan: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Departure:
    """One thing that the plan says otherwise now.

    ``outcome`` is filled for a threshold of one outcome; ``before`` and ``after`` are
    empty where there was, or is, nothing.
    """

    part: str
    outcome: str
    before: str
    after: str


def list_departures(
    frozen: FrozenPlan | None, plan: Mapping[str, object]
) -> tuple[Departure, ...]:
    """Compare the plan of today with the one that was frozen, part by part.

    Parameters
    ----------
    frozen
        None where no answer has come yet, or where people are invented.
    plan
        Keys of the plan of today, as JSON writes them.
    """
    if frozen is None:
        return ()
    parts = sorted({*frozen.plan, *plan})
    return tuple(
        departure
        for part in parts
        for departure in _compare(part, frozen.plan.get(part), plan.get(part))
    )


def _compare(part: str, before: object, after: object) -> list[Departure]:
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = (
            dict(one) if isinstance(one, Mapping) else {} for one in (before, after)
        )
        return [
            Departure(part, str(name), _write(old.get(name)), _write(new.get(name)))
            for name in sorted({*old, *new})
            if old.get(name) != new.get(name)
        ]
    # What a later version added counts for nothing while it is empty.
    if before == after or not (before or after):
        return []
    return [Departure(part, "", _write(before), _write(after))]


def _write(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return str(value)
