"""Conditions of questions, as LimeSurvey writes them: who is asked."""

import re
from collections.abc import Iterable, Mapping

from barometre.questionnaire.limesurvey.survey import ALWAYS
from barometre.questionnaire.limesurvey_codes import decode_item

_PART = re.compile(r"(?P<name>\w+)\.NAOK == \"(?P<code>-?\d+)\"", re.ASCII)
_CLAUSE = re.compile(r"\([^()]*\)")


def write_condition(name: str, codes: Iterable[int]) -> str:
    """Write that an answer is one of some codes; ``name`` is the answer's variable."""
    parts = " or ".join(f'{name}.NAOK == "{code}"' for code in codes)
    return f"({parts})"


def join_conditions(conditions: Iterable[str]) -> str:
    """Write that all conditions hold; each counts once."""
    wanted = dict.fromkeys(c for c in conditions if c and c != ALWAYS)
    return " and ".join(wanted) or ALWAYS


def read_conditions(*relevances: str) -> Mapping[str, frozenset[int]] | None:
    """Read conditions that :func:`write_condition` wrote, all of which must hold.

    Returns
    -------
    Mapping or None
        Item to the codes that let the question be shown; None where a condition is of
        another kind, so that nothing can be told.
    """
    found: dict[str, frozenset[int]] = {}
    for relevance in relevances:
        if relevance in ("", ALWAYS):
            continue
        clauses = _CLAUSE.findall(relevance)
        if " and ".join(clauses) != relevance:
            return None
        for clause in clauses:
            parts = [_PART.fullmatch(part) for part in clause[1:-1].split(" or ")]
            names = {part["name"] for part in parts if part}
            if None in parts or len(names) != 1:
                return None
            # The variable of a row is the array's name, an underscore, its own.
            item = decode_item(names.pop().rpartition("_")[2])
            codes = frozenset(int(part["code"]) for part in parts if part)
            found[item] = found.get(item, codes) & codes
    return found
