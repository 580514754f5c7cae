"""Write the reference page of the questionnaire format from the models.

``python -m barometre.questionnaire.reference docs/reference`` writes it again, in
French and English, with the page of all scales beside it.
"""

import ast
import inspect
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from barometre.messages import Language
from barometre.questionnaire import bank, response_format, scale
from barometre.questionnaire.scale_pages import render_scales

Words: TypeAlias = dict[str, str]

PARTS: tuple[tuple[type[BaseModel], str], ...] = (
    (scale.Scale, "scales/<id>.yaml"),
    (scale.Item, "items"),
    (scale.Scoring, "scoring"),
    (scale.Subscale, "subscales"),
    (scale.Example, "examples"),
    (response_format.ResponseFormat, "response_formats.yaml"),
    (response_format.Anchors, "anchors"),
    (response_format.Text, "title, text, construct"),
    (scale.Alignment, "alignment"),
    (scale.Licence, "licence"),
    (scale.Reliability, "expected_reliability"),
    (scale.Network, "network"),
    (bank.Preset, "presets/<id>.yaml"),
    (bank.Norm, "norms.yaml"),
    (bank.Module, "modules.yaml › modules"),
    (bank.Instrument, "modules.yaml › instruments"),
    (bank.Occasion, "modules.yaml › occasions"),
)
FILES: dict[Language, str] = {
    "fr": "questionnaire-format.fr.md",
    "en": "questionnaire-format.md",
}


def render_format(language: Language) -> str:
    """Write the page: one part a section, one key a row."""
    words = _load_words(language)
    sections = [
        _render_part(model, place, language=language, words=words)
        for model, place in PARTS
    ]
    return "\n".join([words["page"].strip(), *sections]) + "\n"


def render_pages() -> dict[str, str]:
    """Write every generated page, by file name."""
    pages = {name: render_format(language) for language, name in FILES.items()}
    return pages | {"scales.md": render_scales()}


def explain_keys(model: type[BaseModel], language: Language) -> Words:
    """Give the meaning of each key of a model."""
    return dict(_read_meanings(model)) if language == "en" else _in_french(model)


def _in_french(model: type[BaseModel]) -> Words:
    words, name = _load_words("fr"), model.__name__
    return {key: words.get(f"{name}.{key}", "") for key in _read_meanings(model)}


@cache
def _load_words(language: Language) -> Words:
    folder = files("barometre.questionnaire")
    text = folder.joinpath(f"reference.{language}.yaml").read_text("utf-8")
    return {str(key): str(value) for key, value in yaml.safe_load(text).items()}


@cache
def _read_meanings(model: type[BaseModel]) -> Words:
    """Read the sentence below each field of a model in its source file."""
    module = inspect.getmodule(model)
    tree = ast.parse(inspect.getsource(module) if module else "")
    found: Words = {}
    for node in tree.body:
        if not isinstance(node, ast.ClassDef) or node.name != model.__name__:
            continue
        for field, sentence in zip(node.body, node.body[1:], strict=False):
            if isinstance(field, ast.AnnAssign) and isinstance(sentence, ast.Expr):
                name = ast.unparse(field.target)
                key = model.model_fields[name].alias or name
                found[key] = " ".join(ast.literal_eval(sentence.value).split())
    return found


def _render_part(
    model: type[BaseModel], place: str, *, language: Language, words: Words
) -> str:
    meanings = explain_keys(model, language)
    title = words[model.__name__]
    lines = [f"\n## {title} · `{place}`\n", words["columns"], "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        key = field.alias or name
        kind = _render_kind(field.annotation, words)
        is_lent = (model, key) == (scale.Item, "response_format")
        default = "" if is_lent else _render_default(field, words)
        lines.append(f"| `{key}` | {kind} | {default} | {meanings[key]} |")
    return "\n".join(lines)


def _render_default(field: FieldInfo, words: Words) -> str:
    if field.is_required():
        return words["required"]
    default = field.get_default(call_default_factory=True)
    if default in (None, "", (), {}) or isinstance(default, BaseModel):
        return ""
    if isinstance(default, tuple):
        return f"`[{', '.join(map(str, default))}]`"
    shown = str(default).lower() if isinstance(default, bool) else str(default)
    return f"`{shown}`"


def _render_kind(annotation: Any, words: Words) -> str:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _render_kind(arguments[0], words)
    if origin in (Union, UnionType):
        kinds = [_render_kind(a, words) for a in arguments if a is not NoneType]
        return words["or"].join(kinds)
    if origin is Literal:
        return ", ".join(f"`{_option(option)}`" for option in arguments)
    if origin is tuple:
        return words["list"].format(_render_kind(arguments[0], words))
    if origin is dict:
        return words["map"].format(*(_render_kind(a, words) for a in arguments))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return words[annotation.__name__].lower()
    return words[annotation.__name__]


def _option(option: object) -> str:
    return str(option).lower() if isinstance(option, bool) else str(option)


def main(folder: Path) -> None:
    """Write the pages into a folder."""
    for name, text in render_pages().items():
        (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
