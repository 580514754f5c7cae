"""What two numbers beside each other may give away: never fewer than the minimum."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from barometre.disclosure import protect
from barometre.frames import ESTIMATES, build_table
from barometre.questionnaire.load import load_questionnaire
from barometre.study import Study

BOTH = {"fr": "x", "en": "x"}
QUESTIONNAIRE = load_questionnaire(["coll_eff"])
MINIMUM = 5
STUDY = Study(
    id="s",
    title=BOTH,
    questionnaire=("coll_eff",),
    source={"kind": "synthetic"},
    waves=[{"id": "t0", "label": BOTH}],
    disclosure={"internal_min_n": MINIMUM},
)
SIZES = st.lists(st.integers(0, 30), min_size=1, max_size=6)


def _protect(cases: list[list[dict]]) -> list[pd.DataFrame]:
    """Protect many tables at once: each is a wave of its own."""
    base = {"analysis": "descriptive", "scale": "coll_eff", "statistic": "mean"}
    named = [
        {**base, "population": "all", "estimate": 3.0, "wave": f"w{case}",
         "key": f"{case}/{number}", **row}
        for case, rows in enumerate(cases)
        for number, row in enumerate(rows)
    ]  # fmt: skip
    table = build_table(named, ESTIMATES)
    shown = protect(table, study=STUDY, questionnaire=QUESTIONNAIRE)
    return [part for _, part in shown.groupby(shown["wave"].astype(str), sort=False)]


@settings(max_examples=10)
@given(cases=st.lists(st.tuples(SIZES, st.integers(0, 8)), min_size=10, max_size=30))
def test_everyone_minus_the_groups_shown_is_nobody_or_enough_people(cases):
    tables = _protect(
        [
            [
                {"n": sum(groups) + n_nameless},
                *(
                    {"n": n, "group_by": "territory", "group": f"g{place}"}
                    for place, n in enumerate(groups)
                ),
            ]
            for groups, n_nameless in cases
        ]
    )
    for shown, (groups, n_nameless) in zip(tables, cases, strict=True):
        left = sum(groups) + n_nameless - shown["n"].iloc[1:].sum()
        has_shown_group = shown["n"].iloc[1:].gt(0).any()
        if has_shown_group and not shown["is_suppressed"].iloc[0]:
            assert left == 0 or left >= MINIMUM, (groups, n_nameless)


def test_with_and_without_flags_differ_by_nobody_or_enough_people():
    cases = [(n, n_unflagged) for n in range(61) for n_unflagged in range(n + 1)]
    tables = _protect(
        [
            [{"n": n}, {"n": n_unflagged, "population": "unflagged"}]
            for n, n_unflagged in cases
        ]
    )
    for shown, (n, n_unflagged) in zip(tables, cases, strict=True):
        if not shown["is_suppressed"].any() and n_unflagged:
            assert n == n_unflagged or n - n_unflagged >= MINIMUM, (n, n_unflagged)
