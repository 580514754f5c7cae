import pytest
from pydantic import ValidationError

from barometre.questionnaire.response_format import ResponseFormat, Text

WORDS = Text(fr="mot", en="word")
LABELS = {4: WORDS, 3: WORDS, 2: WORDS, 1: WORDS}


@pytest.mark.parametrize(
    ("given", "codes", "low", "high", "has_range", "is_numeric"),
    [
        ({"min": 0, "max": 3}, (0, 1, 2, 3), 0, 3, True, True),
        ({"type": "ordinal", "labels": LABELS}, (1, 2, 3, 4), 1, 4, True, True),
        ({"type": "nominal", "labels": LABELS}, (1, 2, 3, 4), 1, 4, False, True),
        ({"type": "integer", "min": 1, "max": 31}, (), 1, 31, True, True),
        ({"type": "integer", "min": 0}, (), 0, float("inf"), False, True),
        ({"type": "text"}, (), float("-inf"), float("inf"), False, False),
        (
            {"type": "nominal", "codes_from": "project.territories"},
            (),
            float("-inf"),
            float("inf"),
            False,
            False,
        ),
    ],
)
def test_codes_and_range_follow_from_what_is_declared(
    given, codes, low, high, has_range, is_numeric
):
    found = ResponseFormat(**given)
    assert found.codes == codes
    assert (found.low, found.high) == (low, high)
    assert (found.has_range, found.is_numeric) == (has_range, is_numeric)


@pytest.mark.parametrize(
    ("given", "answer", "is_accepted"),
    [
        ({"min": 0, "max": 10}, 10, True),
        ({"min": 0, "max": 10}, 10.5, False),
        ({"min": 0, "max": 10}, 98, False),
        ({"min": 0, "max": 10}, "ten", False),
        ({"type": "ordinal", "labels": LABELS}, 0, False),
        ({"type": "integer", "min": 1, "max": 31}, 31, True),
        ({"type": "integer", "min": 1, "max": 31}, 1.5, False),
        ({"type": "number", "min": 0, "max": 1}, 0.25, True),
        ({"type": "text"}, "words", True),
        ({"type": "text"}, 1, False),
    ],
)
def test_an_answer_is_accepted_inside_its_format_only(given, answer, is_accepted):
    assert ResponseFormat(**given).accepts(answer) == is_accepted


def test_answers_keep_the_order_of_the_form():
    found = ResponseFormat(type="ordinal", labels=LABELS)
    assert [answer.code for answer in found.answers] == [4, 3, 2, 1]


def test_a_format_does_not_change_once_read():
    with pytest.raises(ValidationError):
        ResponseFormat(min=0, max=10).max = 5


def test_words_are_given_in_the_language_asked():
    assert (WORDS.get("fr"), WORDS.get("en")) == ("mot", "word")
