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


def _protect(rows: list[dict]) -> pd.DataFrame:
    base = {"analysis": "descriptive", "scale": "coll_eff", "statistic": "mean"}
    named = [
        base | {"population": "all", "key": str(number), "estimate": 3.0} | row
        for number, row in enumerate(rows)
    ]
    table = build_table(named, ESTIMATES)
    return protect(table, study=STUDY, questionnaire=QUESTIONNAIRE)


@settings(deadline=None)
@given(groups=SIZES, n_nameless=st.integers(0, 8))
def test_everyone_minus_the_groups_shown_is_nobody_or_enough_people(groups, n_nameless):
    everyone = {"n": sum(groups) + n_nameless}
    rows = [
        {"n": n, "group_by": "territory", "group": f"g{place}"}
        for place, n in enumerate(groups)
    ]
    shown = _protect([everyone, *rows])
    left = everyone["n"] - shown["n"].iloc[1:].sum()
    has_shown_group = shown["n"].iloc[1:].gt(0).any()
    if has_shown_group and not shown["is_suppressed"].iloc[0]:
        assert left == 0 or left >= MINIMUM


@settings(deadline=None)
@given(n=st.integers(0, 60), n_flagged=st.integers(0, 20))
def test_with_and_without_flags_differ_by_nobody_or_enough_people(n, n_flagged):
    n_unflagged = max(n - n_flagged, 0)
    shown = _protect([{"n": n}, {"n": n_unflagged, "population": "unflagged"}])
    if not shown["is_suppressed"].any() and n_unflagged:
        assert n == n_unflagged or n - n_unflagged >= MINIMUM
