import pandas as pd
import pytest
from made_responses import ask_at_random, estimate, make_linked_study

from barometre.disclosure import protect
from barometre.questionnaire.load import load_questionnaire
from barometre.statistics.random_effects import pool_groups

QUESTIONNAIRE = load_questionnaire(["democracy"])
ITEM = next(iter(QUESTIONNAIRE.items))
WHERE = "pooling/democracy/t0-t1"


def _responses(people: dict[str, int]) -> pd.DataFrame:
    """So many people in each territory, all at both waves."""
    territories = [name for name, n in people.items() for _ in range(n)]
    waves = dict.fromkeys(("t0", "t1"), len(territories))
    return ask_at_random(QUESTIONNAIRE, waves, seed=5, territory=territories)


def _evaluate(responses: pd.DataFrame, **changes) -> pd.DataFrame:
    return estimate(responses, QUESTIONNAIRE, **changes)


def test_what_is_pooled_are_the_mean_changes_of_the_groups():
    estimates = _evaluate(_responses({"A": 40, "B": 30, "C": 25, "D": 20}))
    changes = [
        estimates.loc[f"change/democracy/t0-t1/territory={name}/mean_change"]
        for name in "ABCD"
    ]
    expected = pool_groups(
        [row["estimate"] for row in changes],
        [row["std_error"] for row in changes],
        [row["n"] for row in changes],
    )
    pooled = estimates.loc[f"{WHERE}/pooled_mean_change/territory"]
    assert pooled["estimate"] == pytest.approx(expected.pooled.estimate, rel=1e-12)
    assert pooled["ci_low"] == pytest.approx(expected.pooled.ci_low, rel=1e-12)
    assert (pooled["n"], pooled["n_missing"]) == (115, 0)
    drawn = estimates.loc[f"{WHERE}/territory=D/shrunken_mean_change", "estimate"]
    assert drawn == pytest.approx(expected.shrunken[3].estimate, rel=1e-12)


def test_a_group_too_small_to_be_shown_is_not_pooled_nor_the_one_that_gives_it_away():
    fewest = {"disclosure": {"sensitive_min_n": 5}}
    people = {"A": 40, "B": 30, "C": 25, "D": 3}
    estimates = _evaluate(_responses(people), **fewest)
    pooled = estimates.loc[f"{WHERE}/pooled_mean_change/territory"]
    assert (pooled["n"], pooled["n_missing"]) == (70, 28)
    assert "groups_left_out" in pooled["note"]
    shown = protect(
        estimates.reset_index(),
        study=make_linked_study(**fewest),
        questionnaire=QUESTIONNAIRE,
    ).set_index("key")
    is_pool = shown["analysis"] == "pooling"
    assert not shown.loc[is_pool, "is_suppressed"].any()
    hidden = shown.loc[
        [f"change/democracy/t0-t1/territory={g}/mean_change" for g in "CD"],
        "is_suppressed",
    ]
    assert hidden.all()


def test_a_group_where_all_changed_alike_has_no_error_to_weigh_it_by():
    responses = _responses({"A": 40, "B": 30, "C": 25})
    is_alike = responses["territory"] == "C"
    responses.loc[is_alike, list(QUESTIONNAIRE.items)] = 3.0
    estimates = _evaluate(responses)
    assert estimates.loc[f"{WHERE}/pooled_mean_change/territory", "n"] == 70
    assert f"{WHERE}/territory=C/shrunken_mean_change" not in estimates.index


def test_one_group_or_the_groups_of_a_comparison_are_not_pooled():
    assert "pooling" not in set(_evaluate(_responses({"A": 40}))["analysis"])
    comparison = {"column": "territory", "treated": "A", "control": "B"}
    estimates = _evaluate(_responses({"A": 40, "B": 30}), comparison=comparison)
    assert "pooling" not in set(estimates["analysis"])
