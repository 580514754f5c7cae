"""Errors told to others than the person at the keyboard: kind and place, no content."""

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


class DiscreetError(Exception):
    """An error whose text is fit for any log: rows and codes stay in ``error``."""

    def __init__(self, error: BarometreError) -> None:
        kind, n = type(error).__name__, len(error.problems)
        super().__init__(f"{kind}, problems: {n}. `barometre run` shows them.")
        self.error = error
