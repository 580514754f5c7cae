"""Who was asked and who answered, for everyone and each group."""

import pandas as pd
import pytest
from made_studies import make_study

from barometre.evaluation.participation import (
    count_participation,
    derive_response_rates,
)
from barometre.frames import PARTICIPATION, build_table

STUDY = make_study(groups=("place",), questionnaire=["trust_people"])
RESPONSES = pd.DataFrame(
    {
        "wave": "t0",
        "place": ["North"] * 6 + ["South"] * 3 + [""],
        "is_complete": [True] * 4 + [False] * 2 + [True] * 3 + [True],
        "person": -1,
    }
)


def make_counts(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """(group, stage, n) of the first wave."""
    return build_table(
        [
            {
                "wave": "t0",
                "group_by": "place" if group else "",
                "group": group,
                "stage": stage,
                "n": n,
            }
            for group, stage, n in rows
        ],
        PARTICIPATION,
    )


ASKED = make_counts(
    *(("", "invited", 30), ("North", "invited", 10), ("South", "invited", 18)),
    *(("", "reminded", 9), ("North", "reminded", 2), ("South", "reminded", 7)),
)


def count(study=STUDY, asked=ASKED) -> pd.DataFrame:
    return count_participation(study, responses=RESPONSES, kept=RESPONSES, asked=asked)


def find(counts: pd.DataFrame, stage: str) -> dict[str, int]:
    rows = counts[counts["stage"] == stage]
    return dict(zip(rows["group"], rows["n"], strict=True))


def rate(counts: pd.DataFrame, hidden: tuple[str, ...] = ()) -> dict[str, float]:
    is_suppressed = counts["group"].isin(hidden)
    found = derive_response_rates(counts.assign(is_suppressed=is_suppressed))
    return dict(zip(found["group"], found["estimate"], strict=True))


def test_those_invited_and_reminded_stand_beside_those_who_answered():
    counts = count()
    assert find(counts, "invited") == {"": 30, "North": 10, "South": 18}
    assert find(counts, "reminded") == {"": 9, "North": 2, "South": 7}
    assert find(counts, "completed") == {"": 8, "North": 4, "South": 3}


def test_the_number_that_the_study_gives_of_everyone_wins():
    first = STUDY.waves[0].model_copy(update={"invited": 40})
    study = STUDY.model_copy(update={"waves": (first, *STUDY.waves[1:])})
    assert find(count(study), "invited") == {"": 40, "North": 10, "South": 18}
    assert find(count(study, None), "invited") == {"": 40}


def test_a_wave_that_the_study_no_longer_has_is_not_counted():
    gone = ASKED.assign(wave="t9")
    assert find(count(asked=gone), "invited") == {}


def test_the_response_rate_is_those_completed_out_of_those_invited():
    assert rate(count()) == {"": 8 / 30, "North": 4 / 10, "South": 3 / 18}


def test_nobody_invited_gives_no_rate():
    assert rate(count(asked=None)) == {}
    assert rate(make_counts(("", "invited", 0), ("", "completed", 0))) == {}


def test_more_answers_than_people_invited_give_no_rate():
    assert rate(make_counts(("", "invited", 3), ("", "completed", 4))) == {}


def test_a_rate_is_withheld_with_its_group():
    found = rate(count(), hidden=("South",))
    assert pd.isna(found["South"])
    assert found["North"] == pytest.approx(0.4)
