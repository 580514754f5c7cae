"""What a code of a source means for an item: an answer, a missing one, or neither."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Literal

from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.scale import Item
from barometre.study import Code, CodedSource, Study

Rule = Literal[
    "spaces",
    "decimal_comma",
    "trailing_zeros",
    "leading_zeros",
    "letter_case",
    "recode",
]

# Spaces of every width, and the marks of no width that spreadsheets leave behind.
_SPACES = " \t\r\n\u00a0\u2007\u2009\u202f\u200b\ufeff"
_NUMBER = re.compile(r"(?P<sign>[+-]?)(?P<whole>\d+)(?:[.,](?P<fraction>\d+))?", re.A)
# A longer number can be a birth date, a longer text a full name.
_MOST_DIGITS = 3
_LONGEST_TEXT = 5
# What so many rows share is a code that was not declared, and no one in particular.
_MANY_ROWS = 5
# One letter in four may differ.
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Reading:
    """What a code was read as; unexpected when neither answer nor missing."""

    value: float = float("nan")
    kind: MissingKind | None = None
    is_blank: bool = False
    is_unexpected: bool = False
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class ItemCodes:
    """How the codes of one item are read.

    Parameters
    ----------
    item
        Item with its response format.
    missing
        Code to kind of missing answer, from :func:`missing_codes_of`.
    recode
        Code of the source to code of the questionnaire.
    """

    item: Item
    missing: Mapping[str, MissingKind]
    recode: Mapping[str, str]

    @cached_property
    def _declared(self) -> frozenset[str]:
        return frozenset((*self.missing, *self.recode))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Codes declared for the item, and the labels of its answers."""
        labels = self.item.response_format.labels.values()
        said = (words for label in labels for words in (label.fr, label.en))
        return (*self._declared, *said)

    @cached_property
    def _by_lower_case(self) -> Mapping[str, str]:
        return {code.casefold(): code for code in self._declared}

    def read(self, text: str) -> Reading:
        """Read one code by the stated rules, each named where it was needed.

        Spaces around a code do not count; ``7,0``, ``7.0`` and ``07`` are 7; capitals
        of a letter code do not count; the study's own recoding comes next; then missing
        codes, then answers of the format. Anything else is unexpected, blank is blank.
        """
        bare = text.strip(_SPACES)
        if not bare:
            return Reading(is_blank=True)
        rules: list[Rule] = ["spaces"] if bare != text else []
        code, number_rules = _read_number(bare)
        rules += number_rules
        if code not in self._declared and code.casefold() in self._by_lower_case:
            code = self._by_lower_case[code.casefold()]
            rules.append("letter_case")
        if code in self.recode:
            code = self.recode[code]
            rules.append("recode")
        if code in self.missing:
            return Reading(kind=self.missing[code], rules=tuple(rules))
        if _NUMBER.fullmatch(code) and self.item.response_format.accepts(float(code)):
            return Reading(value=float(code), rules=tuple(rules))
        return Reading(is_unexpected=True)


def strip_spaces(text: str) -> str:
    """Take away the spaces around a text, of every width."""
    return text.strip(_SPACES)


def bare_code(code: Code) -> str:
    """Write a code in the one way in which codes are compared."""
    return _read_number(str(code).strip(_SPACES))[0]


def read_number(text: str) -> float | None:
    """Read a number written with a point or a comma; None for anything else."""
    code, _ = _read_number(text.strip(_SPACES))
    return float(code) if _NUMBER.fullmatch(code) else None


def _read_number(bare: str) -> tuple[str, list[Rule]]:
    """Write a number the plain way, naming the rules it took; leave letters alone."""
    match = _NUMBER.fullmatch(bare)
    if match is None:
        return bare, []
    written = match["fraction"] or ""
    fraction = written.rstrip("0")
    whole = str(int(match["whole"]))
    is_taken: dict[Rule, bool] = {
        "decimal_comma": "," in bare,
        "trailing_zeros": written != fraction,
        "leading_zeros": whole != match["whole"] or match["sign"] == "+",
    }
    sign = "-" if match["sign"] == "-" and (whole, fraction) != ("0", "") else ""
    number = f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
    return number, [rule for rule, is_true in is_taken.items() if is_true]


def codes_of(item: Item, study: Study) -> ItemCodes:
    """Gather what a study and its questionnaire say about the codes of an item."""
    source = study.source
    recode = source.recode.get(item.id, {}) if isinstance(source, CodedSource) else {}
    return ItemCodes(
        item,
        missing_codes_of(item, study),
        {bare_code(code): bare_code(meant) for code, meant in recode.items()},
    )


def missing_codes_of(item: Item, study: Study) -> Mapping[str, MissingKind]:
    """Give the codes that mean a missing answer to an item.

    The study's word for the item wins over its word for the format, and that over the
    format's own. A code given for the whole study means nothing where the item's
    format has it as an answer: 9 is refused on a four-point item, and nine on 0-10.
    """
    answers = item.response_format
    own = {**answers.missing, **item.extra_missing}
    missing: dict[str, MissingKind] = {bare_code(code): own[code] for code in own}
    source = study.source
    if not isinstance(source, CodedSource):
        return missing
    general = {bare_code(code): kind for code, kind in source.missing_codes.items()}
    missing |= {
        code: kind
        for code, kind in general.items()
        if (number := read_number(code)) is None or not answers.accepts(number)
    }
    for stated in (
        source.missing_codes_by_format.get(answers.id, {}),
        source.missing_codes_by_item.get(item.id, {}),
    ):
        missing |= {bare_code(code): kind for code, kind in stated.items()}
    return missing


def shown_code(text: str, *, n: int, known: Iterable[str]) -> str | None:
    """Give a code fit for a message; None for what may be a person's own words.

    A short number is shown. A longer one can be a birth date and a short text a first
    name: either is shown only where many rows share it, or where it is close to a word
    of the item.

    Parameters
    ----------
    text
        As the source wrote it.
    n
        Rows that hold it.
    known
        Codes and labels declared for the item.
    """
    bare = text.strip(_SPACES)
    n_digits = count_digits(bare)
    if n_digits is not None and n_digits <= _MOST_DIGITS:
        return bare
    is_told = n >= _MANY_ROWS or (n_digits is None and _is_near(bare, known))
    return bare if len(bare) <= _LONGEST_TEXT and is_told else None


def count_digits(text: str) -> int | None:
    """Count the digits of a number; None for anything else."""
    bare = text.strip(_SPACES)
    return sum(map(str.isdecimal, bare)) if _NUMBER.fullmatch(bare) else None


def _is_near(bare: str, known: Iterable[str]) -> bool:
    words = [word.casefold() for word in known]
    return bool(get_close_matches(bare.casefold(), words, n=1, cutoff=_NEAR))
