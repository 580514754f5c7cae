"""What is told of people chosen by their first score, when almost all or few were."""

import pytest

from barometre.disclosure import protect
from barometre.evaluation.rows import Place
from barometre.frames import ESTIMATES, build_table
from barometre.questionnaire.load import load_questionnaire
from barometre.study import Study

BOTH = {"fr": "x", "en": "x"}
STUDY = Study(
    id="s",
    title=BOTH,
    questionnaire=("power_act",),
    source={"kind": "synthetic"},
    waves=[{"id": "t0", "label": BOTH}, {"id": "t1", "label": BOTH}],
)
QUESTIONNAIRE = load_questionnaire(["power_act"])
EVERYONE = Place(analysis="change", scale="power_act", baseline_wave="t0", wave="t1")
CHOSEN = EVERYONE.at(group_by="selected_by_baseline", group="chosen")


def protected(n_everyone, n_chosen):
    rows = [
        {
            "key": place.key(statistic),
            "statistic": statistic,
            **{name: getattr(place, name) for name in Place.__slots__},
            "estimate": 1.0,
            "n": n,
        }
        for place, statistic, n in (
            (EVERYONE, "mean_change", n_everyone),
            (CHOSEN, "mean_change", n_chosen),
            (CHOSEN, "expected_regression", n_chosen),
        )
    ]
    shown = protect(
        build_table(rows, ESTIMATES), study=STUDY, questionnaire=QUESTIONNAIRE
    )
    return shown.set_index("key")["is_suppressed"]


@pytest.mark.parametrize(
    ("n_everyone", "n_chosen", "is_hidden"),
    [(60, 20, False), (60, 4, True), (60, 57, True), (60, 60, False)],
)
def test_the_change_and_the_expected_one_are_shown_or_hidden_together(
    n_everyone, n_chosen, is_hidden
):
    hidden = protected(n_everyone, n_chosen)
    assert hidden[CHOSEN.key("mean_change")] == is_hidden
    assert hidden[CHOSEN.key("expected_regression")] == is_hidden
    assert not hidden[EVERYONE.key("mean_change")]
