"""Read one scale file: names of formats become formats, then all is checked."""

from collections.abc import Mapping
from typing import Any

from barometre.errors import Problem
from barometre.questionnaire.check import UNKNOWN_FORMAT, check_scale
from barometre.questionnaire.response_format import ResponseFormat
from barometre.questionnaire.scale import Item, Scale
from barometre.questionnaire.shelf import NamedFile
from barometre.questionnaire.validation import unknown_word, validate
from barometre.questionnaire.yaml_file import Key, YamlFile, read_yaml


def load_scale(
    file: NamedFile,
    formats: Mapping[str, ResponseFormat],
    problems: list[Problem],
    sources: dict[str, YamlFile],
) -> Scale | None:
    """Read one scale file.

    Parameters
    ----------
    file
        The file; it bears the name of the scale.
    formats
        Formats that the file may name.
    problems
        List to which all that is wrong is added.
    sources
        Gains the content of the file under the scale's id, so that later checks can
        say where they stand.

    Returns
    -------
    Scale or None
        None when too little of it can be read.
    """
    source = read_yaml(file.path, file.name, problems)
    if source is None:
        return None
    _resolve_formats(source, formats, problems)
    scale = validate(Scale, source.data, source, problems)
    if scale is None:
        return None
    scale = _with_own_words(scale)
    sources[scale.id] = source
    if scale.id != file.path.stem:
        where = source.place(["id"])
        problem = Problem("bank_id_not_file_name", where, id=scale.id, file=file.name)
        problems.append(problem)
    problems.extend(check_scale(scale, source.place))
    return scale


def _resolve_formats(
    source: YamlFile, formats: Mapping[str, ResponseFormat], problems: list[Problem]
) -> None:
    """Put formats in the place of their names, on the scale and on each item."""
    data = source.data

    def resolve(holder: dict[str, Any], path: list[Key]) -> None:
        name = holder.get("response_format")
        if isinstance(name, str):
            holder["response_format"] = formats.get(name, UNKNOWN_FORMAT)
            if name not in formats:
                where = source.place([*path, "response_format"])
                known = list(formats)
                problem = unknown_word("bank_format_unknown", where, name, known)
                problems.append(problem)

    resolve(data, [])
    items = data.get("items")
    for number, item in enumerate(items if isinstance(items, list) else []):
        if not isinstance(item, dict):
            continue
        resolve(item, ["items", number])
        if "response_format" not in item:
            item["response_format"] = data.get("response_format", UNKNOWN_FORMAT)
            if "response_format" not in data:
                where = source.place(["items", number])
                problems.append(Problem("bank_format_missing", where))


def replace_formats(scale: Scale, formats: Mapping[str, ResponseFormat]) -> Scale:
    """Give a scale the formats that stand in for those of the same name."""
    shared = scale.response_format
    items = tuple(
        item.model_copy(update={"response_format": formats[item.response_format.id]})
        if item.response_format.id in formats
        else item
        for item in scale.items
    )
    update = {
        "items": items,
        "response_format": shared and formats.get(shared.id, shared),
    }
    return _with_own_words(scale.model_copy(update=update))


def _with_own_words(scale: Scale) -> Scale:
    """Give an item with labels or missing codes of its own a format that has them."""
    items = tuple(
        item.model_copy(update={"response_format": _own_format(item)})
        if item.labels or item.extra_missing
        else item
        for item in scale.items
    )
    return scale.model_copy(update={"items": items})


def _own_format(item: Item) -> ResponseFormat:
    shared = item.response_format
    own = {
        "labels": shared.labels | item.labels,
        "missing": shared.missing | item.extra_missing,
    }
    return shared.model_copy(update=own)
