"""From answers to scores: keys turned around, fewest answers required, 0-100."""

from barometre.scoring.contradicted_keys import ContradictedKey, find_contradicted_keys
from barometre.scoring.score_table import derive_scores, reads_items
from barometre.scoring.scores import (
    ScoreRange,
    compute_pomp,
    key_answers,
    score_answers,
    score_range,
)
from barometre.scoring.worked_examples import check_examples

__all__ = [
    "ContradictedKey",
    "ScoreRange",
    "check_examples",
    "compute_pomp",
    "derive_scores",
    "find_contradicted_keys",
    "key_answers",
    "reads_items",
    "score_answers",
    "score_range",
]
