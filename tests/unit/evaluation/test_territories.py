import numpy as np
import pandas as pd
import pytest

from barometre.disclosure import protect
from barometre.evaluation import evaluate
from barometre.frames import FLAGS, build_table, missing_column
from barometre.questionnaire.load import load_questionnaire
from barometre.statistics.random_effects import pool_groups
from barometre.study import Study

BOTH = {"fr": "x", "en": "x"}
QUESTIONNAIRE = load_questionnaire(["democracy"])
ITEM = next(iter(QUESTIONNAIRE.items))
WHERE = "pooling/democracy/t0-t1"


def _study(**changes) -> Study:
    return Study(
        **{
            "id": "s",
            "title": BOTH,
            "questionnaire": ("democracy",),
            "source": {"kind": "synthetic"},
            "waves": [{"id": "t0", "label": BOTH}, {"id": "t1", "label": BOTH}],
            "respondent": {"by": "column", "column": "code"},
            "groups": ["territory"],
            **changes,
        }
    )


def _responses(people: dict[str, int]) -> pd.DataFrame:
    """So many people in each territory, all at both waves."""
    rng = np.random.default_rng(5)
    territories = [name for name, n in people.items() for _ in range(n)]
    frames = []
    for wave in ("t0", "t1"):
        frame = pd.DataFrame(
            {
                "respondent_id": [f"p{i:03}" for i in range(len(territories))],
                "wave": wave,
                "source_row": np.arange(len(territories)) + 2,
                "is_complete": True,
                "duration_seconds": 300.0,
                "territory": territories,
            }
        )
        for item_id, item in QUESTIONNAIRE.items.items():
            frame[item_id] = rng.choice(item.response_format.codes, len(frame))
            frame[item_id] = frame[item_id].astype(float)
            frame[missing_column(item_id)] = None
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _evaluate(responses: pd.DataFrame, **changes) -> pd.DataFrame:
    links = responses[["respondent_id", "wave"]]
    links = links.assign(
        person_id=links["respondent_id"],
        tolerant_person_id=links["respondent_id"],
        method="column",
    )
    return evaluate(
        _study(**changes),
        QUESTIONNAIRE,
        responses=responses,
        flags=build_table([], FLAGS),
        links=links,
    ).estimates.set_index("key")


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
        estimates.reset_index(), study=_study(**fewest), questionnaire=QUESTIONNAIRE
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
