"""The keys of ``study.yaml``, from the models that read it."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from barometre.questionnaire.missing import MISSING_KINDS
from barometre.reference.markdown import (
    load_words,
    render_page,
    render_table,
    render_words,
)
from barometre.study import Study

_HEADER = ("clé · key", "valeur · value", "défaut · default")
_REQUIRED = "**obligatoire · required**"
_NAMES = {
    "string": "texte · text",
    "integer": "entier · whole number",
    "number": "nombre · number",
    "boolean": "`true` · `false`",
}
_FORMATS = {"date": "`2026-01-31`", "path": "fichier · file"}
_LIMITS = {
    "minimum": "≥",
    "exclusiveMinimum": ">",
    "maximum": "≤",
    "exclusiveMaximum": "<",
}
_MISSING_KIND = "[manquant · missing](../../GLOSSARY.md)"
# Parts of the questionnaire's own format, explained on its page.
_ELSEWHERE = {
    "Text": "`{fr: …, en: …}`",
    "ResponseFormat": "[format](questionnaire-format.md)",
}


def render_study_page() -> str:
    """Render the reference of the study file."""
    models = _load_models()
    sections = [
        _render_model(models[name], words)
        for name, words in _load_study_words().items()
    ]
    return render_page("study", *sections)


def list_keys() -> dict[str, set[str]]:
    """List the keys of each model that the page has to explain."""
    models = _load_models()
    return {name: set(models[name]["properties"]) for name in _reach("Study", models)}


@cache
def _load_study_words() -> dict[str, Any]:
    return load_words("study.yaml")


def _load_models() -> dict[str, Any]:
    schema = Study.model_json_schema()
    return {"Study": schema, **schema["$defs"]}


def _reach(name: str, models: dict[str, Any]) -> Iterator[str]:
    yield name
    for inner in _references(models[name]["properties"]):
        if inner not in _ELSEWHERE:
            yield from _reach(inner, models)


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)
    elif isinstance(part, dict):
        if "$ref" in part:
            yield _model_of(part)
        yield from _references(list(part.values()))


def _model_of(part: dict[str, Any]) -> str:
    return str(part["$ref"]).rpartition("/")[2]


def _render_model(model: dict[str, Any], words: dict[str, Any]) -> str:
    required = model.get("required", [])
    rows = [
        (
            (
                f"`{key}`",
                _describe(part),
                _REQUIRED if key in required else _default(part),
            ),
            words["keys"][key],
        )
        for key, part in model["properties"].items()
    ]
    about = render_words(words["about"])
    return f"## {words['title']}\n\n{about}\n\n{render_table(_HEADER, rows)}"


def _describe(part: dict[str, Any]) -> str:
    """Say what may stand at a key."""
    if "$ref" in part:
        name = _model_of(part)
        return _ELSEWHERE.get(name) or _link_to(_load_study_words()[name]["title"])
    if choices := part.get("anyOf", part.get("oneOf")):
        kinds = [_describe(one) for one in choices if one.get("type") != "null"]
        return " / ".join(dict.fromkeys(kinds))
    if part.get("enum") == list(MISSING_KINDS):
        return _MISSING_KIND
    if "const" in part or "enum" in part:
        allowed = part.get("enum", [part.get("const")])
        return " · ".join(f"`{one}`" for one in allowed)
    if part["type"] == "array":
        inner = part.get("items") or part["prefixItems"][0]
        return f"liste · list: {_describe(inner)}"
    if part["type"] == "object":
        return f"`{{…: …}}`: {_describe(part['additionalProperties'])}"
    name = _FORMATS.get(part.get("format", ""), _NAMES[part["type"]])
    limits = [f"{sign} {part[key]:g}" for key, sign in _LIMITS.items() if key in part]
    return f"{name} ({', '.join(limits)})" if limits else name


def _link_to(title: str) -> str:
    return f"[{title}](#{title.replace('.', '')})"


def _default(part: dict[str, Any]) -> str:
    """Write a default as it would stand in the file; a dash where there is none."""
    value = part.get("default")
    if value is None or isinstance(value, dict) or value == []:
        return "–"
    if isinstance(value, list):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value:.3g}`" if isinstance(value, float) else f"`{value}`"
