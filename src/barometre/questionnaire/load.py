"""Read the bank, or the part of it that a study asks; all problems at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import Field

from barometre.errors import Problem, QuestionnaireError
from barometre.questionnaire.bank import (
    Bank,
    Instrument,
    Module,
    Norm,
    Occasion,
    Preset,
)
from barometre.questionnaire.check import (
    check_bank,
    check_format,
    check_item_ids,
    check_moved_items,
    check_scale_names,
)
from barometre.questionnaire.load_scale import load_scale, replace_formats
from barometre.questionnaire.missing import MissingKind
from barometre.questionnaire.response_format import Model, ResponseFormat, Text
from barometre.questionnaire.scale import Questionnaire, Scale
from barometre.questionnaire.shelf import (
    NamedFile,
    Shelf,
    list_presets,
    list_scales,
    list_shelves,
)
from barometre.questionnaire.shelf import find_bank as find_bank
from barometre.questionnaire.validation import ModelT, unknown_word, validate
from barometre.questionnaire.yaml_file import YamlFile, read_yaml


class FormatsFile(Model):
    """Content of ``response_formats.yaml``."""

    missing_labels: dict[MissingKind, Text] = Field(default={})
    """Words for each kind of missing answer."""
    response_formats: dict[str, ResponseFormat] = Field(default={})
    """Formats by name."""


class NormsFile(Model):
    """Content of ``norms.yaml``."""

    norms: tuple[Norm, ...]
    """Published figures."""


class ModulesFile(Model):
    """Content of ``modules.yaml``."""

    occasions: tuple[Occasion, ...]
    """Moments at which forms are filled in."""
    instruments: tuple[Instrument, ...]
    """Forms."""
    modules: tuple[Module, ...]
    """Pages of the forms."""


@dataclass(frozen=True, slots=True)
class _Formats:
    by_name: dict[str, ResponseFormat]
    missing_labels: dict[MissingKind, Text]


def load_bank(own_scales: Path | None = None) -> Bank:
    """Load every format, scale, preset and norm, and check them against each other.

    Parameters
    ----------
    own_scales
        A study's folder of scales. Its scales, the presets in its ``presets/`` and
        the formats in its ``response_formats.yaml`` win over the bank's of the same
        name.

    Raises
    ------
    QuestionnaireError
        With every problem of every file.
    """
    problems: list[Problem] = []
    sources: dict[str, YamlFile] = {}
    shelves = list_shelves(own_scales)
    formats = _load_formats(shelves, problems)
    scale_files = list_scales(shelves)
    scales = _load_scales(scale_files.values(), formats, problems, sources)
    presets = [
        preset
        for file in list_presets(shelves).values()
        if (preset := _load_preset(file, list(scale_files), problems))
    ]
    norms = _load_whole(NormsFile, shelves[0].file("norms.yaml"), problems)
    modules = _load_whole(ModulesFile, shelves[0].file("modules.yaml"), problems)
    if norms is None or modules is None:
        raise QuestionnaireError(*problems)
    bank = Bank(
        formats=formats.by_name,
        scales={scale.id: scale for scale in scales},
        presets={preset.id: preset for preset in presets},
        norms={norm.id: norm for norm in norms.norms},
        modules={module.id: module for module in modules.modules},
        instruments={form.id: form for form in modules.instruments},
        occasions={occasion.id: occasion for occasion in modules.occasions},
        missing_labels=formats.missing_labels,
    )
    places = {scale_id: source.place for scale_id, source in sources.items()}
    problems.extend(check_item_ids(scales, places))
    problems.extend(check_bank(bank, places))
    _raise(problems)
    return bank


def load_questionnaire(
    selection: str | Sequence[str],
    *,
    own_scales: Path | None = None,
    response_formats: Mapping[str, ResponseFormat] | None = None,
) -> Questionnaire:
    """Load the scales that a study asks, and nothing else.

    Parameters
    ----------
    selection
        A preset, or scale ids in the order asked.
    own_scales
        A study's folder of scales; see :func:`load_bank`.
    response_formats
        Formats that win over all others of the same name: missing codes of a server,
        for instance. The worked examples stay those of the bank's formats.

    Raises
    ------
    QuestionnaireError
        With every problem of every file concerned.
    """
    problems: list[Problem] = []
    sources: dict[str, YamlFile] = {}
    shelves = list_shelves(own_scales)
    formats = _load_formats(shelves, problems)
    given = {name: _named(f, name) for name, f in (response_formats or {}).items()}
    for name, response_format in given.items():
        formats.by_name.setdefault(name, response_format)
        path = ["response_formats", name]
        problems.extend(check_format(response_format, _in_study, path))
    files = list_scales(shelves)
    preset = _choose(selection, shelves, list(files), problems)
    chosen = [files[scale_id] for scale_id in preset.scales if scale_id in files]
    scales = _load_scales(chosen, formats, problems, sources)
    questionnaire = Questionnaire(
        id=preset.id,
        title=preset.title,
        scales=tuple(replace_formats(scale, given) for scale in scales),
        moved_items=preset.moved_items,
        missing_labels=formats.missing_labels,
        norms=_find_norms(scales, shelves, problems),
    )
    places = {scale_id: source.place for scale_id, source in sources.items()}
    problems.extend(check_item_ids(questionnaire.scales, places))
    if not problems:
        problems.extend(check_moved_items(questionnaire, preset.id))
    _raise(problems)
    return questionnaire


def _find_norms(
    scales: Iterable[Scale], shelves: Sequence[Shelf], problems: list[Problem]
) -> tuple[Norm, ...]:
    """Find the figures that the scales name; a scale without any needs no file."""
    named = {name for scale in scales for name in scale.norms}
    if not named:
        return ()
    known = _load_whole(NormsFile, shelves[0].file("norms.yaml"), problems)
    return tuple(norm for norm in known.norms if norm.id in named) if known else ()


def _in_list(path: Sequence[str | int]) -> str:
    return f"questionnaire.{int(path[-1]) + 1}"


def _in_study(path: Sequence[str | int]) -> str:
    return f"study.yaml › {'.'.join(map(str, path))}"


def _raise(problems: list[Problem]) -> None:
    """Raise all problems, file by file, from the first line to the last."""
    if problems:
        raise QuestionnaireError(*sorted(dict.fromkeys(problems), key=_file_and_line))


def _file_and_line(problem: Problem) -> tuple[str, int]:
    file, _, line = problem.where.partition(" › ")[0].partition(":")
    return file, int(line or 0)


def _load_formats(shelves: list[Shelf], problems: list[Problem]) -> _Formats:
    formats = _Formats({}, {})
    for shelf in shelves:
        if not shelf.formats.path.is_file():
            continue
        file = read_yaml(shelf.formats.path, shelf.formats.name, problems)
        content = file and validate(FormatsFile, file.data, file, problems)
        if not file or not content:
            continue
        formats.missing_labels.update(content.missing_labels)
        for name, given in content.response_formats.items():
            formats.by_name[name] = _named(given, name)
            problems.extend(check_format(given, file.place, ["response_formats", name]))
    return formats


def _named(response_format: ResponseFormat, name: str) -> ResponseFormat:
    return response_format.model_copy(update={"id": name})


def _load_scales(
    files: Iterable[NamedFile],
    formats: _Formats,
    problems: list[Problem],
    sources: dict[str, YamlFile],
) -> list[Scale]:
    read = (load_scale(file, formats.by_name, problems, sources) for file in files)
    return [scale for scale in read if scale is not None]


def _load_whole(
    model: type[ModelT], file: NamedFile, problems: list[Problem]
) -> ModelT | None:
    source = read_yaml(file.path, file.name, problems)
    return validate(model, source.data, source, problems) if source else None


def _load_preset(
    file: NamedFile, known_scales: list[str], problems: list[Problem]
) -> Preset | None:
    source = read_yaml(file.path, file.name, problems)
    preset = source and validate(Preset, source.data, source, problems)
    if not source or not preset:
        return None
    if preset.id != file.path.stem:
        where = source.place(["id"])
        problem = Problem("bank_id_not_file_name", where, id=preset.id, file=file.name)
        problems.append(problem)
    found = check_scale_names(preset.scales, known_scales, source.place, ["scales"])
    problems.extend(found)
    return preset


def _choose(
    selection: str | Sequence[str],
    shelves: list[Shelf],
    known_scales: list[str],
    problems: list[Problem],
) -> Preset:
    """Read the preset that was named, or make one of a list of scales."""
    where = "questionnaire"
    if not isinstance(selection, str):
        found = check_scale_names(selection, known_scales, _in_list, [])
        problems.extend(found)
        if not selection:
            _raise([*problems, Problem("yaml_list_empty", where)])
        title = Text(fr="Questionnaire", en="Questionnaire")
        return Preset(id="custom", title=title, scales=tuple(selection))
    files = list_presets(shelves)
    if selection not in files:
        unknown = unknown_word("bank_preset_unknown", where, selection, list(files))
        _raise([*problems, unknown])
    preset = _load_preset(files[selection], known_scales, problems)
    if preset is None:
        _raise(problems)
    return cast("Preset", preset)
