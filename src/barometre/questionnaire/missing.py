"""The six ways in which an answer can be missing; they are never mixed up."""

from typing import Literal, get_args

MissingKind = Literal[
    "not_asked", "skipped", "dont_know", "refused", "not_applicable", "broke_off"
]
MISSING_KINDS: tuple[MissingKind, ...] = get_args(MissingKind)
