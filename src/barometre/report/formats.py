"""Numbers as readers of each language write them; the only place that rounds."""

import math
from collections.abc import Mapping

from barometre.report.model import Number, NumberField, NumberKind

Texts = Mapping[str, str]

_SIGNED = frozenset({"change", "pomp_change", "effect"})
_PERCENT = frozenset({"share", "level"})
_KIND_OF_FIELD: Mapping[NumberField, NumberKind] = {
    "p_value": "p_value",
    "p_adjusted": "p_value",
    "n": "count",
    "n_missing": "count",
    "ci_level": "level",
    "df": "score",
}
_NO_SIGN_FIELDS = frozenset({"std_error"})
_NEAR_LIMIT = (0.045, 0.055)  # of p-values: a digit more tells the side of 0.05
_MORE_DECIMALS = 2  # how many a change may gain before it is drawn as zero
MINUS = "\N{MINUS SIGN}"


def has_value(number: Number) -> bool:
    """Whether there is a number to draw."""
    return number.value is not None and math.isfinite(number.value)


def number_attributes(number: Number) -> dict[str, str]:
    """Attributes that tie a drawn number to its estimate, at full precision."""
    named = {"data-key": number.key, "data-field": number.field}
    if has_value(number):
        return named | {"data-value": repr(float(number.value or 0))}
    return named | {"data-absence": number.absence or "not_computed"}


def format_number(
    number: Number,
    *,
    texts: Texts,
    decimals: Mapping[NumberKind, int],
    bare: bool = False,
) -> str:
    """Write a number, or the words that stand for it.

    Parameters
    ----------
    number
        Number of the report model.
    texts
        Texts of the reader's language, with its decimal and group marks.
    decimals
        Digits after the mark by kind, unless the number brings its own.
    bare
        Leave the percent sign out, for labels inside bars.

    Notes
    -----
    A missing number is said in words, never left blank.
    """
    if not has_value(number):
        return texts[f"absent.{number.absence or 'not_computed'}"]
    kind = _kind(number)
    digits = _digits(number, kind, decimals)
    value = float(number.value or 0)
    if kind == "p_value":
        return _small(value, 10.0**-digits, digits, texts)
    if kind in _PERCENT:
        return format_share(value, texts=texts, decimals=digits, bare=bare)
    if kind == "seconds":
        return texts["number.seconds"].format(value=_plain(value, digits, texts))
    if _is_signed(number, kind):
        return format_signed(value, texts=texts, decimals=digits)
    return _plain(value, digits, texts)


def format_count(count: int, *, texts: Texts) -> str:
    """Write a count with the group mark of the reader's language."""
    return _plain(count, 0, texts)


def format_share(
    value: float, *, texts: Texts, decimals: int = 0, bare: bool = False
) -> str:
    """Write a proportion as a percentage.

    Someone is never drawn as no one, nor almost all as all: below half a unit the
    text is "<1%", within half a unit of the whole ">99%".
    """
    percent, unit = 100 * value, 10.0**-decimals
    if 0 < percent < unit / 2:
        drawn = texts["number.below"].format(value=_plain(unit, decimals, texts))
    elif _is_almost_all(value, decimals):
        most = _plain(100 - unit, decimals, texts)
        drawn = texts["number.above"].format(value=most)
    else:
        drawn = _plain(percent, decimals, texts)
    return drawn if bare else texts["number.percent"].format(value=drawn)


def format_signed(value: float, *, texts: Texts, decimals: int) -> str:
    """Write a difference with its sign; zero has none.

    A difference that would be drawn as zero gets up to two more digits.
    """
    digits = _signed_digits(value, decimals)
    if round(abs(value), digits) == 0:
        return _plain(0.0, decimals, texts)
    return ("+" if value > 0 else MINUS) + _plain(abs(value), digits, texts)


def excel_format(
    number: Number, *, texts: Texts, decimals: Mapping[NumberKind, int]
) -> str:
    """Write the number format with which a spreadsheet draws the same text.

    Marks for decimals and thousands are those of the reader's own spreadsheet.
    """
    kind = _kind(number)
    digits = _digits(number, kind, decimals)
    plain = "0" + ("." + "0" * digits if digits else "")
    if kind == "p_value":
        limit = _plain(10.0**-digits, digits, texts)
        below = texts["number.below"].format(value=limit)
        return f'[<{10.0**-digits:.{digits}f}]"{below}";{plain}'
    if kind in _PERCENT:
        percent = f"{plain}{_quoted(texts['number.percent'].removeprefix('{value}'))}"
        unit = _plain(10.0**-digits, digits, texts)
        below = texts["number.percent"].format(
            value=texts["number.below"].format(value=unit)
        )
        if has_value(number) and _is_almost_all(float(number.value or 0), digits):
            # A format holds two conditions only: these cells have their own.
            drawn = format_share(float(number.value or 0), texts=texts, decimals=digits)
            return f'"{drawn}"'
        return f'[=0]{percent};[<{10.0**-digits / 200:g}]"{below}";{percent}'
    if kind == "seconds":
        unit = texts["number.seconds"].removeprefix("{value}")
        return f'#,##{plain}"{unit}"'
    if _is_signed(number, kind):
        plain = "0" + "." * bool(digits) + "0" * digits
        return f"+{plain};-{plain};{plain}"
    return f"#,##{plain}"


def _is_almost_all(share: float, decimals: int) -> bool:
    return 100 - 10.0**-decimals / 2 < 100 * share < 100


def _quoted(percent: str) -> str:
    """Keep the percent sign active and what stands before it literal."""
    before = percent.removesuffix("%")
    return f'"{before}"%' if before else "%"


def _kind(number: Number) -> NumberKind:
    return _KIND_OF_FIELD.get(number.field, number.kind)


def _is_signed(number: Number, kind: NumberKind) -> bool:
    return kind in _SIGNED and number.field not in _NO_SIGN_FIELDS


def _digits(
    number: Number, kind: NumberKind, decimals: Mapping[NumberKind, int]
) -> int:
    digits = decimals[kind]
    if number.decimals is not None and kind == number.kind:
        digits = number.decimals
    low, high = _NEAR_LIMIT
    if kind == "p_value" and has_value(number) and low <= (number.value or 0) < high:
        return digits + 1
    if has_value(number) and _is_signed(number, kind):
        return _signed_digits(float(number.value or 0), digits)
    return digits


def _signed_digits(value: float, decimals: int) -> int:
    """Digits with which a difference is not drawn as zero, if two more are enough."""
    wished = range(decimals, decimals + _MORE_DECIMALS + 1)
    return next((d for d in wished if round(abs(value), d) > 0), decimals)


def _small(value: float, limit: float, digits: int, texts: Texts) -> str:
    if value < limit:
        return texts["number.below"].format(value=_plain(limit, digits, texts))
    return _plain(value, digits, texts)


def _plain(value: float, digits: int, texts: Texts) -> str:
    drawn = f"{abs(value):,.{digits}f}"
    is_zero = not drawn.strip("0.,")
    marks = {",": texts["number.group_mark"], ".": texts["number.decimal_mark"]}
    drawn = "".join(marks.get(character, character) for character in drawn)
    return MINUS + drawn if value < 0 and not is_zero else drawn
