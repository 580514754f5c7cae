"""The counts of a wave that is open."""

from datetime import date

import pandas as pd
import pytest
from made_studies import make_item, make_questionnaire, make_scale, make_study

from barometre.evaluation.fieldwork import compute_expected, count_fieldwork
from barometre.frames import PARTICIPATION, build_table

QUESTIONNAIRE = make_questionnaire(
    make_scale("s", *(make_item(name) for name in ("a", "b", "c")))
)
STUDY = make_study(groups=("place",), questionnaire=["s"])
FLAGS = pd.DataFrame(
    {
        "respondent_id": ["p0", "p1", "q0"],
        "wave": ["t0", "t0", "t1"],
        "rule": ["speeding", "speeding", "speeding"],
        "is_excluded": [True, False, False],
    }
)


def make_responses(*rows: tuple, wave: str = "t0") -> pd.DataFrame:
    """(place, day, is_complete, seconds, kinds of a, b and c)."""
    frame = pd.DataFrame(
        rows, columns=["place", "answered_on", "is_complete", "duration_seconds", "k"]
    )
    for position, item in enumerate("abc"):
        kinds = [row[position] if row else "" for row in frame["k"]]
        frame[item] = 1.0
        frame[f"{item}__missing"] = pd.Series(kinds).replace("", None)
    return frame.drop(columns="k").assign(
        wave=wave, respondent_id=[f"p{n}" for n in range(len(frame))]
    )


WHOLE, NO = ("", "", ""), "broke_off"
RESPONSES = make_responses(
    ("North", "2026-01-13", True, 100.0, WHOLE),
    ("North", "2026-01-13", False, 40.0, ("", NO, NO)),
    ("South", "2026-01-14", True, 300.0, WHOLE),
    ("", "2026-01-14", False, None, (NO, NO, NO)),
    ("South", None, True, 200.0, ("", "skipped", "")),
)


def count(responses=RESPONSES, *, study=STUDY, asked=None):
    return count_fieldwork(
        study.waves[0],
        study=study,
        questionnaire=QUESTIONNAIRE,
        responses=responses,
        flags=FLAGS,
        asked=asked,
        arrivals={},
    )


def test_started_and_completed_are_counted_for_everyone_and_each_group():
    found = count().counts[["group", "stage", "n"]].itertuples(index=False, name=None)
    assert set(found) == {
        ("", "started", 5),
        ("North", "started", 2),
        ("South", "started", 2),
        ("", "completed", 3),
        ("North", "completed", 1),
        ("South", "completed", 2),
    }


def test_another_wave_is_not_counted():
    later = make_responses(("North", "2026-01-13", True, 1.0, WHOLE), wave="t1")
    both = pd.concat([RESPONSES, later], ignore_index=True)
    pd.testing.assert_frame_equal(count(both).counts, count().counts)
    assert count(both).flags["n"].tolist() == [2]


def test_a_day_has_the_responses_dated_on_it_and_an_undated_one_has_none():
    assert count().days.to_dict("list") == {
        "day": ["2026-01-13", "2026-01-14"],
        "started": [2, 2],
        "completed": [1, 1],
    }


def test_people_stop_at_the_first_item_they_left_when_they_went():
    assert count().stops.to_dict("list") == {"item": ["a", "b"], "n": [1, 1]}


def test_the_duration_is_the_median_of_completed_responses():
    found = count()
    assert (found.duration_seconds, found.n_duration) == (200.0, 3)


def test_invited_people_are_those_the_study_names_or_the_source_knows():
    known = build_table(
        [
            {"wave": "t0", "stage": "invited", "n": 90},
            {"wave": "t1", "stage": "invited", "n": 70},
            {
                **{"wave": "t0", "group_by": "place", "group": "North"},
                **{"stage": "invited", "n": 40},
            },
        ],
        PARTICIPATION,
    )
    study = STUDY.model_copy(
        update={"waves": (STUDY.waves[0].model_copy(update={"invited": 80}),)}
    )
    for one, everyone in ((STUDY, 90), (study, 80)):
        counts = count(study=one, asked=known).counts
        invited = counts[counts["stage"] == "invited"]
        assert invited["n"].tolist() == [everyone, 40]


def test_an_empty_wave_counts_nobody():
    found = count(RESPONSES.iloc[:0])
    assert found.counts["n"].tolist() == [0, 0]
    assert found.days.empty
    assert found.stops.empty
    assert found.n_duration == 0


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-01-11", 0),
        ("2026-01-12", 0),
        ("2026-01-13", 10),
        ("2026-01-21", 90),
        ("2026-01-22", 100),
        ("2026-03-01", 100),
    ],
)
def test_what_was_expected_grows_evenly_and_today_does_not_count(today, expected):
    days = {"opens": date(2026, 1, 12), "closes": date(2026, 1, 21)}
    wave = STUDY.waves[0].model_copy(update=days)
    found = compute_expected(100, wave=wave, today=date.fromisoformat(today))
    assert found == pytest.approx(expected)
    assert compute_expected(100, wave=STUDY.waves[0], today=days["opens"]) is None
