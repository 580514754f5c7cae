"""From ``study.yaml`` to a study: all its problems at once, each with its line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel

from barometre.errors import Problem, StudyError
from barometre.frames import RESPONSES, missing_column
from barometre.questionnaire.scale import Questionnaire
from barometre.questionnaire.validation import unknown_word, validate
from barometre.questionnaire.yaml_file import Key, YamlFile, read_yaml
from barometre.study import FileSource, LimeSurveySource, Study, SyntheticSource

_SOURCES: dict[str, type[BaseModel]] = {
    "export_file": FileSource,
    "synthetic": SyntheticSource,
    "limesurvey": LimeSurveySource,
}


# The columns of responses, and those set beside them while estimates are made.
_TAKEN = {*RESPONSES.column_names, "person", "person_id", "is_flagged", "answered_on"}


@dataclass(frozen=True, slots=True)
class ReadStudy:
    """What a study file says, without the parts at fault, and what is wrong with them.

    ``study`` is None when too little is left.
    """

    study: Study | None
    problems: tuple[Problem, ...]


def load_study(study_file: Path) -> Study:
    """Read a study.

    Raises
    ------
    StudyError
        With everything that is wrong with the file.
    """
    found = read_study(study_file)
    if found.problems or found.study is None:
        raise StudyError(*found.problems)
    return found.study


def read_study(study_file: Path) -> ReadStudy:
    """Read what can be read of a study, so that further checks can go on."""
    problems: list[Problem] = []
    file = read_yaml(study_file, study_file.name, problems)
    study = None
    if file:
        _validate_source(file, problems)
        study = validate(Study, file.data, file, problems)
    if file and study:
        problems.extend(_check_waves(study, file))
        problems.extend(_check_groups(study, file))
        problems.extend(_check_selection(study, file))
        problems.extend(_check_weights(study, file))
        problems.extend(_check_calendar(study, file))
    return ReadStudy(study, tuple(problems))


def check_study(study: Study, questionnaire: Questionnaire, study_file: Path) -> None:
    """Check that a study names only scales, items and waves that exist.

    Raises
    ------
    StudyError
        With every unknown name, its line, and the name that was probably meant.
    """
    problems: list[Problem] = []
    file = read_yaml(study_file, study_file.name, problems)
    if file:
        problems.extend(_check_names(study, questionnaire, file))
    if problems:
        raise StudyError(*problems)


def _validate_source(file: YamlFile, problems: list[Problem]) -> None:
    """Check the source against the model of its kind, so that keys are named right."""
    source = file.data.get("source")
    if not isinstance(source, dict) or "kind" not in source:
        return
    kind = str(source["kind"])
    if kind in _SOURCES:
        validate(_SOURCES[kind], source, file, problems, path=("source",))
    else:
        where = file.place(("source", "kind"))
        problems.append(
            unknown_word("yaml_option_unknown", where, kind, list(_SOURCES))
        )
        file.data["source"] = {"kind": "synthetic"}


def _check_waves(study: Study, file: YamlFile) -> Iterator[Problem]:
    for position, wave in enumerate(study.waves):
        if wave.id in study.wave_ids[:position]:
            yield Problem(
                "study_wave_twice", file.place(("waves", position, "id")), wave=wave.id
            )
        if wave.opens and wave.closes and wave.closes < wave.opens:
            yield Problem("study_wave_closes_first", file.place(("waves", position)))
    if study.plan.contrast is None:
        return
    earlier, later = study.plan.contrast
    unknown = {earlier, later} - set(study.wave_ids)
    for wave_id in sorted(unknown):
        where = file.place(("plan", "contrast"))
        known = list(study.wave_ids)
        yield unknown_word("study_wave_unknown", where, wave_id, known)
    if not unknown and study.wave_ids.index(earlier) >= study.wave_ids.index(later):
        yield Problem("study_contrast_order", file.place(("plan", "contrast")))


def _check_selection(study: Study, file: YamlFile) -> Iterator[Problem]:
    """Ask for one way of choosing, and for both halves of a group."""
    chosen = study.plan.selected_by_baseline
    if chosen is None:
        return
    by_group = (chosen.column is not None, chosen.group is not None)
    ways = (chosen.at_most is not None, chosen.at_least is not None, all(by_group))
    if sum(ways) != 1 or any(by_group) != all(by_group):
        where = file.place(("plan", "selected_by_baseline"))
        yield Problem("study_selection_unclear", where)


def _check_weights(study: Study, file: YamlFile) -> Iterator[Problem]:
    """Refuse weights that name nothing, or that are fitted in two ways."""
    weights = study.weights
    if weights is None:
        return
    if not (weights.column or weights.fitted):
        yield Problem("study_weights_empty", file.place(("weights",)))
    if weights.rake and weights.poststratify:
        yield Problem("study_weights_both", file.place(("weights",)))


def _check_groups(study: Study, file: YamlFile) -> Iterator[Problem]:
    """Refuse breakdowns called as a column that every table of responses has."""
    named: list[tuple[tuple[Key, ...], str]] = [
        (("groups",), group) for group in study.groups
    ]
    if study.comparison:
        named.append((("comparison", "column"), study.comparison.column))
        if study.comparison.clusters:
            named.append((("comparison", "clusters"), study.comparison.clusters))
    if study.weights and study.weights.fitted:
        kind = "rake" if study.weights.rake else "poststratify"
        named += [
            (("weights", kind, "variables"), name)
            for name in study.weights.fitted.variables
        ]
    for path, name in named:
        if name in _TAKEN or name.endswith(missing_column("")):
            yield Problem("study_group_taken", file.place(path), found=name)


def _check_calendar(study: Study, file: YamlFile) -> Iterator[Problem]:
    """Check what is done by date: a known clock, and an end to count from."""
    zone = study.schedule.timezone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        where = file.place(("schedule", "timezone"))
        yield Problem("study_timezone_unknown", where, found=zone)
    if study.retention.purge_after_days is not None:
        open_ended = [wave.id for wave in study.waves if wave.closes is None]
        if open_ended:
            where = file.place(("retention", "purge_after_days"))
            yield Problem("study_retention_open", where, waves=open_ended)
    for position, wave in enumerate(study.waves):
        where = file.place(("waves", position, "group_targets"))
        for column in wave.group_targets:
            if column not in study.groups:
                known = list(study.groups)
                yield unknown_word("study_target_group", where, column, known)


@dataclass(frozen=True, slots=True)
class _Names:
    """Names used at one place of the study, and those that exist."""

    code: str
    path: tuple[Key, ...]
    used: Iterable[str]
    known: list[str]


def _check_names(
    study: Study, questionnaire: Questionnaire, file: YamlFile
) -> Iterator[Problem]:
    outcomes = list(_list_outcomes(questionnaire))
    items = list(questionnaire.items)
    plan = study.plan
    places = (
        _Names("study_scale_unknown", ("plan", "primary"), plan.primary, outcomes),
        _Names("study_scale_unknown", ("plan", "secondary"), plan.secondary, outcomes),
        _Names(
            "study_scale_unknown",
            ("plan", "smallest_worthwhile_change"),
            plan.smallest_worthwhile_change,
            outcomes,
        ),
        _Names(
            "study_scale_unknown",
            ("plan", "selected_by_baseline", "outcome"),
            [chosen.outcome] if (chosen := plan.selected_by_baseline) else [],
            outcomes,
        ),
        _Names("study_item_unknown", ("confirmed_keys",), study.confirmed_keys, items),
    )
    for place in places:
        for name in place.used:
            if name not in place.known:
                where = file.place(place.path)
                yield unknown_word(place.code, where, name, place.known)


def _list_outcomes(questionnaire: Questionnaire) -> Iterator[str]:
    """List what a plan may name: scales, then their subscales and items by a dot."""
    yield from (scale.id for scale in questionnaire.scales)
    for scale in questionnaire.scales:
        for part in (*scale.subscales, *scale.item_ids):
            yield f"{scale.id}.{part}"
