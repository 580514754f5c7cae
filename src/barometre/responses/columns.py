"""Which column of the source stands for which item, group or fact about a response."""

from collections.abc import Mapping

from barometre.questionnaire.scale import Item, Questionnaire
from barometre.study import (
    CodedSource,
    FileSource,
    LimeSurveySource,
    Metadata,
    Study,
)

RESPONDENT_ID = "respondent_id"
SOURCE_ROW = "source_row"
# Pseudonyms of a self-generated code without each of its elements, in their order.
NEAR_CODES = "near_codes"
# A response that names no one is named by its wave and row: row-t0-12.
UNLINKED_PREFIX = "row-"

SYNTHETIC_METADATA = Metadata(
    submitted="submitted_at", progress="progress", duration="duration_seconds"
)
# LimeSurvey's own seconds on the pages, pauses between two sittings left out.
INTERVIEW_TIME = "interviewtime"
LIMESURVEY_METADATA = Metadata(
    submitted="submitdate",
    last_page="lastpage",
    started_at="startdate",
    submitted_at="submitdate",
)


def find_column(field: str, study: Study) -> str:
    """Name the source's column for an item or a field; empty when not asked."""
    if isinstance(study.source, CodedSource):
        return study.source.columns.get(field, field)
    return field


def find_metadata(study: Study) -> Metadata:
    """Name the source's columns that describe a response."""
    if isinstance(study.source, FileSource):
        return study.source.metadata
    if isinstance(study.source, LimeSurveySource):
        times = {"duration": INTERVIEW_TIME} if study.source.timings else {}
        return LIMESURVEY_METADATA.model_copy(update=times)
    return SYNTHETIC_METADATA


def metadata_columns(metadata: Metadata) -> tuple[str, ...]:
    """List the columns that describe a response, each once."""
    named = metadata.model_dump(exclude={"duration_unit"}).values()
    return tuple(dict.fromkeys(column for column in named if column))


def group_columns(study: Study) -> tuple[str, ...]:
    """List the breakdowns of the study and what else people are told apart by.

    That is its comparison, the places of it, and variables of margins.
    """
    compared = study.comparison
    named = (compared.column, compared.clusters or "") if compared else ()
    fitted = study.weights.fitted if study.weights else None
    variables = fitted.variables if fitted else ()
    listed = (*study.groups, *named, *variables)
    return tuple(dict.fromkeys(name for name in listed if name))


def decoded_items(questionnaire: Questionnaire) -> Mapping[str, Item]:
    """Items whose answers are kept: numbers and codes.

    Texts and dates stay in the raw snapshot; elements of a self-generated code are
    gone before it is written.
    """
    codes = code_elements(questionnaire)
    return {
        item_id: item
        for item_id, item in questionnaire.items.items()
        if item.response_format.is_numeric and item_id not in codes
    }


def asked_order(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Put the items whose answers are kept in the order they are asked."""
    scales = {scale.id for scale in questionnaire.scales}
    moved = {
        item: before
        for item, before in questionnaire.moved_items.items()
        if before in scales
    }
    order: list[str] = []
    for scale in questionnaire.scales:
        order.extend(item for item, before in moved.items() if before == scale.id)
        order.extend(item for item in scale.item_ids if item not in moved)
    decoded = decoded_items(questionnaire)
    return tuple(item for item in order if item in decoded)


def code_elements(questionnaire: Questionnaire) -> Mapping[str, Item]:
    """Items that make the self-generated code."""
    return {
        item.id: item
        for scale in questionnaire.scales
        if scale.sensitivity == "pseudonym"
        for item in scale.items
    }
