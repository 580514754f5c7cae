"""Marks of print in place of those of a keyboard, in the reader's language."""

import re
from functools import cache

NARROW = "\N{NARROW NO-BREAK SPACE}"
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE_MARKS = re.compile(r"(?<=\S) (?=[;?!%»])")


@cache
def typeset(text: str, language: str) -> str:
    """Keep French punctuation marks on the line of the word before them.

    Straight apostrophes and three dots become those of print in both languages.
    """
    text = _APOSTROPHE.sub("’", text).replace("...", "…")
    if language != "fr":
        return text
    text = text.replace("« ", f"«{NARROW}").replace(" :", "\N{NO-BREAK SPACE}:")
    return _BEFORE_MARKS.sub(NARROW, text)
