"""Small tables in, expected scores out."""

import numpy as np
import pandas as pd
import pytest

from barometre.frames import SCORES, check_table
from barometre.questionnaire.load import load_bank, load_questionnaire
from barometre.questionnaire.response_format import ResponseFormat, Text
from barometre.questionnaire.scale import Item, Questionnaire, Scale, Scoring, Subscale
from barometre.scoring import (
    check_examples,
    compute_pomp,
    derive_scores,
    find_contradicted_keys,
    key_answers,
    score_answers,
    score_range,
)

NAN = float("nan")
WORDS = Text(fr="mots", en="words")
AGREE = ResponseFormat(id="f_agree5", min=1, max=5)


def make_scale(
    *,
    reverse=(False, False, True),
    model="reflective",
    response_format=AGREE,
    subscales=None,
    **scoring,
) -> Scale:
    items = tuple(
        Item(
            id=f"q{n}", text=WORDS, response_format=response_format, reverse_keyed=is_r
        )
        for n, is_r in enumerate(reverse, start=1)
    )
    return Scale(
        id="made",
        title=WORDS,
        measurement_model=model,
        items=items,
        subscales=subscales or {},
        scoring=Scoring(**({"method": "mean"} | scoring)),
    )


def make_answers(*rows) -> pd.DataFrame:
    columns = [f"q{n + 1}" for n in range(len(rows[0]))]
    return pd.DataFrame(rows, columns=columns, dtype=float)


def score(scale: Scale, *rows, part: str = "") -> list[float]:
    return score_answers(make_answers(*rows), scale)[part].tolist()


def test_a_reversed_answer_is_low_plus_high_minus_the_answer():
    keyed = key_answers(make_answers((1, 2, 2)), make_scale())
    assert keyed.loc[0].tolist() == [1, 2, 4]


def test_reversal_uses_the_declared_range_and_not_the_observed_one():
    wide = ResponseFormat(min=0, max=10)
    scale = make_scale(response_format=wide)
    keyed = key_answers(make_answers((3, 4, 5), (3, 4, 6)), scale)
    assert keyed["q3"].tolist() == [5, 4]


@pytest.mark.parametrize(
    ("rule", "answers", "expected"),
    [
        ({"method": "mean"}, (4, 5, 2), 13 / 3),
        ({"method": "mean"}, (4, 5, NAN), NAN),
        ({"method": "mean", "min_answered": 2}, (4, 5, NAN), 4.5),
        ({"method": "mean", "min_answered": 2}, (4, NAN, NAN), NAN),
        ({"method": "sum"}, (4, 5, 2), 13),
        ({"method": "sum"}, (4, 5, NAN), NAN),
        ({"method": "sum", "min_answered": 2}, (4, 5, NAN), 13.5),
        ({"method": "count", "counted_codes": (4, 5)}, (4, 5, 2), 3),
        ({"method": "count", "counted_codes": (4, 5)}, (4, 5, 5), 2),
        ({"method": "count", "counted_codes": (5,), "min_answered": 1}, (5, 5, NAN), 2),
        ({"method": "count", "min_answered": 1}, (NAN, NAN, NAN), NAN),
    ],
)
def test_a_score_follows_from_the_rule_and_the_fewest_answers(rule, answers, expected):
    assert score(make_scale(**rule), answers) == pytest.approx([expected], nan_ok=True)


def test_a_scale_scored_item_by_item_has_no_score_of_its_own():
    scores = score_answers(make_answers((1, 2, 3)), make_scale(method="item"))
    assert list(scores.columns) == []


def test_a_single_item_is_its_own_score():
    scale = make_scale(reverse=(True,), model="single_item", method="item")
    assert score(scale, (2,), (NAN,)) == pytest.approx([4, NAN], nan_ok=True)


@pytest.mark.parametrize(
    "response_format",
    [ResponseFormat(type="text"), ResponseFormat(type="nominal", labels={1: WORDS})],
)
def test_a_single_item_whose_answers_are_no_numbers_has_no_score(response_format):
    scale = make_scale(
        reverse=(False,),
        model="single_item",
        method="item",
        response_format=response_format,
    )
    assert list(score_answers(make_answers((1,)), scale).columns) == []


def test_a_subscale_has_a_rule_of_its_own():
    part = Subscale(title=WORDS, items=("q1", "q3"), min_answered=1)
    scale = make_scale(subscales={"part": part})
    rows = [(4, NAN, 1), (4, NAN, NAN), (NAN, 3, NAN)]
    expected = pytest.approx([4.5, 4, NAN], nan_ok=True)
    assert score(scale, *rows, part="part") == expected
    assert score(scale, *rows) == pytest.approx([NAN, NAN, NAN], nan_ok=True)


def test_a_contrast_is_one_mean_less_another_and_needs_both():
    part = Subscale(
        title=WORDS,
        method="contrast",
        items=("q1", "q2"),
        minus=("q3",),
        min_answered=1,
    )
    scale = make_scale(reverse=(False, False, False), subscales={"gap": part})
    rows = [(4, 5, 2), (4, NAN, 2), (4, 5, NAN), (NAN, NAN, 2)]
    expected = pytest.approx([2.5, 2, NAN, NAN], nan_ok=True)
    assert score(scale, *rows, part="gap") == expected
    assert score_range(scale, "gap") == (-4, 4)


def test_an_item_nobody_was_asked_counts_as_missing():
    scale = make_scale(min_answered=2)
    scores = score_answers(make_answers((4, 5)), scale)
    assert scores[""].tolist() == [4.5]


def test_scoring_leaves_the_answers_as_they_were():
    answers = make_answers((4, 5, 2), (NAN, 1, 5))
    before = answers.copy()
    score_answers(answers, make_scale())
    pd.testing.assert_frame_equal(answers, before)


def test_scores_keep_the_index_of_the_answers():
    answers = make_answers((4, 5, 2), (1, 1, 5)).set_axis(["b", "a"])
    assert list(score_answers(answers, make_scale()).index) == ["b", "a"]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"method": "mean"}, (1, 5)),
        ({"method": "sum"}, (3, 15)),
        ({"method": "count"}, (0, 3)),
    ],
)
def test_the_range_of_a_score_follows_from_the_declared_answers(rule, expected):
    assert score_range(make_scale(**rule)) == expected


def test_pomp_runs_from_0_to_100_and_leaves_missing_scores_missing():
    found = compute_pomp(np.array([1, 3, 5, NAN]), 1, 5)
    np.testing.assert_array_equal(found, [0, 50, 100, NAN])


def make_responses(n: int = 2, **answers) -> pd.DataFrame:
    people = pd.Series([f"p{i}" for i in range(n)], dtype="str")
    wave = pd.Series(["t0"] * n, dtype="str")
    return pd.DataFrame({"respondent_id": people, "wave": wave} | answers)


def test_the_table_of_scores_is_as_declared_and_holds_each_score_once():
    questionnaire = load_questionnaire(["trust_people", "trust_radius", "profile"])
    responses = make_responses(
        tp_general=[8, 2], tp_fair=[6, NAN], tp_help=[NAN, NAN], tr_family=[4, 4]
    )
    scores = derive_scores(responses, questionnaire)
    check_table(scores, SCORES)
    first = scores[scores["respondent_id"] == "p0"]
    names = (first["scale"] + "." + first["subscale"] + "." + first["item"]).tolist()
    assert names == [
        "trust_people..",
        "trust_radius.near.",
        "trust_radius.out.",
        "trust_radius.radius_gap.",
        "trust_radius..tr_family",
        "trust_radius..tr_neigh",
        "trust_radius..tr_first",
        "trust_radius..tr_diff",
    ]
    trust = scores[scores["scale"] == "trust_people"]
    assert trust["score"].tolist() == pytest.approx([7, NAN], nan_ok=True)
    assert trust["score_pomp"].tolist() == pytest.approx([70, NAN], nan_ok=True)
    assert trust["n_answered"].tolist() == [2, 1]
    assert trust["n_items"].tolist() == [3, 3]


def test_no_responses_give_an_empty_table_of_scores():
    questionnaire = load_questionnaire(["trust_people"])
    scores = derive_scores(make_responses(0), questionnaire)
    check_table(scores, SCORES)
    assert len(scores) == 0


def test_a_questionnaire_without_scores_gives_an_empty_table():
    scores = derive_scores(make_responses(), load_questionnaire(["consent"]))
    check_table(scores, SCORES)
    assert len(scores) == 0


def test_formative_scales_give_their_score_and_each_of_their_items():
    scores = derive_scores(make_responses(1), load_questionnaire(["ties"]))
    assert scores["item"].tolist() == ["", "tie_bond", "tie_bridge", "tie_link"]


def test_a_scale_may_refuse_the_0_to_100_form():
    responses = make_responses(1, pc_people=[4.0])
    scores = derive_scores(responses, load_questionnaire(["perceived_change"]))
    assert scores["score"].tolist() == pytest.approx([4, NAN, NAN], nan_ok=True)
    assert scores["score_pomp"].isna().all()


def version_of(scale: Scale) -> str:
    questionnaire = Questionnaire(id="x", title=WORDS, scales=(scale,))
    return derive_scores(make_responses(1), questionnaire)["scoring_version"].iloc[0]


@pytest.mark.parametrize(
    "changed",
    [
        make_scale(min_answered=2),
        make_scale(method="sum"),
        make_scale(reverse=(False, False, False)),
        make_scale(response_format=ResponseFormat(min=0, max=5)),
        make_scale().model_copy(update={"version": 2}),
    ],
)
def test_another_rule_is_another_scoring_version(changed):
    assert version_of(make_scale()) == version_of(make_scale())
    assert version_of(changed) != version_of(make_scale())


def test_a_changed_title_is_the_same_scoring_version():
    renamed = make_scale().model_copy(update={"title": Text(fr="a", en="b")})
    assert version_of(renamed) == version_of(make_scale())


def agreeing_people(n: int, *, loading: float, seed: int = 1) -> pd.DataFrame:
    """People whose three answers share one cause; the third is worded negatively."""
    random = np.random.default_rng(seed)
    trait = random.normal(size=(n, 1))
    noise = random.normal(size=(n, 3))
    values = 3 + loading * trait * [1, 1, -1] + (1 - loading) * noise
    return pd.DataFrame(np.clip(np.round(values), 1, 5), columns=["q1", "q2", "q3"])


def test_answers_that_agree_with_the_key_contradict_nothing():
    assert find_contradicted_keys(agreeing_people(200, loading=0.8), make_scale()) == []


@pytest.mark.parametrize("reverse", [(False, False, False), (True, False, True)])
def test_a_key_that_was_forgotten_or_put_on_the_wrong_item_is_found(reverse):
    answers = agreeing_people(200, loading=0.8)
    found = find_contradicted_keys(answers, make_scale(reverse=reverse))
    assert found[0].item == ("q3" if not any(reverse) else "q1")
    assert found[0].item_rest_correlation < found[0].upper_bound < 0
    assert found[0].n == 200


def test_the_evidence_agrees_with_the_correlation_of_item_and_rest():
    answers = agreeing_people(200, loading=0.8)
    found = find_contradicted_keys(answers, make_scale(reverse=(False, False, False)))
    expected = np.corrcoef(answers["q3"], answers["q1"] + answers["q2"])[0, 1]
    assert found[0].item_rest_correlation == pytest.approx(expected, rel=1e-12)


def test_nothing_is_said_about_a_key_below_the_fewest_people():
    answers = agreeing_people(29, loading=0.8)
    scale = make_scale(reverse=(False, False, False))
    assert find_contradicted_keys(answers, scale) == []
    assert find_contradicted_keys(answers, scale, min_people=29) != []


def test_a_negative_correlation_within_noise_does_not_contradict_a_key():
    answers = agreeing_people(60, loading=0.0)
    keyed = key_answers(answers, make_scale())
    assert keyed["q2"].corr(keyed["q1"] + keyed["q3"]) < -0.1
    assert find_contradicted_keys(answers, make_scale()) == []


@pytest.mark.parametrize("model", ["formative", "profile"])
def test_only_reflective_scales_have_keys_that_answers_can_contradict(model):
    scale = make_scale(reverse=(False, False, False), model=model)
    assert find_contradicted_keys(agreeing_people(200, loading=0.8), scale) == []


def test_people_with_a_missing_answer_are_no_evidence_about_a_key():
    answers = agreeing_people(200, loading=0.8)
    answers.loc[100:, "q1"] = NAN
    found = find_contradicted_keys(answers, make_scale(reverse=(False, False, False)))
    assert found[0].n == 100


def test_an_item_that_everybody_answers_alike_is_no_evidence_about_a_key():
    answers = agreeing_people(200, loading=0.8).assign(q3=3.0)
    assert find_contradicted_keys(answers, make_scale()) == []


def test_a_worked_example_that_comes_out_otherwise_is_said():
    scale = load_bank().scales["power_act"]
    example = scale.examples[0].model_copy(update={"score": 1.0})
    (problem,) = check_examples(scale.model_copy(update={"examples": (example,)}))
    assert problem.render("en") == (
        "power_act › examples.1: the example “every item answered” expects 1 for "
        "power_act, and scoring gives 3.5. Correct the example or the scoring rule."
    )
