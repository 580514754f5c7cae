"""Order of names as a reader looks for them."""

import unicodedata
from collections.abc import Iterable


def order_names(names: Iterable[str]) -> list[str]:
    """Put names in alphabetical order; accents and capitals move none of them.

    Examples
    --------
    >>> order_names(["Saint-Étienne", "Évry", "le Creusot"])
    ['Évry', 'le Creusot', 'Saint-Étienne']
    """
    return sorted(set(names), key=lambda name: (_plain(name), name))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name)
    return "".join(one for one in letters if not unicodedata.combining(one)).casefold()
