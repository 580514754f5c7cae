"""What holds of scoring whatever the answers."""

import numpy as np
import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from barometre.questionnaire.load import load_bank
from barometre.questionnaire.scale import Scale
from barometre.scoring import compute_pomp, key_answers, score_answers, score_range

BANK = load_bank()
SCORED = [
    scale
    for scale in BANK.scales.values()
    if scale.scoring.method in ("mean", "sum", "count", "item")
    and all(item.response_format.has_range for item in scale.items)
]

# A busy machine is no failure, and fifty scales with answers are enough.
invariant = settings(deadline=None, max_examples=50)


@st.composite
def answered_scales(draw) -> tuple[Scale, pd.DataFrame]:
    """Draw a scale of the bank with answers inside its formats, or missing."""
    scale = draw(st.sampled_from(SCORED))
    n = draw(st.integers(1, 6))
    columns = {
        item.id: draw(
            arrays.arrays(
                float,
                n,
                elements=st.sampled_from([*item.response_format.codes, np.nan]),
            )
        )
        for item in scale.items
    }
    return scale, pd.DataFrame(columns)


@invariant
@given(answered_scales())
def test_reversing_twice_is_nothing(case):
    scale, answers = case
    twice = key_answers(key_answers(answers, scale), scale)
    pd.testing.assert_frame_equal(twice, answers)


@invariant
@given(answered_scales())
def test_a_score_stays_in_its_range_and_its_pomp_in_0_to_100(case):
    scale, answers = case
    scores = score_answers(answers, scale)
    for part in scores:
        low, high = score_range(scale, part)
        found = scores[part].dropna().to_numpy()
        assert ((found >= low) & (found <= high)).all()
        pomp = compute_pomp(found, low, high)
        assert ((pomp >= -1e-9) & (pomp <= 100 + 1e-9)).all()


@invariant
@given(answered_scales(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_items_does_not_matter(case, random):
    scale, answers = case
    people, items = list(answers.index), list(answers.columns)
    random.shuffle(people)
    random.shuffle(items)
    shuffled = score_answers(answers.loc[people, items], scale)
    pd.testing.assert_frame_equal(
        shuffled.loc[answers.index], score_answers(answers, scale)
    )


@invariant
@given(answered_scales())
def test_one_person_s_score_does_not_depend_on_the_others(case):
    scale, answers = case
    alone = score_answers(answers.iloc[[0]], scale)
    pd.testing.assert_frame_equal(alone, score_answers(answers, scale).iloc[[0]])


@invariant
@given(answered_scales())
def test_a_missing_answer_stays_missing_when_keys_are_turned(case):
    scale, answers = case
    keyed = key_answers(answers, scale)
    pd.testing.assert_frame_equal(keyed.isna(), answers.isna())


@invariant
@given(answered_scales())
def test_turning_every_answer_around_turns_a_mean_around(case):
    scale, answers = case
    assume(scale.scoring.method == "mean")
    turned = answers.copy()
    for item in scale.items:
        found = item.response_format
        turned[item.id] = found.low + found.high - answers[item.id]
    low, high = score_range(scale)
    np.testing.assert_allclose(
        score_answers(turned, scale)[""],
        low + high - score_answers(answers, scale)[""],
        rtol=1e-12,
    )
