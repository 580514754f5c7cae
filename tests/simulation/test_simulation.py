"""The simulations behind ``docs/explanation/coverage.md``, in small."""

import numpy as np
import pytest
from coverage_of_intervals import (
    Count,
    count_slice,
    draw_all,
    put_in_page,
    render_table,
)
from not_simulated import SAME_AS, WITHOUT_INTERVAL
from people import FORMATS, draw_sample
from whole_report import count_claims

from barometre.reference.markdown import load_words

N_REPLICATIONS = 12
N_CROWD = 20_000


@pytest.mark.parametrize("answers", FORMATS)
def test_most_intervals_hold_the_truth(answers):
    counts = count_slice((answers, 50, 0, N_REPLICATIONS), N_CROWD)
    shares = {name: one.share for name, one in counts.items() if one.computed}
    assert {name for name, share in shares.items() if share < 0.5} == set()
    # Of some ninety intervals, twelve times each, two or three hundredths miss more.
    assert 0.92 <= np.mean(list(shares.values())) <= 0.98


def test_every_statistic_is_simulated_or_has_a_reason_why_not():
    simulated = {
        name.split()[0]
        for drawn in draw_all(0, 200, "0-10")
        for name, one in drawn.estimates.items()
        if not np.isnan(one.ci_low)
    }
    left_out = WITHOUT_INTERVAL | SAME_AS.keys()
    assert simulated | left_out == set(load_words("statistics.yaml")["statistics"])
    assert simulated & left_out == set()
    assert set(SAME_AS.values()) <= simulated


def test_answers_stay_on_their_format_and_some_people_leave():
    for answers, (_, low, high, *_) in FORMATS.items():
        sample = draw_sample(np.random.default_rng(1), 300, answers)
        assert sample.items.min() >= low
        assert sample.items.max() <= high
        assert 0.1 < np.isnan(sample.seen_again).mean() < 0.6
        stayed = ~np.isnan(sample.seen_again)
        assert sample.before[stayed].mean() > sample.before[~stayed].mean()


@pytest.mark.parametrize(
    ("is_compared", "seed", "claims"),
    [(False, 23, 1), (True, 6, 1), (True, 0, 0)],
)
def test_a_whole_report_claims_what_its_planned_tests_do(is_compared, seed, claims):
    # Raises where the report says something else.
    assert count_claims((is_compared, 40, seed, seed + 1, seed + 1)) == claims


def test_what_lies_outside_the_band_is_marked_and_undefined_ones_are_counted():
    found = {
        ("mean", "0-10", 20): Count(holds=95, computed=100),
        ("mean", "0-10", 50): Count(holds=80, computed=100, undefined=3),
    }
    assert render_table(found).splitlines()[-1] == "| `mean` | 95.0 | **80.0** (3 –) |"


def test_the_band_is_around_the_level_of_the_interval():
    found = {
        ("rmsea", "0-10", 50): Count(holds=90, computed=100, level=0.9),
        ("rmsea", "0-10", 200): Count(holds=95, computed=100, level=0.9),
    }
    assert (
        render_table(found).splitlines()[-1] == "| `rmsea` (90 %) | 90.0 | **95.0** |"
    )


def test_a_table_takes_the_place_of_the_former_one_and_of_nothing_else():
    page = "a\n<!-- x -->\nold\n<!-- end of x -->\nb"
    assert put_in_page(page, "x", "new") == page.replace("old", "new")
