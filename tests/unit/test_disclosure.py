import numpy as np
import pandas as pd
import pytest

from barometre.disclosure import protect, protect_participation
from barometre.frames import ESTIMATES, PARTICIPATION, build_table
from barometre.questionnaire.scale import Item, Questionnaire, ResponseFormat, Scale
from barometre.study import Study

BOTH = {"fr": "x", "en": "x"}
FORMAT = ResponseFormat(type="integer_scale", min=0, max=10)


def _scale(name: str, sensitivity: str) -> Scale:
    item = Item(id=f"{name}_1", text=BOTH, response_format=FORMAT)
    return Scale(
        id=name,
        title=BOTH,
        measurement_model="single_item",
        items=(item,),
        scoring={"method": "item"},
        sensitivity=sensitivity,
    )


QUESTIONNAIRE = Questionnaire(
    id="custom",
    title=BOTH,
    scales=(_scale("plain", "none"), _scale("vote", "political_opinion")),
)
STUDY = Study(
    id="s",
    title=BOTH,
    questionnaire=("plain", "vote"),
    source={"kind": "synthetic"},
    waves=[{"id": "t0", "label": BOTH}],
)


def _estimates(*rows: tuple[str, str, int]) -> pd.DataFrame:
    return build_table(
        (
            {
                "key": f"k{number}",
                "analysis": "descriptive",
                "scale": scale,
                "group_by": "territory" if group else "",
                "group": group,
                "population": "all",
                "statistic": "mean",
                "estimate": 5.0,
                "n": n,
                "n_missing": 3,
            }
            for number, (scale, group, n) in enumerate(rows)
        ),
        ESTIMATES,
    )


@pytest.mark.parametrize(
    ("scale", "profile", "n", "is_suppressed"),
    [
        ("plain", "internal", 4, True),
        ("plain", "internal", 5, False),
        ("plain", "external", 10, True),
        ("plain", "external", 11, False),
        ("vote", "internal", 10, True),
        ("vote", "internal", 11, False),
        ("", "internal", 4, True),
        ("plain", "internal", 0, False),
    ],
)
def test_a_number_on_too_few_people_is_blanked(scale, profile, n, is_suppressed):
    shown = protect(
        _estimates((scale, "", n)),
        study=STUDY,
        questionnaire=QUESTIONNAIRE,
        profile=profile,
    )
    assert shown["is_suppressed"].tolist() == [is_suppressed]
    assert np.isnan(shown["estimate"]).tolist() == [is_suppressed]


def test_a_suppressed_row_does_not_tell_how_many_people_it_had():
    shown = protect(
        _estimates(("plain", "", 3)), study=STUDY, questionnaire=QUESTIONNAIRE
    )
    assert shown[["n", "n_missing"]].to_numpy().tolist() == [[0, 0]]
    assert shown["note"].tolist() == ["suppressed"]


def test_one_small_group_takes_the_next_smallest_with_it():
    shown = protect(
        _estimates(
            ("plain", "", 60),
            ("plain", "A", 30),
            ("plain", "B", 26),
            ("plain", "C", 4),
        ),
        study=STUDY,
        questionnaire=QUESTIONNAIRE,
    )
    assert shown["is_suppressed"].tolist() == [False, False, True, True]


def test_two_small_groups_hide_each_other():
    shown = protect(
        _estimates(("plain", "A", 30), ("plain", "B", 3), ("plain", "C", 4)),
        study=STUDY,
        questionnaire=QUESTIONNAIRE,
    )
    assert shown["is_suppressed"].tolist() == [False, True, True]


def test_the_input_is_not_changed():
    estimates = _estimates(("plain", "", 3))
    before = estimates.copy()
    protect(estimates, study=STUDY, questionnaire=QUESTIONNAIRE)
    pd.testing.assert_frame_equal(estimates, before)


def test_a_small_territory_loses_every_stage_and_another_goes_with_it():
    rows = [
        {"wave": "t0", "group_by": by, "group": group, "stage": stage, "n": n}
        for by, group, started in [
            ("", "", 40),
            ("territory", "A", 25),
            ("territory", "B", 12),
            ("territory", "C", 3),
        ]
        for stage, n in [("started", started), ("completed", started - 1)]
    ]
    shown = protect_participation(build_table(rows, PARTICIPATION), study=STUDY)
    hidden = shown[shown["is_suppressed"]]
    assert sorted(set(hidden["group"])) == ["B", "C"]
    assert hidden["n"].eq(0).all()
    assert shown.loc[shown["group"] == "A", "n"].tolist() == [25, 24]


def _protect_people(*rows: tuple[str, str, int], **thresholds: int) -> dict[str, bool]:
    """Whether each group is withheld: (group, stage, n)."""
    named = [
        {
            "wave": "t0",
            "group_by": "territory" if group else "",
            "group": group,
            "stage": stage,
            "n": n,
        }
        for group, stage, n in rows
    ]
    study = Study(**STUDY.model_dump() | {"disclosure": thresholds})
    shown = protect_participation(build_table(named, PARTICIPATION), study=study)
    return dict(zip(shown["group"], shown["is_suppressed"], strict=True))


def test_a_group_is_as_large_as_the_people_invited_in_it():
    invited = [("", "invited", 50), ("A", "invited", 30), ("B", "invited", 20)]
    started = [("", "started", 22), ("A", "started", 20), ("B", "started", 2)]
    assert _protect_people(*invited, *started) == {"": False, "A": False, "B": False}
    assert _protect_people(*started) == {"": False, "A": True, "B": True}


def test_people_invited_in_no_group_are_not_given_away_by_subtraction():
    named = [("A", "invited", 30), ("B", "invited", 17)]
    assert _protect_people(("", "invited", 50), *named) == {
        "": False,
        "A": False,
        "B": True,
    }
    assert not any(_protect_people(("", "invited", 52), *named).values())


def _protected(*rows: dict) -> pd.DataFrame:
    """Protect rows that say only what differs from one mean of everyone."""
    base = {"analysis": "change", "scale": "plain", "population": "all", "wave": "t1"}
    named = [
        base | {"key": f"k{number}", "statistic": "mean_change", "estimate": 1.0} | row
        for number, row in enumerate(rows)
    ]
    comparison = {"column": "arm", "treated": "T", "control": "C"}
    study = Study(**STUDY.model_dump() | {"comparison": comparison})
    return protect(
        build_table(named, ESTIMATES), study=study, questionnaire=QUESTIONNAIRE
    )


@pytest.mark.parametrize(("n_tolerant", "is_hidden"), [(61, True), (65, False)])
def test_the_few_linked_by_one_slip_are_not_given_away(n_tolerant, is_hidden):
    shown = _protected({"n": 60}, {"n": n_tolerant, "population": "tolerant_links"})
    assert shown["is_suppressed"].tolist() == [False, is_hidden]


@pytest.mark.parametrize(("n_unflagged", "is_hidden"), [(59, True), (55, False)])
def test_the_few_flagged_are_not_given_away_by_the_others(n_unflagged, is_hidden):
    shown = _protected({"n": 60}, {"n": n_unflagged, "population": "unflagged"})
    assert shown["is_suppressed"].tolist() == [False, is_hidden]


def test_people_without_a_group_count_as_a_group():
    shown = _protected(
        {"n": 63},
        {"n": 40, "group_by": "territory", "group": "A"},
        {"n": 20, "group_by": "territory", "group": "B"},
    )
    assert shown["is_suppressed"].tolist() == [False, False, True]


def test_the_few_who_left_are_not_given_away_by_those_who_stayed():
    attrition = {"analysis": "attrition"}
    mean = attrition | {"statistic": "mean"}
    shown = _protected(
        mean | {"n": 57, "category": "linked"},
        mean | {"n": 3, "category": "lost"},
        attrition | {"statistic": "attrition_difference", "n": 60},
    )
    assert shown["is_suppressed"].all()


def test_a_comparison_with_a_few_people_is_not_shown():
    shown = _protected(
        {"n": 57, "group_by": "arm", "group": "T"},
        {"n": 3, "group_by": "arm", "group": "C"},
        {"n": 60, "analysis": "comparison", "statistic": "did"},
        {"n": 60},
    )
    assert shown["is_suppressed"].tolist() == [True, True, True, False]


@pytest.mark.parametrize(("n", "is_suppressed"), [(120, False), (118, True)])
def test_groups_compared_do_not_give_away_the_few_left_out(n, is_suppressed):
    model = {"analysis": "dimensionality", "wave": "t0"}
    shown = _protected(
        model | {"statistic": "chi2", "category": "single", "n": 120},
        model | {"statistic": "invariant_item_share", "group_by": "territory", "n": n},
    )
    assert shown["is_suppressed"].tolist() == [False, is_suppressed]


def _pool(**people: int) -> pd.DataFrame:
    """Changes of groups, pooled over those of five people or more."""
    where = {"scale": "plain", "wave": "t1", "baseline_wave": "t0", "population": "all"}
    rows = [
        {"analysis": "change", "statistic": "mean_change", "n": sum(people.values())}
    ]
    for group, n in people.items():
        named = {"group_by": "territory", "group": group, "n": n}
        rows.append({"analysis": "change", "statistic": "mean_change", **named})
        if n >= 5:
            shrunken = {"analysis": "pooling", "statistic": "shrunken_mean_change"}
            rows.append({**shrunken, **named})
    pooled = {"analysis": "pooling", "statistic": "pooled_mean_change", "n": 60}
    rows.append({**pooled, "category": "territory"})
    numbered = ({"key": f"k{i}", **where, **row} for i, row in enumerate(rows))
    return build_table(numbered, ESTIMATES)


@pytest.mark.parametrize(
    ("people", "profile", "is_suppressed"),
    [
        ({"A": 30, "B": 20, "C": 12}, "internal", False),
        ({"A": 30, "B": 20, "C": 12}, "external", False),
        ({"A": 30, "B": 20, "C": 9}, "internal", False),
        ({"A": 30, "B": 20, "C": 9}, "external", True),
        ({"A": 30, "B": 20, "C": 12, "D": 4}, "internal", True),
    ],
)
def test_groups_are_pooled_for_a_reader_who_sees_each_of_them(
    people, profile, is_suppressed
):
    shown = protect(
        _pool(**people), study=STUDY, questionnaire=QUESTIONNAIRE, profile=profile
    )
    is_pool = shown["analysis"] == "pooling"
    assert set(shown.loc[is_pool, "is_suppressed"]) == {is_suppressed}


def test_groups_stay_pooled_where_one_is_withheld_for_its_flagged_people_only():
    pool = _pool(Nord=30, Sud=29, Est=28)
    is_change = pool["statistic"].eq("mean_change") & pool["group"].eq("Nord")
    unflagged = pool[is_change].assign(n=29, population="unflagged", key="unflagged")
    rows = pd.concat([pool, unflagged], ignore_index=True)
    shown = protect(rows, study=STUDY, questionnaire=QUESTIONNAIRE, profile="internal")
    assert shown.set_index("key")["is_suppressed"]["unflagged"]
    assert not shown.loc[shown["analysis"] == "pooling", "is_suppressed"].any()


@pytest.mark.parametrize(("n_before", "is_hidden"), [(3, True), (30, False)])
def test_two_waves_are_not_compared_where_the_mean_of_one_is_hidden(
    n_before, is_hidden
):
    level = {"analysis": "descriptive", "statistic": "mean"}
    shown = _protected(
        level | {"n": n_before, "wave": "t0"},
        level | {"n": 30, "wave": "t1"},
        {
            "n": n_before + 30,
            "statistic": "mean_difference",
            "baseline_wave": "t0",
        },
    )
    assert shown["is_suppressed"].tolist() == [is_hidden, False, is_hidden]


@pytest.mark.parametrize(("n_left", "is_hidden"), [(4, True), (5, False)])
def test_what_the_leaving_of_a_few_could_fake_is_not_shown(n_left, is_hidden):
    shown = _protected(
        {
            "n": 60,
            "n_missing": n_left,
            "analysis": "attrition",
            "statistic": "dropout_bound",
            "category": "lowest",
        }
    )
    assert shown["is_suppressed"].tolist() == [is_hidden]


def test_a_modelled_change_is_shown_only_beside_the_means_of_both_its_waves():
    where = {"analysis": "change", "scale": "plain", "population": "all"}
    means = [
        {**where, "statistic": "mixed_model_mean", "wave": wave, "n": n}
        for wave, n in (("t0", 40), ("t1", 30), ("t2", 3))
    ]
    changes = [
        {
            **where,
            "statistic": statistic,
            "baseline_wave": "t0",
            "wave": wave,
            "n": 40,
        }
        for wave in ("t1", "t2")
        for statistic in ("mixed_model_change", "mixed_model_change_pomp")
    ]
    rows = [{"key": f"k{i}", **row} for i, row in enumerate([*means, *changes])]
    shown = protect(
        build_table(rows, ESTIMATES), study=STUDY, questionnaire=QUESTIONNAIRE
    )
    is_hidden = shown["is_suppressed"].tolist()
    assert is_hidden == [False, False, True, False, False, True, True]
