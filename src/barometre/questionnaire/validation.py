"""A YAML file checked against its model, and said in the reader's language."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from barometre.errors import Problem
from barometre.questionnaire.response_format import Text
from barometre.questionnaire.yaml_file import Key, YamlFile

ModelT = TypeVar("ModelT", bound=BaseModel)

_CODES = {
    "string_type": "yaml_expected_text",
    "string_too_short": "yaml_text_empty",
    "string_pattern_mismatch": "yaml_bad_name",
    "int_type": "yaml_expected_whole_number",
    "int_parsing": "yaml_expected_whole_number",
    "int_from_float": "yaml_expected_whole_number",
    "float_type": "yaml_expected_number",
    "float_parsing": "yaml_expected_number",
    "bool_type": "yaml_expected_true_or_false",
    "bool_parsing": "yaml_expected_true_or_false",
    "tuple_type": "yaml_expected_list",
    "list_type": "yaml_expected_list",
    "dict_type": "yaml_expected_mapping",
    "model_type": "yaml_expected_mapping",
    "model_attributes_type": "yaml_expected_mapping",
    "too_short": "yaml_list_empty",
    "date_from_datetime_parsing": "yaml_expected_date",
    "date_type": "yaml_expected_date",
    "greater_than": "yaml_too_small",
    "greater_than_equal": "yaml_too_small",
    "less_than": "yaml_too_large",
    "less_than_equal": "yaml_too_large",
    "one_of_several": "yaml_expected_text_or_number",
}


def validate(
    model: type[ModelT],
    data: object,
    file: YamlFile,
    problems: list[Problem],
    *,
    path: tuple[Key, ...] = (),
) -> ModelT | None:
    """Make a model from the content of a file, or add what is wrong to ``problems``.

    Parameters
    ----------
    model
        Strict model of the content.
    data
        Content, as YAML gave it.
    file
        Where the content comes from, for messages.
    problems
        List to which problems are added, in the reader's words.
    path
        Place of ``data`` inside the file.

    Returns
    -------
    Model or None
        After a problem, the model of what is left once the parts at fault are taken
        out, so that further checks can go on; None when too little is left.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    errors = _merge_alternatives(data, errors)
    problems.extend(_explain(model, e, file, path) for e in errors)
    for found in reversed(errors):
        _take_out(data, found)
    try:
        return model.model_validate(data)
    except ValidationError:
        return None


def near_miss(word: str, known: list[str]) -> str:
    """Give the known word that was probably meant, or nothing."""
    return next(iter(get_close_matches(word, known, n=1, cutoff=0.6)), "")


def unknown_word(code: str, where: str, word: str, known: list[str]) -> Problem:
    """Build a problem about an unknown word, with a guess at what was meant.

    The message is ``code``, or ``<code>_near`` when there is a guess.
    """
    near = near_miss(word, known)
    if near:
        return Problem(f"{code}_near", where, found=word, near=near)
    return Problem(code, where, found=word, known=known or ["–"])


def _merge_alternatives(data: object, errors: list[Any]) -> list[Any]:
    """Say once what is wrong with a value that may be of several types.

    pydantic tells each type apart, and adds its name to the place.
    """
    merged: dict[tuple[tuple[Key, ...], str], Any] = {}
    for error in errors:
        place = _find_place(data, error)
        n_named = sum(part != "[key]" for part in error["loc"])
        is_one_of_several = len(place) < n_named and error["type"] in _CODES
        kind = "one_of_several" if is_one_of_several else error["type"]
        merged.setdefault((place, kind), {**error, "loc": place, "type": kind})
    return list(merged.values())


def _find_place(data: Any, error: Any) -> tuple[Key, ...]:
    """Find the place inside the content, without what pydantic adds to it."""
    place: list[Key] = []
    for part in error["loc"]:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]
        elif error["type"] != "missing" or part != error["loc"][-1]:
            continue
        place.append(part)
    return tuple(place)


def _explain(
    model: type[BaseModel], error: Any, file: YamlFile, prefix: tuple[Key, ...]
) -> Problem:
    loc: tuple[Key, ...] = error["loc"]
    where, kind, last = file.place((*prefix, *loc)), error["type"], str(loc[-1:][0])
    holders = list(_models_at(model, loc[:-1]))
    if kind == "extra_forbidden":
        known = sorted({key for holder in holders for key in _keys(holder)})
        return unknown_word("yaml_key_unknown", where, last, known)
    if kind == "missing":
        code = "yaml_translation_missing" if Text in holders else "yaml_key_missing"
        return Problem(code, where, key=last)
    if kind == "model_type" and Text in _models_at(model, loc):
        return Problem("yaml_one_language", where)
    if kind in ("literal_error", "union_tag_invalid"):
        expected = error["ctx"].get("expected") or error["ctx"]["expected_tags"]
        found, allowed = _shown(error["input"]), _allowed(expected)
        return unknown_word("yaml_option_unknown", where, found, allowed)
    limits = error.get("ctx", {})
    limit = next((limits[k] for k in ("ge", "gt", "le", "lt") if k in limits), "")
    code = _CODES.get(kind, "yaml_value_refused")
    page = "study" if file.name == "study.yaml" else "questionnaire-format"
    return Problem(code, where, found=_shown(error["input"]), limit=limit, page=page)


def _allowed(expected: str) -> list[str]:
    """Split pydantic's "'a', 'b' or True" into words as YAML writes them."""
    words = re.findall(r"\w+", expected.replace(" or ", ", "))
    return [word.lower() if word in ("True", "False") else word for word in words]


def _shown(value: object) -> str:
    """Show a short value as YAML writes it; a long or nested one not at all."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:40] if isinstance(value, (str, int, float)) else "…"


def _keys(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        yield field.alias or name


def _models_at(annotation: Any, path: tuple[Key, ...]) -> Iterator[type[BaseModel]]:
    """Find the models that stand at a place inside a model."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not path:
            yield annotation
        for name, field in annotation.model_fields.items():
            if path and (field.alias or name) == path[0]:
                yield from _models_at(field.annotation, path[1:])
        return
    takes_a_part = get_origin(annotation) in (dict, tuple, list)
    if takes_a_part and not path:
        return
    for argument in get_args(annotation):
        yield from _models_at(argument, path[1:] if takes_a_part else path)


def _take_out(data: Any, error: Any) -> None:
    """Remove the part at fault, or put a stand-in where one is needed."""
    if not error["loc"]:
        return
    *path, last = error["loc"]
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, list) and isinstance(last, int):
        # Later parts are taken out first, so that positions stay true.
        del data[last]
    if not isinstance(data, dict):
        return
    context = error.get("ctx", {})
    if error["type"] == "missing" and last in ("fr", "en"):
        data[last] = "?"
    elif context.get("class_name") == "Text":
        data[last] = {"fr": "?", "en": "?"}
    elif error["type"] == "literal_error":
        data[last] = _allowed(context["expected"])[0]
    else:
        data.pop(last, None)
