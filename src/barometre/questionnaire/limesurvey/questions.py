"""From items to questions: what kind LimeSurvey has for each response format."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from barometre.messages.typography import typeset
from barometre.questionnaire.limesurvey.survey import (
    AskedQuestion,
    Attribute,
    Option,
    Row,
    Texts,
)
from barometre.questionnaire.limesurvey_codes import encode_item, encode_scale
from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.response_format import ResponseFormat, Text
from barometre.questionnaire.scale import Item, Scale

# A longer list is written in, and not chosen from.
_LONGEST_LIST = 40
_LONGEST_BUTTONS = 8
_MANY_COLUMNS = 5
# Spelt out one by one: LimeSurvey reads bytes where the browser reads letters.
_LETTERS = "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝŒ"
_ANY_LETTER = f"(?:[A-Za-z]|{'|'.join(_LETTERS + _LETTERS.lower())})"
# Tags that stand inside a word; any other parts words.
_INLINE = re.compile(r"</?(?:span|b|strong|i|em|small|u|font)\b[^>]*>")
_PLAIN = {0x2019: "'", 0x2026: "...", 0xAD: "", 0x200B: "", 0xFEFF: ""}
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that do not belong to an item: of missing answers, and of their codes."""

    languages: tuple[str, ...]
    missing_labels: Mapping[MissingKind, Text]
    number_missing: Text


def write_texts(text: Text | None, languages: Sequence[str]) -> Texts:
    """Write words for a page: what LimeSurvey would take for code is escaped."""
    if text is None:
        return {}
    return {lang: write_text(text.get(lang), lang) for lang in languages}


def write_text(text: str, language: str) -> str:
    """Set words in type; escape what a page or LimeSurvey would take for code."""
    escaped = html.escape(typeset(text, language), quote=False)
    return escaped.replace("{", "&#123;").replace("}", "&#125;")


def has_list(found: ResponseFormat) -> bool:
    """Tell whether answers are chosen from a list."""
    return bool(found.codes) or _is_short_count(found)


def _is_short_count(found: ResponseFormat) -> bool:
    return found.type == "integer" and found.high - found.low < _LONGEST_LIST


def list_options(item: Item, wording: Wording) -> tuple[Option, ...]:
    """List the answers offered: those of the format, then the missing ones."""
    return (*_list_answers(item, wording), *_list_missing(item, wording))


def _list_answers(item: Item, wording: Wording) -> Iterator[Option]:
    """List labelled answers, or plain numbers: words at both ends stand apart."""
    found = item.response_format
    for answer in found.answers:
        yield Option(str(answer.code), write_texts(answer.label, wording.languages))
    if not found.answers:
        for code in range(int(found.low), int(found.high) + 1):
            yield Option(str(code), dict.fromkeys(wording.languages, str(code)))


def keep_words(text: str) -> str:
    """Keep long words whole in the narrow columns of a wide array."""
    return _LONG_WORD.sub(r'<span class="text-nowrap">\g<0></span>', text)


def write_ends(item: Item, languages: Sequence[str]) -> Texts:
    """Write the words at both ends of a scale of numbers; nothing without any."""
    found, ends = item.response_format, item.end_labels
    if ends is None or not _is_number_line(found):
        return {}
    low, high = (write_texts(end, languages) for end in (ends.min, ends.max))
    return {
        language: f"{found.low:g} = {low[language]} · {found.high:g} = {high[language]}"
        for language in languages
    }


def _list_missing(item: Item, wording: Wording) -> Iterator[Option]:
    for code, kind in item.response_format.missing.items():
        label = wording.missing_labels.get(kind)
        texts = write_texts(label, wording.languages)
        yield Option(str(code), texts or dict.fromkeys(wording.languages, kind))


@dataclass(frozen=True, slots=True)
class Array:
    """Items that share their answers, a row each, under one stem.

    ``relevances`` holds the condition of each row by item.
    """

    code: str
    items: tuple[Item, ...]
    stem: Text
    relevances: Mapping[str, str]
    is_random: bool = False


def build_array(array: Array, *, wording: Wording, relevance: str) -> AskedQuestion:
    """Ask items that share their answers in one array."""
    rows = (
        Row(
            encode_item(item.id),
            write_texts(item.text, wording.languages),
            array.relevances[item.id],
        )
        for item in array.items
    )
    first = array.items[0]
    return AskedQuestion(
        code=array.code,
        type="F",
        theme="arrays/array",
        texts=write_texts(array.stem, wording.languages),
        help=write_ends(first, wording.languages),
        relevance=relevance,
        options=_keep_options_whole(list_options(first, wording)),
        rows=tuple(rows),
        attributes=tuple(_list_looks(first, is_random=array.is_random)),
    )


def _build_one_row(item: Item, *, wording: Wording, relevance: str) -> AskedQuestion:
    """Ask one item on a scale of numbers: an array of one row, named by its ends."""
    languages = wording.languages
    ends = write_ends(item, languages)
    return AskedQuestion(
        code=encode_scale(item.id),
        type="F",
        theme="arrays/array",
        texts=write_texts(item.text, languages),
        is_mandatory=item.required,
        relevance=relevance,
        options=_keep_options_whole(list_options(item, wording)),
        rows=(Row(encode_item(item.id), ends or dict.fromkeys(languages, "–")),),
        attributes=tuple(_list_looks(item, is_random=False)),
    )


def _keep_options_whole(options: Sequence[Option]) -> tuple[Option, ...]:
    if len(options) < _MANY_COLUMNS:
        return tuple(options)
    return tuple(
        Option(
            o.code, {language: keep_words(words) for language, words in o.texts.items()}
        )
        for o in options
    )


def _list_looks(item: Item, *, is_random: bool) -> Iterator[Attribute]:
    """Leave a wide scale the room its columns need."""
    is_wide = len(item.response_format.codes) > _LONGEST_BUTTONS
    yield Attribute("answer_width", "22" if is_wide else "28")
    if is_wide:
        yield Attribute("cssclass", "small")
    if is_random:
        yield Attribute("random_order", "1")


def name_arrays(scale: Scale, n: int) -> list[str]:
    """Name the arrays of a scale: TrustLocal, then TrustLocalZ2."""
    name = encode_scale(scale.id)
    return [name, *(f"{name}Z{number}" for number in range(2, n + 1))][:n]


def name_variable(item: Item) -> str:
    """Name the variable of an item that is asked on its own."""
    if _is_number_line(item.response_format):
        return f"{encode_scale(item.id)}_{encode_item(item.id)}"
    return encode_item(item.id)


def _is_number_line(found: ResponseFormat) -> bool:
    return found.type == "integer_scale" and not found.answers


def build_question(item: Item, *, wording: Wording, relevance: str) -> AskedQuestion:
    """Ask one item on its own, in the way that fits its response format."""
    found = item.response_format
    if _is_number_line(found):
        return _build_one_row(item, wording=wording, relevance=relevance)
    if has_list(found):
        return _build_list(item, wording=wording, relevance=relevance)
    kinds = {"integer": "N", "number": "N", "date": "D", "text": "S"}
    kind = "T" if found.max_chars else kinds.get(found.type, "S")
    themes = {
        "N": "numerical",
        "D": "date",
        "S": "shortfreetext",
        "T": "longfreetext",
    }
    return AskedQuestion(
        code=encode_item(item.id),
        type=kind,
        theme=themes[kind],
        texts=write_texts(item.text, wording.languages),
        help=_write_missing_help(found, wording),
        is_mandatory=item.required,
        relevance=relevance,
        pattern=_write_pattern(found),
        attributes=tuple(_list_limits(found)),
    )


def _build_list(item: Item, *, wording: Wording, relevance: str) -> AskedQuestion:
    found = item.response_format
    options = list_options(item, wording)
    kind, theme = "L", "listradio"
    if _is_short_count(found) and len(options) > _LONGEST_BUTTONS:
        kind, theme = "!", "list_dropdown"
    return AskedQuestion(
        code=encode_item(item.id),
        type=kind,
        theme=theme,
        texts=write_texts(item.text, wording.languages),
        is_mandatory=item.required,
        relevance=relevance,
        options=options,
        attributes=(Attribute("hide_tip", "1"),),
    )


def _write_missing_help(found: ResponseFormat, wording: Wording) -> Texts:
    """Say which code to write for a missing answer: there is no list to choose from."""
    helps = {}
    for language in wording.languages if found.missing else ():
        sentence = wording.number_missing.get(language)
        lines = []
        for code, kind in found.missing.items():
            label = wording.missing_labels.get(kind)
            words = label.get(language) if label else kind
            line = sentence.replace("[code]", str(code))
            lines.append(line.replace("[label]", words))
        helps[language] = write_text(" ".join(lines), language)
    return helps


def _write_pattern(found: ResponseFormat) -> str:
    """Write the expression that a text keeps: as it is typed, or a missing code."""
    if found.type != "text" or not found.pattern:
        return ""
    bare = found.pattern.removeprefix("^").removesuffix("$")
    if "uppercase" in found.normalise:
        bare = bare.replace("[A-Z]", _ANY_LETTER)
    codes = "".join(f"|{code}" for code in found.missing)
    return f"/^({bare}{codes})$/"


def _list_limits(found: ResponseFormat) -> Iterator[Attribute]:
    if found.type == "text" and found.max_chars:
        yield Attribute("maximum_chars", str(found.max_chars))
    if found.type == "text" and found.pattern:
        yield Attribute("text_input_width", "2")
    if found.type not in ("integer", "number"):
        return
    if found.type == "integer":
        yield Attribute("num_value_int_only", "1")
    codes = list(found.missing)
    if found.min is not None:
        yield Attribute("min_num_value_n", f"{min([found.min, *codes]):g}")
    if found.max is not None:
        yield Attribute("max_num_value_n", f"{max([found.max, *codes]):g}")


def strip_text(text: str) -> str:
    """Read the words of a page: no tags, no entities, one space, plain marks.

    Two texts that read the same are equal, whatever an editor made of them.
    """
    words = html.unescape(re.sub(r"<[^>]*>", " ", _INLINE.sub("", text)))
    plain = words.translate(
        {0x2019: "'", 0x2026: "...", 0xAD: "", 0x200B: "", 0xFEFF: ""}
    )
    return re.sub(r"\s+", " ", plain).strip()
