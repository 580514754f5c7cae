"""Scores and key evidence against psych; see tests/reference/scoring.R."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from barometre.questionnaire.response_format import ResponseFormat, Text
from barometre.questionnaire.scale import Item, Scale, Scoring
from barometre.scoring import compute_pomp, find_contradicted_keys, score_answers

REFERENCE = Path(__file__).parents[1] / "reference"
WORDS = Text(fr="mots", en="words")
CASES = {
    "items_reversed_n300_k6": (ResponseFormat(min=1, max=5), ("item4",)),
    "items_trust010_n80_k5": (ResponseFormat(min=0, max=10), ()),
}
# Both sides add whole numbers and divide once: only the last bit can differ.
TOLERANCE = 1e-14


def read_case(name, *, reverse=None, **scoring) -> tuple[pd.DataFrame, Scale]:
    answers = pd.read_csv(REFERENCE / "data" / f"{name}.csv")
    response_format, keyed = CASES[name]
    reverse = keyed if reverse is None else reverse
    items = tuple(
        Item(
            id=item,
            text=WORDS,
            response_format=response_format,
            reverse_keyed=item in reverse,
        )
        for item in answers
    )
    scale = Scale(
        id="made",
        title=WORDS,
        measurement_model="reflective",
        items=items,
        scoring=Scoring(**scoring),
    )
    return answers, scale


def expect(name: str) -> pd.DataFrame:
    people = pd.read_csv(REFERENCE / "scoring.csv")
    return people[people["dataset"] == name].reset_index(drop=True)


@pytest.mark.parametrize("name", CASES)
def test_means_and_their_pomp_agree_with_psych(name):
    response_format, _ = CASES[name]
    n_items = len(pd.read_csv(REFERENCE / "data" / f"{name}.csv").columns)
    answers, scale = read_case(name, method="mean", min_answered=n_items - 1)
    found, expected = score_answers(answers, scale)[""].to_numpy(), expect(name)
    np.testing.assert_allclose(found, expected["mean"], rtol=TOLERANCE)
    pomp = compute_pomp(found, response_format.low, response_format.high)
    np.testing.assert_allclose(pomp, expected["pomp"], rtol=TOLERANCE)


@pytest.mark.parametrize("name", CASES)
def test_sums_of_complete_answers_agree_with_psych(name):
    answers, scale = read_case(name, method="sum")
    found = score_answers(answers, scale)[""]
    np.testing.assert_allclose(found, expect(name)["total"], rtol=TOLERANCE)


def test_the_evidence_against_a_forgotten_key_agrees_with_psych():
    answers, scale = read_case("items_reversed_n300_k6", reverse=(), method="mean")
    expected = pd.read_csv(REFERENCE / "scoring_keys.csv")
    contradicted = expected[expected["ci_high"] < 0]
    found = find_contradicted_keys(answers, scale)
    assert [key.item for key in found] == [f"item{n}" for n in contradicted["item"]]
    # Correlations pass through covariances of 300 people: twelve digits are left.
    assert found[0].item_rest_correlation == pytest.approx(
        contradicted["estimate"].iloc[0], rel=1e-12
    )
    assert found[0].upper_bound == pytest.approx(
        contradicted["ci_high"].iloc[0], rel=1e-12
    )
    assert found[0].n == contradicted["n"].iloc[0]


def test_the_right_key_is_contradicted_by_nothing():
    answers, scale = read_case("items_reversed_n300_k6", method="mean")
    assert find_contradicted_keys(answers, scale) == []
