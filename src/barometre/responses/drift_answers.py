"""Whether a question of the survey offers the answers of an item, and no others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from barometre.questionnaire.limesurvey.questions import strip_text, write_ends
from barometre.questionnaire.scale import Item
from barometre.responses.codes import ItemCodes, codes_of
from barometre.responses.structure import Question
from barometre.study import Study

_Kind = Literal[
    "answer_added",
    "answer_removed",
    "list_lost",
    "missing_not_offered",
    "answers_reworded",
    "ends_changed",
]
Found = tuple[_Kind, str, str, str]

# Answers that LimeSurvey itself gives to some types of question.
_BUILT_IN: Mapping[str, tuple[str, ...]] = {
    "Y": ("Y", "N"),
    "G": ("F", "M"),
    "C": ("Y", "U", "N"),
    "E": ("I", "S", "D"),
    "5": tuple("12345"),
    "A": tuple("12345"),
    "B": tuple(map(str, range(1, 11))),
}
_WITH_LIST = frozenset("L!OFHR")
_OTHER = "-oth-"


def compare_answers(
    item: Item, question: Question, study: Study, languages: Sequence[str]
) -> Iterator[Found]:
    """Compare the answers offered with those of the response format.

    Yields
    ------
    tuple
        Kind of difference, what was expected, what was found, language.
    """
    offered = _list_offered(question)
    codes = codes_of(item, study)
    if not offered:
        # A number that is typed in can still be any of the codes.
        if question.type in _WITH_LIST and item.response_format.codes:
            yield "list_lost", _join(item.response_format.codes), "", ""
        return
    yield from _compare_codes(item, offered, codes)
    yield from _compare_labels(item, question, codes, languages)
    yield from _compare_ends(item, question, languages)


def _list_offered(question: Question) -> list[str]:
    offered = [answer.code for answer in question.answers]
    offered += _BUILT_IN.get(question.type, ())
    return list(dict.fromkeys([*offered, *([_OTHER] if question.has_other else [])]))


def _compare_codes(item: Item, offered: list[str], codes: ItemCodes) -> Iterator[Found]:
    readings = {code: codes.read(code) for code in offered}
    added = [code for code, reading in readings.items() if reading.is_unexpected]
    answers = {r.value for r in readings.values() if r.kind is None}
    removed = [c for c in item.response_format.codes if float(c) not in answers]
    known = _join([*item.response_format.codes, *codes.missing])
    if added:
        yield "answer_added", known, _join(added), ""
    if removed:
        yield "answer_removed", _join(removed), _join(offered), ""
    kinds = {reading.kind for reading in readings.values()}
    gone = {k: c for c, k in item.response_format.missing.items() if k not in kinds}
    if gone:
        yield "missing_not_offered", _join(gone.values()), _join(offered), ""


def _compare_labels(
    item: Item, question: Question, codes: ItemCodes, languages: Sequence[str]
) -> Iterator[Found]:
    """Compare the words of answers; those of missing answers are free."""
    labels = item.response_format.labels
    for language in languages:
        expected, found = [], []
        for answer in question.answers:
            reading = codes.read(answer.code)
            is_answer = not reading.is_unexpected and reading.kind is None
            label = labels.get(int(reading.value)) if is_answer else None
            if label is None:
                continue
            meant = strip_text(label.get(language))
            seen = strip_text(answer.texts.get(language, ""))
            if meant.casefold() != seen.casefold():
                expected.append(f"{answer.code} = {meant}")
                found.append(f"{answer.code} = {seen}")
        if expected:
            yield "answers_reworded", " · ".join(expected), " · ".join(found), language


def _compare_ends(
    item: Item, question: Question, languages: Sequence[str]
) -> Iterator[Found]:
    """Look for the words at both ends wherever the survey may have put them."""
    ends = item.end_labels
    written = write_ends(item, languages)
    if ends is None:
        return
    for language in written:
        parts = [question.texts, question.helps]
        parts += [row.texts for row in question.subquestions]
        parts += [answer.texts for answer in question.answers]
        seen = " ".join(strip_text(part.get(language, "")) for part in parts).casefold()
        words = [strip_text(end.get(language)) for end in (ends.min, ends.max)]
        if not all(word.casefold() in seen for word in words):
            yield "ends_changed", strip_text(written[language]), "", language


def compare_limits(item: Item, question: Question) -> Iterator[tuple[str, str]]:
    """Compare the limits of a number that is typed in with the range of the item.

    A survey that sets none is left alone: a number outside is found when it is given.
    Codes of missing answers widen the range.
    """
    found = item.response_format
    limits = {
        "min_num_value_n": (found.min, min),
        "max_num_value_n": (found.max, max),
    }
    for name, (end, choose) in limits.items():
        text = question.attributes.get(name, "")
        if end is None or not text or found.codes:
            continue
        allowed = {end, float(choose([end, *found.missing]))}
        if _number(text) not in allowed:
            yield f"{end:g}", text


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _join(codes: Iterable[object]) -> str:
    return ", ".join(map(str, codes))
