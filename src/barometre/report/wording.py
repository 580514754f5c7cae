"""Small words: lists, dates, judgements with their source, and when to keep silent."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from functools import reduce

from barometre.report.definition import RuleName
from barometre.report.model import Number, Phrase, Words
from barometre.report.sections.context import Context


def judge_number(context: Context, rule: RuleName, number: Number) -> Words:
    """Give the word of a named rule for a number; the absence where there is none."""
    if number.value is None:
        return Phrase(f"absent.{number.absence or 'not_computed'}")
    word = context.definition.interpretation.rules[rule].word(number.value)
    return Phrase(f"judgement.{rule}.{word}")


def judge_range(
    context: Context, rule: RuleName, low: Number | Phrase, high: Number | Phrase
) -> Words:
    """Give the words for both ends of an interval: what it is compatible with.

    An interval that was held back stays so.
    """
    if isinstance(low, Phrase):
        return low
    if isinstance(high, Phrase):
        return high
    words = (judge_number(context, rule, low), judge_number(context, rule, high))
    if words[0] == words[1]:
        return words[0]
    return Phrase("judgement.range", {"low": words[0], "high": words[1]})


def cite_rule(context: Context, rule: RuleName) -> Phrase:
    """Say where the words of a rule come from."""
    source = context.definition.interpretation.rules[rule].source
    return Phrase("judgement.source", {"source": source})


def hold_back(
    context: Context, numbers: Sequence[Number], *, people: Number, test: bool = False
) -> tuple[Number | Phrase, ...]:
    """Withhold intervals, or tests, that too few people would make look exact."""
    limits = context.definition.interpretation.small_samples
    least = limits.test_from if test else limits.interval_from
    if people.value is None or people.value >= least:
        return tuple(numbers)
    words = Phrase("cell.too_few_to_test" if test else "cell.too_few_for_interval")
    return tuple(number if number.absence else words for number in numbers)


def list_words(words: Iterable[Words]) -> Words:
    """Write a list: commas between its members."""
    return _join(list(words), "join.comma")


def run_on(sentences: Sequence[Words]) -> Words:
    """Write sentences one after the other."""
    return _join(list(sentences), "join.sentences")


def _join(words: list[Words], key: str) -> Words:
    if not words:
        return ""
    return reduce(
        lambda first, second: Phrase(key, {"first": first, "second": second}), words
    )


def say_date(day: date | None) -> Phrase:
    """Write a day in words."""
    if day is None:
        return Phrase("cell.not_written")
    month = Phrase(f"month.{day.month}")
    facts: dict[str, Words] = {
        "day": str(day.day),
        "month": month,
        "year": str(day.year),
    }
    return Phrase("date", facts)


def say_moment(written: str) -> Words:
    """Write a moment in words; what is no moment stands as it is."""
    try:
        moment = datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        return written
    facts: dict[str, Words] = {"date": say_date(moment), "time": f"{moment:%H:%M}"}
    return Phrase("moment", facts)
