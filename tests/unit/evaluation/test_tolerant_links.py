"""The planned changes once more, with codes that may have one slip."""

import numpy as np
import pandas as pd
import pytest
from made_studies import (
    make_item,
    make_near_codes,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.evaluation import evaluate
from barometre.frames import FLAGS, empty_table
from barometre.responses.link import derive_links
from barometre.statistics.links_by_chance import compute_links_by_chance

ASKED = make_questionnaire(make_scale("s", *(make_item(f"q{i}") for i in range(3))))
N = 30
LETTERS = [chr(65 + number) for number in range(26)]


def make_codes(chance) -> list[str]:
    drawn = chance.choice(LETTERS, size=(N, 4))
    return ["".join(code) for code in drawn]


def evaluate_codes(n_slips: int) -> pd.DataFrame:
    """Thirty people at two waves; some of them write one letter otherwise later."""
    chance = np.random.default_rng(3)
    codes = make_codes(chance)
    later = [
        f"{code[:3]}{'a' if slips else code[3]}"
        for code, slips in zip(codes, np.arange(N) < n_slips, strict=True)
    ]
    n = 2 * N
    responses = pd.DataFrame(
        {
            "respondent_id": pd.Series([*codes, *later], dtype="str"),
            "wave": pd.Series(["t0"] * N + ["t1"] * N, dtype="str"),
            "source_row": np.arange(n),
            "is_complete": True,
            "duration_seconds": 300.0,
            "near_codes": pd.Series(make_near_codes(*codes, *later), dtype="str"),
        }
    )
    for item in ASKED.items:
        responses[item] = chance.integers(0, 11, n).astype(float)
        responses[f"{item}__missing"] = pd.Series([None] * n, dtype="str")
    study = make_study(
        waves=("t0", "t1"),
        respondent={"by": "code"},
        plan={"primary": ["s"]},
        analyses="core",
    )
    found = evaluate(
        study,
        ASKED,
        responses=responses,
        flags=empty_table(FLAGS),
        links=derive_links(responses, study, questionnaire=ASKED),
    )
    return found.estimates.set_index("key")


def test_people_who_slipped_come_back_beside_the_strict_links_and_not_among_them():
    estimates = evaluate_codes(n_slips=6)
    strict = estimates.loc["change/s/t0-t1/mean_change"]
    tolerant = estimates.loc["change/s/t0-t1/tolerant_links/mean_change"]
    assert (strict["n"], tolerant["n"]) == (N - 6, N)
    counted = estimates.loc["change/t0-t1/tolerant_links/links_expected_by_chance"]
    assert counted["n"] == 6
    assert 0 <= counted["estimate"] < 1


def test_where_nobody_slipped_nothing_is_written():
    estimates = evaluate_codes(n_slips=0)
    assert not estimates["population"].eq("tolerant_links").any()


@pytest.mark.parametrize(
    ("n_near", "n_pairs", "expected"),
    [(5, 100, 10 * 20 * 0.05), (0, 100, 0), (0, 0, 0)],
)
def test_chance_links_follow_from_how_often_strangers_are_near(
    n_near, n_pairs, expected
):
    found = compute_links_by_chance(
        n_links=3, n_before=10, n_after=20, n_near=n_near, n_pairs=n_pairs
    )
    assert found.estimate == pytest.approx(expected)
    assert found.n == 3
