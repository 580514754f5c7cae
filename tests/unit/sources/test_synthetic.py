"""Invented people: what the study states must be true of their answers."""

import numpy as np
import pytest
from made_studies import (
    FREE,
    GENDER,
    WHOLE,
    fetch,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.errors import SourceError
from barometre.frames import check_responses
from barometre.questionnaire.load import find_bank, load_questionnaire
from barometre.questionnaire.scale import Scoring
from barometre.responses.decode import decode_responses
from barometre.sources.likert_model import calibrate_item, interitem_correlation

FORMATS = {
    "0-10": tuple(np.linspace(0, 1, 11).tolist()),
    "five answers": tuple(np.linspace(0, 1, 5).tolist()),
    "four answers": (0.0, 1 / 3, 2 / 3, 1.0),
    "yes or no": (0.0, 1.0),
}


def alpha(items):
    covariance = np.cov(items.T)
    k = len(covariance)
    return k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())


@pytest.mark.parametrize("places", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize(
    ("n_items", "reliability", "mean", "sd"),
    [(3, 0.8, 0.55, 0.18), (10, 0.9, 0.3, 0.2), (4, 0.6, 0.8, 0.15)],
)
def test_answers_have_the_stated_alpha_and_mean_in_spite_of_rounding(
    places, n_items, reliability, mean, sd
):
    correlation = interitem_correlation(reliability, n_items)
    model = calibrate_item(places, mean=mean, sd=sd, correlation=correlation)
    chance = np.random.default_rng(20260112)
    n = 100_000
    trait = chance.standard_normal(n)
    noises = chance.standard_normal((n_items, n))
    answers = np.array([np.array(places)[model.answer(trait, e)] for e in noises]).T
    # Six standard errors of alpha (Feldt, large n) and of a mean.
    error = np.sqrt(2 * n_items / ((n_items - 1) * n)) * (1 - reliability)
    # Two answers are less regular than the normal theory of Feldt assumes.
    assert alpha(answers) == pytest.approx(reliability, abs=6 * 1.7 * error)
    assert answers.mean() == pytest.approx(mean, abs=6 * 0.5 / np.sqrt(n))


@pytest.mark.parametrize("name", ["0-10", "five answers"])
def test_answers_spread_as_stated_where_the_format_can_show_it(name):
    places = FORMATS[name]
    model = calibrate_item(places, mean=0.5, sd=0.2, correlation=0.5)
    chance = np.random.default_rng(7)
    hidden = chance.standard_normal((2, 200_000))
    assert np.array(places)[model.answer(*hidden)].std() == pytest.approx(0.2, abs=2e-3)


def synthetic(questionnaire, *, waves=("t0", "t1"), more=None, **source):
    study = make_study(
        waves=waves,
        source={"kind": "synthetic", "skipped": 0, "dont_know": 0, **source},
        respondent={"by": "token"},
        **(more or {}),
    )
    return study, {raw.wave: raw for raw in fetch(study, questionnaire, None)}


def decoded(questionnaire, **source):
    study, waves = synthetic(questionnaire, **source)
    raw = {wave: one.responses for wave, one in waves.items()}
    frame = decode_responses(raw, study=study, questionnaire=questionnaire).frame
    check_responses(frame, questionnaire)
    return frame


TRUST = make_questionnaire(
    make_scale(
        "trust",
        make_item("a"),
        make_item("b", reverse_keyed=True),
        make_item("c"),
        make_item("d"),
    )
)


def scores(frame, wave):
    items = frame.loc[frame["wave"] == wave, ["a", "b", "c", "d"]].to_numpy()
    items[:, 1] = 10 - items[:, 1]
    return items


def test_the_pipeline_finds_the_stated_reliability_and_change():
    stated = {"reliability": 0.7, "mean": 0.45, "change": [0.5], "stability": 0.6}
    frame = decoded(TRUST, people=60_000, attrition=0, scales={"trust": stated})
    before, after = scores(frame, "t0"), scores(frame, "t1")
    assert alpha(before) == pytest.approx(0.7, abs=0.01)
    assert alpha(after) == pytest.approx(0.7, abs=0.01)
    change = after.mean(axis=1) - before.mean(axis=1)
    assert before.mean() == pytest.approx(4.5, abs=0.03)
    assert change.mean() == pytest.approx(0.5, abs=6 * change.std() / np.sqrt(60_000))
    # True scores correlate at 0.6; observed ones at 0.6 times the reliability.
    observed = np.corrcoef(before.mean(axis=1), after.mean(axis=1))[0, 1]
    assert observed == pytest.approx(0.6 * 0.7, abs=0.02)


def test_treated_and_others_change_as_stated_for_each():
    stated = {"change": [1.0], "control_change": [0.2]}
    frame = decoded(
        TRUST,
        people=40_000,
        attrition=0,
        comparison_share=0.5,
        scales={"trust": stated},
        more={
            "comparison": {"column": "arm", "treated": "yes", "control": "no"},
            "groups": ["arm"],
        },
    )
    frame["score"] = np.r_[scores(frame, "t0"), scores(frame, "t1")].mean(axis=1)
    means = frame.groupby(["arm", "wave"])["score"].mean()
    assert means["yes", "t1"] - means["yes", "t0"] == pytest.approx(1.0, abs=0.1)
    assert means["no", "t1"] - means["no", "t0"] == pytest.approx(0.2, abs=0.1)


def test_the_last_stated_change_lasts():
    frame = decoded(
        TRUST,
        waves=("t0", "t1", "t2", "t3"),
        people=20_000,
        attrition=0,
        scales={"trust": {"change": [0.5, -0.5]}},
    )
    base = scores(frame, "t0").mean()
    changes = [scores(frame, wave).mean() - base for wave in ("t1", "t2", "t3")]
    assert changes == pytest.approx([0.5, -0.5, -0.5], abs=0.1)


def test_change_of_a_sum_is_in_the_units_of_the_sum():
    summed = make_questionnaire(
        make_scale("trust", *TRUST.scales[0].items, scoring=Scoring(method="sum"))
    )
    frame = decoded(
        summed, people=20_000, attrition=0, scales={"trust": {"change": [2.0]}}
    )
    change = (
        scores(frame, "t1").sum(axis=1).mean() - scores(frame, "t0").sum(axis=1).mean()
    )
    assert change == pytest.approx(2.0, abs=0.3)


def test_the_same_seed_gives_the_same_answers_and_another_seed_others():
    (_, one), (_, same), (_, other) = (
        synthetic(TRUST, people=50, seed=seed) for seed in (1, 1, 2)
    )
    assert one["t1"].responses == same["t1"].responses
    assert one["t1"].responses != other["t1"].responses


def test_one_more_scale_leaves_the_answers_to_the_others_alone():
    longer = make_questionnaire(*TRUST.scales, make_scale("more", make_item("z")))
    _, short = synthetic(TRUST, people=50)
    _, long = synthetic(longer, people=50)
    items = ["a", "b", "c", "d"]
    assert long["t1"].responses.select(items) == short["t1"].responses.select(items)


def test_as_many_people_leave_as_stated_and_the_less_trusting_more_often():
    frame = decoded(TRUST, people=20_000, attrition=0.4, attrition_by_trust=1.0)
    first = frame[frame["wave"] == "t0"]
    back = set(frame.loc[frame["wave"] == "t1", "respondent_id"])
    stays = first["respondent_id"].isin(back).to_numpy()
    assert stays.mean() == pytest.approx(0.6, abs=0.02)
    trust = scores(frame, "t0").mean(axis=1)
    assert trust[stays].mean() - trust[~stays].mean() > 0.5


def test_who_has_left_stays_away():
    _, waves = synthetic(TRUST, waves=("t0", "t1", "t2"), people=300, attrition=0.3)
    people = [set(raw.responses["respondent_id"].to_pylist()) for raw in waves.values()]
    assert people[0] > people[1] > people[2]


def test_flaws_come_as_often_as_stated():
    asked = make_questionnaire(
        make_scale("s", *(make_item(f"q{n}") for n in range(10)))
    )
    frame = decoded(
        asked, waves=("t0",), people=4_000, dont_know=0.1, refused=0.05, skipped=0.02
    )
    shares = (
        frame.filter(regex="__missing$").melt()["value"].value_counts(normalize=False)
        / 40_000
    )
    assert shares["dont_know"] == pytest.approx(0.1, abs=0.01)
    assert shares["refused"] == pytest.approx(0.05, abs=0.01)
    assert shares["skipped"] == pytest.approx(0.02, abs=0.01)


def test_who_gives_up_answers_nothing_after_and_is_not_complete():
    asked = make_questionnaire(
        make_scale("s", *(make_item(f"q{n}") for n in range(10)))
    )
    frame = decoded(asked, waves=("t0",), people=2_000, broke_off=0.3)
    is_partial = ~frame["is_complete"]
    assert is_partial.mean() == pytest.approx(0.3, abs=0.05)
    kinds = frame.filter(regex="__missing$").astype("str")
    assert (kinds["q9__missing"][is_partial] == "broke_off").all()
    assert kinds["q0__missing"].isna().all()
    assert set(kinds[~is_partial].melt()["value"].dropna()) == set()


def test_careless_people_are_fast_and_make_the_scale_less_reliable():
    care = decoded(TRUST, waves=("t0",), people=5_000)
    careless = decoded(TRUST, waves=("t0",), people=5_000, careless=0.5)
    assert alpha(scores(careless, "t0")) < alpha(scores(care, "t0")) - 0.05
    assert careless["duration_seconds"].min() < care["duration_seconds"].min() / 2


def test_some_people_answer_twice_when_the_study_says_so():
    _, waves = synthetic(TRUST, people=20, attrition=0, duplicates=3)
    names = {wave: raw.responses["respondent_id"] for wave, raw in waves.items()}
    assert (len(names["t0"]), len(names["t0"].unique())) == (23, 20)
    assert len(names["t1"]) == 20


def test_a_person_keeps_a_gender_and_a_territory():
    asked = make_questionnaire(
        make_scale("trust", make_item("q")),
        make_scale("who", make_item("g", GENDER), measurement_model="administrative"),
    )
    frame = decoded(
        asked,
        people=200,
        attrition=0,
        territories=["Nord", "Sud"],
        more={"groups": ["territory", "g"]},
    )
    for column in ("territory", "g"):
        wide = frame.pivot(index="respondent_id", columns="wave", values=column)
        assert (wide["t0"] == wide["t1"]).all()
        assert wide["t0"].nunique() > 1


def test_people_are_asked_only_what_concerns_them():
    asked = make_questionnaire(
        make_scale("who", make_item("g", GENDER), measurement_model="administrative"),
        make_scale("job", make_item("q"), asked_of={"g": (1,)}),
    )
    frame = decoded(asked, waves=("t0",), people=200)
    is_asked = frame["g"] == 1
    assert frame.loc[is_asked, "q"].notna().all()
    assert (frame.loc[~is_asked, "q__missing"] == "not_asked").all()


def test_without_names_responses_stand_alone():
    study = make_study(source={"kind": "synthetic", "people": 3})
    (raw,) = fetch(study, TRUST, None)
    assert raw.responses["respondent_id"].to_pylist() == [
        "row-t0-2",
        "row-t0-3",
        "row-t0-4",
    ]


@pytest.mark.parametrize(
    ("source", "more", "code"),
    [
        ({"scales": {"truts": {}}}, {}, "synthetic_scale_unknown"),
        ({"scales": {"trust": {"change": [9.0]}}}, {}, "synthetic_mean_out_of_range"),
        ({}, {"groups": ["region"]}, "synthetic_group_unknown"),
    ],
)
def test_what_cannot_be_invented_is_refused(source, more, code):
    with pytest.raises(SourceError) as caught:
        synthetic(TRUST, more=more, **source)
    assert [problem.code for problem in caught.value] == [code]


def test_no_people_at_all_is_an_empty_study():
    frame = decoded(TRUST, people=0)
    assert len(frame) == 0


SCALES = sorted(path.stem for path in (find_bank() / "scales").glob("*.yaml"))


def test_every_scale_of_the_bank_can_be_answered():
    bank = load_questionnaire(SCALES)
    frame = decoded(bank, people=40, dont_know=0.1, refused=0.1, skipped=0.1)
    scored = [scale for scale in bank.scales if scale.is_reflective]
    assert scored
    for scale in scored:
        for item in scale.item_ids:
            assert frame[item].notna().any(), item


def test_texts_are_not_invented():
    asked = make_questionnaire(
        make_scale("s", make_item("q"), make_item("n", WHOLE), make_item("say", FREE))
    )
    _, waves = synthetic(asked, people=3)
    assert "say" not in waves["t0"].responses.column_names
