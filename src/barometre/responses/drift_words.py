"""Whether two wordings read the same, whatever an editor made of their marks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from barometre.questionnaire.limesurvey.questions import strip_text
from barometre.questionnaire.response_format import Text
from barometre.questionnaire.scale import Item
from barometre.responses.structure import Structure


@dataclass(frozen=True, slots=True)
class Words:
    """Two wordings of one language that do not read the same."""

    language: str
    expected: str
    found: str

    @property
    def pair(self) -> tuple[str, str]:
        """What was expected, then what was found."""
        return self.expected, self.found


def compare_words(
    expected: Text | None,
    found: Sequence[Mapping[str, str]],
    languages: Sequence[str],
) -> Iterator[Words]:
    """Compare words with those of the survey, language by language.

    Parameters
    ----------
    expected
        Words of the questionnaire; nothing is compared without any.
    found
        Where the survey may have them, the likeliest place first.
    languages
        Languages to compare.
    """
    for language in languages if expected else ():
        meant = strip_text(expected.get(language) if expected else "")
        seen = [strip_text(texts.get(language, "")) for texts in found]
        joined = " ".join(reversed(seen))
        if meant not in (*seen, joined):
            yield Words(language, meant, seen[0])


def find_by_words(
    item: Item,
    structure: Structure,
    taken: set[tuple[int, int]],
    languages: Sequence[str],
) -> str:
    """Find a question that no item has, and whose words are those of an item.

    Returns
    -------
    str
        Its column, or nothing.
    """
    for number, question in enumerate(structure.questions):
        rows = question.subquestions or (None,)
        for rank, row in enumerate(rows):
            texts = question.texts if row is None else row.texts
            own = [texts, *([question.texts] if len(rows) == 1 else [])]
            if (number, rank) in taken or not languages:
                continue
            if not any(compare_words(item.text, own, languages)):
                return question.code if row is None else f"{question.code}[{row.code}]"
    return ""
