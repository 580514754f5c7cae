"""Names that a source declares for items and formats: a slip there changes answers."""

from collections.abc import Iterable, Iterator

from barometre.errors import Problem, SourceError
from barometre.questionnaire.scale import Questionnaire
from barometre.questionnaire.validation import unknown_word
from barometre.responses.columns import group_columns
from barometre.study import FileSource, Study


def check_declared_names(
    source: FileSource, *, study: Study, questionnaire: Questionnaire
) -> None:
    """Check that every name under a source is one that the study knows.

    Raises
    ------
    SourceError
        With each unknown name and the one that was probably meant: a recoding of an
        item that does not exist would be left out without a word.
    """
    items = [*questionnaire.items, *group_columns(study)]
    weights = [study.weights.column] if study.weights and study.weights.column else []
    formats = {item.response_format.id for item in questionnaire.items.values()}
    known = {
        "columns": [*items, *weights, "token"],
        "recode": items,
        "missing_codes_by_item": items,
        "missing_codes_by_format": sorted(formats - {""}),
        "wave_values": list(study.wave_ids),
    }
    problems = [
        problem
        for key, names in known.items()
        for problem in _find_unknown(key, getattr(source, key), names)
    ]
    if problems:
        raise SourceError(*problems)


def _find_unknown(key: str, used: Iterable[str], known: list[str]) -> Iterator[Problem]:
    where = f"study.yaml › source › {key}"
    for name in used:
        if name not in known:
            yield unknown_word("source_name_unknown", where, name, known)
