"""All numbers of a report, wherever they stand in it."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from barometre.report.model import Number


def list_numbers(part: object) -> Iterator[Number]:
    """Go through any part of the model and give its numbers, in reading order."""
    if isinstance(part, Number):
        yield part
    elif isinstance(part, Mapping):
        for member in part.values():
            yield from list_numbers(member)
    elif isinstance(part, tuple):
        for member in part:
            yield from list_numbers(member)
    elif is_dataclass(part):
        for field in fields(part):
            yield from list_numbers(getattr(part, field.name))
