"""A tally counts people as counting them one by one would."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.evaluation.tally import tally_answers, tally_scores
from barometre.questionnaire.missing import MISSING_KINDS

NUMBERS = st.one_of(
    st.integers(0, 10).map(float),
    st.sampled_from([254.0, 255.0, 256.0, -1.0, 2.5, 1e9]),
    st.just(float("nan")),
)


@given(st.lists(NUMBERS, max_size=60))
def test_every_score_is_counted_once(values):
    scores = pd.Series(values, dtype=float)
    count = tally_scores(scores).count(np.arange(len(scores)))
    known = scores.dropna().value_counts().sort_index()
    there = count.people[:-1] > 0
    assert count.distinct[:-1][there].tolist() == known.index.tolist()
    assert count.people[:-1][there].tolist() == known.tolist()
    assert count.people[-1] == scores.isna().sum()


@pytest.mark.parametrize("n_values", [3, 250, 300])
def test_a_missing_answer_is_counted_by_its_kind(n_values):
    answers = pd.Series([*np.arange(n_values, dtype=float), np.nan, np.nan, np.nan])
    kinds = pd.Series([None] * n_values + ["refused", "not_asked", "refused"])
    count = tally_answers(answers, kinds).count(np.arange(len(answers)))
    assert count.people[:-1].tolist() == [1] * n_values
    assert count.kinds_named("refused") == 2
    assert count.kinds_named(*MISSING_KINDS) == 3
    assert count.n_asked == n_values + 2
