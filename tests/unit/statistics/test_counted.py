"""Answers given one by one, and the same answers counted, tell the same."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometre.statistics.location import compute_mean, compute_median, compute_sd
from barometre.statistics.share import (
    compute_floor_and_ceiling,
    compute_share_high,
    compute_shares,
)

CODES = (1.0, 2.0, 3.0, 4.0, 5.0)


def _describe(values, **people):
    return [
        compute_mean(values, **people),
        compute_sd(values, **people),
        compute_median(values, **people),
        compute_share_high(values, at_least=4, **people),
        *compute_floor_and_ceiling(values, low=1, high=5, **people),
        *compute_shares(values, CODES, **people).values(),
    ]


def _same(found, expected):
    for one, other in zip(map(asdict, found), map(asdict, expected), strict=True):
        assert one.keys() == other.keys()
        for name, value in other.items():
            is_text = isinstance(value, str)
            assert one[name] == (value if is_text else _near(value))


def _near(value):
    return pytest.approx(value, rel=1e-12, abs=1e-14, nan_ok=True)


@given(st.lists(st.sampled_from([*CODES, np.nan]), max_size=60))
def test_counted_answers_tell_what_the_answers_tell(answers):
    values, people = np.unique(np.array(answers, dtype=float), return_counts=True)
    _same(_describe(values, people=people), _describe(answers))


def test_a_value_that_nobody_gave_changes_nothing():
    counted = _describe([1, 2, 3, np.nan], people=[0, 4, 0, 2])
    _same(counted, _describe([2, 2, 2, 2, np.nan, np.nan]))
