"""Errors told to others than the person at the keyboard: kind and place, no content."""

import traceback
from pathlib import Path

from barometre.errors import BarometreError, Problem


def hide_unexpected(error: Exception) -> BarometreError:
    """Name an unexpected error by its kind and place: its text may hold answers.

    An expected error is given back as it is. That the network was at fault is kept as
    the cause, so that it may be tried again.
    """
    if isinstance(error, BarometreError):
        return error
    *_, frame = traceback.extract_tb(error.__traceback__)
    hidden = BarometreError(
        Problem(
            "cli_unexpected",
            kind=type(error).__name__,
            file=Path(frame.filename).name,
            line=frame.lineno,
        )
    )
    hidden.__cause__ = _find_network_fault(error)
    return hidden


def _find_network_fault(error: BaseException | None) -> Exception | None:
    while error:
        for kind in (ConnectionError, TimeoutError):
            if isinstance(error, kind):
                return kind()
        error = error.__cause__
    return None


class DiscreetError(Exception):
    """An error whose text is fit for any log: rows and codes stay in ``error``."""

    def __init__(self, error: BarometreError) -> None:
        kind, n = type(error).__name__, len(error.problems)
        super().__init__(f"{kind}, problems: {n}. `barometre run` shows them.")
        self.error = error
