"""Columns that a study expects of its files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from barometre.errors import Problem, SourceError
from barometre.questionnaire.scale import Item, Questionnaire
from barometre.responses.columns import (
    code_elements,
    decoded_items,
    find_column,
    find_metadata,
    group_columns,
    metadata_columns,
)
from barometre.study import CodedSource, FileSource, LimeSurveySource, Study


@dataclass(frozen=True, slots=True)
class ExpectedColumns:
    """What is looked for in a file.

    ``people`` names people and is never copied. ``in_every_file`` must be there;
    ``somewhere`` in one file at least; ``if_there`` is copied where it is found.
    Fields point to columns, so that a message can say what a column was for;
    ``words`` holds the text of each item, by language.
    """

    people: tuple[str, ...]
    in_every_file: Mapping[str, str]
    somewhere: Mapping[str, str]
    if_there: Mapping[str, str]
    groups: tuple[str, ...]
    items: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]

    @property
    def columns(self) -> frozenset[str]:
        """Every column looked for."""
        fields = {**self.in_every_file, **self.somewhere, **self.if_there}
        return frozenset(fields.values())

    def select(self, header: Sequence[str]) -> list[str]:
        """Columns of a file to read."""
        return [column for column in header if column in self.columns]

    def left_out(self, header: Sequence[str]) -> tuple[str, ...]:
        """Columns of a file that nothing declares, or that name people."""
        kept = set(self.copied(header))
        return tuple(column for column in header if column not in kept)

    def absent(self, header: Sequence[str]) -> tuple[str, ...]:
        """Items that a file does not ask."""
        return tuple(
            item for item, column in self.items.items() if column not in header
        )

    def copied(self, header: Sequence[str]) -> list[str]:
        """Columns of a file to keep."""
        return [column for column in self.select(header) if column not in self.people]


def expect_columns(study: Study, questionnaire: Questionnaire) -> ExpectedColumns:
    """List what a study looks for in its files."""
    people = _people_columns(study, questionnaire)
    source = study.source
    in_every_file = {f"respondent.{n}": column for n, column in enumerate(people, 1)}
    if isinstance(source, FileSource):
        named = {"wave_column": source.wave_column, "interviewed": source.interviewed}
        in_every_file |= {field: column for field, column in named.items() if column}
    decoded = decoded_items(questionnaire)
    elements = code_elements(questionnaire)
    items = {item: find_column(item, study) for item in decoded}
    demanded = {
        item: column
        for item, column in items.items()
        if column and _is_demanded(item, questionnaire)
    }
    mapped = set(source.columns) if isinstance(source, CodedSource) else set()
    groups = {group: find_column(group, study) for group in group_columns(study)}
    somewhere = {
        **demanded,
        **{item: column for item, column in items.items() if item in mapped and column},
        **groups,
    }
    # A server says what it keeps of a response; a file is told where to find it.
    metadata = {
        f"metadata.{one}": one for one in metadata_columns(find_metadata(study))
    }
    is_server = isinstance(source, LimeSurveySource)
    if not is_server:
        somewhere |= metadata
    if study.weights and study.weights.column:
        somewhere["weights"] = find_column(study.weights.column, study)
    # Texts and dates typed in stay on the server; consent and profile do not.
    copied = decoded if is_server else questionnaire.items
    texts = {
        item: find_column(item, study)
        for item in copied
        if item not in elements and find_column(item, study)
    }
    return ExpectedColumns(
        people=people,
        in_every_file=in_every_file,
        somewhere=somewhere,
        if_there={
            **(metadata if is_server else {}),
            **{item: column for item, column in texts.items() if item not in somewhere},
        },
        groups=tuple(groups.values()),
        items={item: column for item, column in items.items() if column},
        words={name: _words(item) for name, item in questionnaire.items.items()},
    )


def _words(item: Item) -> Mapping[str, str]:
    return {"fr": item.text.fr, "en": item.text.en}


def _people_columns(study: Study, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Columns that name people: a token, a column, the elements of a code, or none."""
    respondent = study.respondent
    if respondent.by == "none":
        return ()
    if respondent.column is not None:
        return (respondent.column,)
    if respondent.by == "token":
        return (find_column("token", study),)
    elements = code_elements(questionnaire) if respondent.by == "code" else {}
    if not elements:
        problem = Problem(
            "respondent_unnamed", "study.yaml › respondent", by=respondent.by
        )
        raise SourceError(problem)
    return tuple(find_column(item, study) for item in elements)


def _is_demanded(item_id: str, questionnaire: Questionnaire) -> bool:
    """Tell whether a file without this item is wrong, or only a shorter form of it."""
    item: Item = questionnaire.items[item_id]
    model = questionnaire.scale_of(item_id).measurement_model
    is_left_out = item.optional or item.per_alter or bool(item.waves)
    return not is_left_out and model != "administrative"
