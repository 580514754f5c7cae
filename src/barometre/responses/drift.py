"""Whether the survey that ran is the questionnaire that was written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal, get_args

from barometre.errors import Problem
from barometre.frames import DRIFT, build_table
from barometre.questionnaire.scale import Item, Questionnaire, Scale
from barometre.responses.columns import decoded_items, find_column
from barometre.responses.drift_answers import compare_answers, compare_limits
from barometre.responses.drift_words import compare_words, find_by_words
from barometre.responses.places import find_places
from barometre.responses.structure import Place, Structure, read_structure
from barometre.study import Study

if TYPE_CHECKING:
    import pandas as pd

# These make answers of one survey something else than those of another: a run stops.
BreakingKind = Literal[
    "code_renamed", "answer_added", "answer_removed", "range_changed", "list_lost"
]
# These are told in every report that uses the item.
ReportedKind = Literal[
    "item_absent",
    "language_absent",
    "wording_changed",
    "stem_changed",
    "answers_reworded",
    "ends_changed",
    "became_mandatory",
    "missing_not_offered",
    "limit_changed",
]
DriftKind = BreakingKind | ReportedKind
DRIFT_KINDS: tuple[str, ...] = (*get_args(BreakingKind), *get_args(ReportedKind))

# An equation has no words: its text is a formula.
_COMPUTED = "*"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the survey has otherwise than the questionnaire.

    ``item`` is empty where it concerns a whole scale, ``scale`` too where it concerns
    the whole survey; ``language`` is empty where it holds in all.
    """

    wave: str
    scale: str
    item: str
    kind: DriftKind
    expected: str
    found: str
    language: str = ""

    @property
    def is_breaking(self) -> bool:
        """Answers can no longer be compared."""
        return self.kind in get_args(BreakingKind)

    @property
    def problem(self) -> Problem:
        """Say it in the reader's language: what was expected, found, what to do."""
        parts = (self.wave, self.item or self.scale)
        where = " › ".join(part for part in parts if part)
        facts = {"expected": self.expected, "found": self.found}
        return Problem(f"drift_{self.kind}", where, **facts, spoken=self.language)


def compare_structure(
    structure: Structure, *, wave: str, study: Study, questionnaire: Questionnaire
) -> tuple[Difference, ...]:
    """Compare the survey of a wave with the questionnaire, item by item.

    Parameters
    ----------
    structure
        What the survey tool says was asked.
    wave
        Wave of the survey, for messages and for items asked at certain waves only.
    study
        Names of columns, codes of missing answers, languages.
    questionnaire
        What should have been asked.

    Returns
    -------
    tuple of Difference
        Breaking ones first. An item that the study says was not asked, that is optional
        or for other waves, may be absent without a word.
    """
    comparison = _Comparison(structure, wave, study, questionnaire)
    found = [*comparison.languages(), *comparison.items(), *comparison.stems()]
    return tuple(sorted(found, key=lambda difference: not difference.is_breaking))


def compare_structures(
    structures: Mapping[str, bytes], *, study: Study, questionnaire: Questionnaire
) -> tuple[Difference, ...]:
    """Compare the surveys of several waves; see :func:`compare_structure`."""
    return tuple(
        difference
        for wave, structure in structures.items()
        for difference in compare_structure(
            read_structure(structure),
            wave=wave,
            study=study,
            questionnaire=questionnaire,
        )
    )


def build_drift_table(differences: Sequence[Difference]) -> "pd.DataFrame":
    """Put differences into the table ``drift``, one a row."""
    rows = ({**asdict(one), "is_breaking": one.is_breaking} for one in differences)
    return build_table(rows, DRIFT)


@dataclass(frozen=True, slots=True)
class _Comparison:
    structure: Structure
    wave: str
    study: Study
    questionnaire: Questionnaire

    def languages(self) -> Iterator[Difference]:
        spoken = self.structure.languages
        for language in self.study.languages:
            if language not in spoken:
                yield self._tell(
                    "language_absent", "", ", ".join(spoken), language=language
                )

    def items(self) -> Iterator[Difference]:
        places = self._find_places()
        taken = {place.position for place in places.values()}
        decoded = decoded_items(self.questionnaire)
        for item in self.questionnaire.items.values():
            place = places.get(item.id)
            if place is None:
                yield from self._absent(item, taken)
                continue
            yield from self._words(item, place)
            if item.id in decoded:
                yield from self._codes(item, place)
            if place.question.is_mandatory and not item.required:
                code = place.question.code
                yield self._tell("became_mandatory", "", code, item=item)

    def stems(self) -> Iterator[Difference]:
        """Compare the words above an array with those above the scale."""
        places = self._find_places()
        for scale in self.questionnaire.scales:
            found = [places[i] for i in scale.item_ids if i in places]
            arrays = {p.question.code: p for p in found if _is_array(p)}
            for place in arrays.values():
                for words in compare_words(
                    scale.intro, [place.question.texts], self._spoken
                ):
                    yield self._tell("stem_changed", *words.pair, scale=scale,
                                     language=words.language)  # fmt: skip

    @property
    def _spoken(self) -> tuple[str, ...]:
        known = self.structure.languages
        return tuple(code for code in self.study.languages if code in known)

    def _find_places(self) -> Mapping[str, Place]:
        return find_places(self.structure, self.questionnaire.items, self.study)

    def _absent(self, item: Item, taken: set[tuple[int, int]]) -> Iterator[Difference]:
        if not find_column(item.id, self.study):
            return
        renamed = find_by_words(item, self.structure, taken, self._spoken)
        if renamed:
            column = find_column(item.id, self.study)
            yield self._tell("code_renamed", column, renamed, item=item)
        elif _is_demanded(item, self.questionnaire.scale_of(item.id)):
            yield self._tell("item_absent", item.text.en, "", item=item)

    def _words(self, item: Item, place: Place) -> Iterator[Difference]:
        question, row = place.question, place.subquestion
        if question.type == _COMPUTED:
            return
        texts = [question.texts] if row is None else [row.texts, question.texts]
        if row is not None and len(question.subquestions) == 1:
            texts.reverse()
        for words in compare_words(item.text, texts, self._spoken):
            yield self._tell("wording_changed", *words.pair, item=item,
                             language=words.language)  # fmt: skip

    def _codes(self, item: Item, place: Place) -> Iterator[Difference]:
        found = compare_answers(item, place.question, self.study, self._spoken)
        for what, expected, seen, language in found:
            yield self._tell(what, expected, seen, item=item, language=language)
        method = self.questionnaire.scale_of(item.id).scoring.method
        # The limits of a number that enters no score do not change what it means.
        kind: DriftKind = "limit_changed" if method == "none" else "range_changed"
        for limit in compare_limits(item, place.question):
            yield self._tell(kind, *limit, item=item)

    def _tell(
        self,
        kind: DriftKind,
        expected: str,
        found: str,
        *,
        item: Item | None = None,
        scale: Scale | None = None,
        language: str = "",
    ) -> Difference:
        owner = self.questionnaire.scale_of(item.id) if item else scale
        return Difference(
            wave=self.wave,
            scale=owner.id if owner else "",
            item=item.id if item else "",
            kind=kind,
            expected=expected,
            found=found,
            language=language,
        )


def _is_array(place: Place) -> bool:
    return place.subquestion is not None and len(place.question.subquestions) > 1


def _is_demanded(item: Item, scale: Scale) -> bool:
    """Tell whether a survey without this item is another one, or a shorter form."""
    is_left_out = item.optional or item.per_alter or bool(item.waves)
    return not is_left_out and scale.measurement_model != "administrative"
