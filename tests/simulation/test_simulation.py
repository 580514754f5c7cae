"""The simulations behind ``docs/explanation/coverage.md``, in small."""

import numpy as np
import pytest
from coverage_of_intervals import Count, count_slice, put_in_page, render_table
from people import FORMATS, draw_sample
from whole_report import count_claims

N_REPLICATIONS = 60


@pytest.mark.parametrize("answers", FORMATS)
def test_most_intervals_hold_the_truth(answers):
    counts = count_slice((answers, 50, 0, N_REPLICATIONS))
    shares = {name: one.share for name, one in counts.items() if one.computed}
    assert {name for name, share in shares.items() if share < 0.8} == set()
    # Of some forty intervals, sixty times each, two or three hundredths miss more.
    assert 0.92 <= np.mean(list(shares.values())) <= 0.98


def test_answers_stay_on_their_format_and_some_people_leave():
    for answers, (_, low, high, *_) in FORMATS.items():
        sample = draw_sample(np.random.default_rng(1), 300, answers)
        assert sample.items.min() >= low
        assert sample.items.max() <= high
        assert 0.1 < np.isnan(sample.seen_again).mean() < 0.6
        stayed = ~np.isnan(sample.seen_again)
        assert sample.before[stayed].mean() > sample.before[~stayed].mean()


def test_a_report_is_read_as_claiming_only_what_was_planned():
    assert [count_claims((False, 40, seed)) for seed in (0, 1)] == [False, False]


def test_what_lies_outside_the_band_is_marked_and_undefined_ones_are_counted():
    found = {
        ("mean", "0-10", 20): Count(holds=95, computed=100),
        ("mean", "0-10", 50): Count(holds=80, computed=100, undefined=3),
    }
    assert render_table(found).splitlines()[-1] == "| `mean` | 95.0 | **80.0** (3 –) |"


def test_a_table_takes_the_place_of_the_former_one_and_of_nothing_else():
    page = "a\n<!-- x -->\nold\n<!-- end of x -->\nb"
    assert put_in_page(page, "x", "new") == page.replace("old", "new")
