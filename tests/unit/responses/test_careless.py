"""Rules that compare people with each other, and what they do when they cannot."""

import numpy as np
import pytest
from made_studies import (
    FOUR,
    TEN,
    decode,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.responses.quality import find_idle_rules, flag_responses

ASKED = make_questionnaire(
    *(
        make_scale(
            f"s{scale}",
            *(make_item(f"s{scale}_{n}", TEN if scale < 3 else FOUR) for n in range(4)),
        )
        for scale in range(5)
    )
)
RULES = ("irv", "even_odd", "mahalanobis", "psychometric_synonyms")


def draw(n, *, seed=4):
    """Honest people: each scale has its own trait, and people differ between scales."""
    rng = np.random.default_rng(seed)
    columns = {}
    for scale in range(5):
        trait = rng.normal(size=n)
        for item in range(4):
            hidden = trait + 0.35 * rng.normal(size=n)
            answers = 5 + 2.2 * hidden if scale < 3 else 2.5 + 0.9 * hidden
            low, high = (0, 10) if scale < 3 else (1, 4)
            columns[f"s{scale}_{item}"] = np.clip(np.round(answers), low, high)
    return columns


def judge(columns, questionnaire=ASKED, **quality):
    study = make_study(quality={**dict.fromkeys(RULES, "flag"), **quality})
    texts = {
        name: ["" if np.isnan(one) else f"{one:.0f}" for one in column]
        for name, column in columns.items()
    }
    frame = decode(texts, questionnaire, study=study).frame
    flags = flag_responses(frame, questionnaire=questionnaire, study=study)
    idle = find_idle_rules(frame, questionnaire=questionnaire, study=study)
    return flags, {rule: reason for (_, rule), reason in idle.items()}


def people(flags, rule):
    return set(flags.loc[flags["rule"] == rule, "respondent_id"])


def test_someone_who_contradicts_every_scale_is_seen_by_halves_twins_and_distance():
    columns = draw(200)
    for name, column in columns.items():
        scale, item = int(name[1]), int(name[3])
        low, high = (0, 10) if scale < 3 else (1, 4)
        column[0] = low if (scale + item) % 2 else high
    flags, idle = judge(columns)
    assert idle == {}
    for rule in ("mahalanobis", "even_odd", "psychometric_synonyms"):
        assert "p0" in people(flags, rule)


def test_honest_people_are_seldom_flagged_but_for_the_fixed_share():
    flags, _ = judge(draw(300))
    assert len(people(flags, "mahalanobis")) <= 5
    assert len(people(flags, "even_odd")) <= 30
    assert len(people(flags, "psychometric_synonyms")) <= 15
    # A tenth by its very definition, and whoever ties with the last of them.
    assert 30 <= len(people(flags, "irv")) <= 33


def test_the_same_answer_everywhere_varies_least():
    columns = draw(100)
    for name, column in columns.items():
        column[7] = 5 if int(name[1]) < 3 else 2
    flags, _ = judge(columns)
    assert "p7" in people(flags, "irv")


@pytest.mark.parametrize("n", [1, 2, 3, 12])
def test_a_handful_of_people_are_never_flagged_and_each_rule_says_why(n):
    flags, idle = judge(draw(n))
    for rule in ("irv", "mahalanobis", "psychometric_synonyms"):
        assert people(flags, rule) == set()
        assert idle[rule] == "rule_too_few_people"


def test_too_short_a_questionnaire_says_why():
    short = make_questionnaire(
        make_scale("s0", *(make_item(f"s0_{n}", TEN) for n in range(4)))
    )
    columns = {name: c for name, c in draw(100).items() if name.startswith("s0")}
    flags, idle = judge(columns, short)
    assert idle == {
        "irv": "rule_too_few_items",
        "even_odd": "rule_too_few_scales",
    }
    assert people(flags, "irv") | people(flags, "even_odd") == set()


def test_an_item_that_repeats_another_leaves_no_distance():
    columns = draw(100)
    columns["s0_1"] = columns["s0_0"]
    flags, idle = judge(columns)
    assert idle == {"mahalanobis": "rule_singular"}
    assert people(flags, "mahalanobis") == set()


def test_items_that_no_one_ties_together_give_no_synonyms():
    rng = np.random.default_rng(2)
    columns = {name: rng.permutation(column) for name, column in draw(100).items()}
    _, idle = judge(columns)
    assert idle == {"psychometric_synonyms": "rule_too_few_pairs"}


def test_someone_with_a_missing_answer_is_not_judged_by_distance():
    columns = draw(100)
    for column in columns.values():
        column[0] = 0 if column.max() > 4 else 4
    columns["s1_2"][0] = np.nan
    flags, _ = judge(columns)
    assert "p0" not in people(flags, "mahalanobis")


def test_a_rule_that_is_off_neither_flags_nor_says_anything():
    flags, idle = judge(draw(12), **dict.fromkeys(RULES, "off"))
    assert idle == {}
    assert not set(flags["rule"]) & set(RULES)


def test_only_distance_is_looked_at_unless_the_study_asks_for_more():
    quality = make_study().quality
    actions = {rule: getattr(quality, rule) for rule in RULES}
    assert actions == {**dict.fromkeys(RULES, "off"), "mahalanobis": "flag"}


def test_the_study_may_leave_flagged_responses_out():
    columns = draw(100)
    for name, column in columns.items():
        column[7] = 5 if int(name[1]) < 3 else 2
    flags, _ = judge(columns, irv="exclude")
    assert flags.loc[flags["rule"] == "irv", "is_excluded"].all()
