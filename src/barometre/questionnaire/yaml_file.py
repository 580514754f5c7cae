"""YAML files read strictly, with the line of each of their parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar, TypeAlias, cast

import yaml

from barometre.errors import Problem

Key: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A YAML file whose top is a mapping.

    ``name`` is what messages call the file: never the path on this machine.
    """

    name: str
    text: str
    data: dict[str, Any]

    def place(self, path: Sequence[Key] = ()) -> str:
        """Write where a part stands: file, line, path inside the file."""
        line, words = _find(_compose(self.text), path)
        return f"{self.name}:{line} › {'.'.join(words)}" if words else self.name


def read_yaml(path: Path, name: str, problems: list[Problem]) -> YamlFile | None:
    """Read one YAML file; what is wrong with it is added to ``problems``.

    Parameters
    ----------
    path
        File to read.
    name
        What messages call it.
    problems
        List to which problems are added: a file that is not YAML, not UTF-8, not a
        mapping, or that gives one key twice.

    Returns
    -------
    YamlFile or None
        None when there is nothing to go on with.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem("yaml_not_utf8", name))
        return None
    except OSError:
        problems.append(Problem("yaml_unreadable", name))
        return None
    try:
        data = _parse(text, name, problems)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(Problem("yaml_syntax", f"{name}:{line}"))
        return None
    if not isinstance(data, dict):
        problems.append(Problem("yaml_not_a_mapping", name))
        return None
    return YamlFile(name, text, data)


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOLEAN = "tag:yaml.org,2002:bool"


class _StrictLoader(_Base):  # type: ignore[misc]
    """Safe loader that notices a key given twice, which YAML would silently drop.

    Only true and false are booleans: "No" and "Oui" are words of a questionnaire.
    """

    repeated: list[tuple[str, int]]
    yaml_implicit_resolvers: ClassVar = {
        first: [resolver for resolver in resolvers if resolver[0] != _BOOLEAN]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                self.repeated.append((str(key.value), key.start_mark.line + 1))
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


_StrictLoader.add_implicit_resolver(
    _BOOLEAN, re.compile("^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def _parse(text: str, name: str, problems: list[Problem]) -> object:
    loader = _StrictLoader(text)
    loader.repeated = []
    try:
        data = loader.get_single_data()
    finally:
        loader.dispose()
    problems.extend(
        Problem("yaml_key_repeated", f"{name}:{line}", key=key)
        for key, line in loader.repeated
    )
    return cast("object", data)


@lru_cache(maxsize=8)
def _compose(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=_Base)


def _find(node: yaml.Node | None, path: Sequence[Key]) -> tuple[int, list[str]]:
    """Walk down as far as the path exists; a list member is called by its id."""
    line, words = 1, []
    for part in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line + 1
            words.append(_member_name(node) or str(part + 1))
            continue
        # Of a key given twice the last counts, as when the content is read.
        for key, value in reversed([*_pairs(node)]):
            if key.value == str(part):
                node, line = value, key.start_mark.line + 1
                break
        words.append(str(part))
    return line, words


def _pairs(node: yaml.Node | None) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    yield from node.value if isinstance(node, yaml.MappingNode) else ()


def _member_name(node: yaml.Node) -> str:
    ids = (value.value for key, value in _pairs(node) if key.value == "id")
    return str(next(ids, ""))
