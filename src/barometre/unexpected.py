"""A fault of the program, told without what it was working on."""

import traceback
from pathlib import Path

from barometre.errors import BarometreError, Problem


def hide_unexpected(error: Exception) -> BarometreError:
    """Name an unexpected error by its kind and place: its text may hold answers.

    An expected error is given back as it is.
    """
    if isinstance(error, BarometreError):
        return error
    *_, frame = traceback.extract_tb(error.__traceback__)
    return BarometreError(
        Problem(
            "cli_unexpected",
            kind=type(error).__name__,
            file=Path(frame.filename).name,
            line=frame.lineno,
        )
    )
