"""Doubtful responses: one file a rule; flags never delete, the study decides."""

from barometre.responses.quality.flag import flag_responses

__all__ = ["flag_responses"]
