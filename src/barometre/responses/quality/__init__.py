"""Doubtful responses: one file a rule; flags never delete, the study decides."""

from barometre.responses.quality.flag import find_idle_rules, flag_responses

__all__ = ["find_idle_rules", "flag_responses"]
