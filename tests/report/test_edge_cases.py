"""The smallest and oddest studies, from responses to pages, with every analysis."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_responses import link_by_respondent
from made_studies import TEN, make_item, make_questionnaire, make_scale, make_study
from not_simulated import WITHOUT_INTERVAL

from barometre.disclosure import protect, protect_participation
from barometre.evaluation import Evaluation, evaluate
from barometre.frames import FLAGS, build_table, missing_column
from barometre.reference.markdown import load_words
from barometre.report.build import build_report, summarise_flags
from barometre.report.definition import load_definition
from barometre.report.html import render_html
from barometre.report.model import Report
from barometre.report.texts import load_texts
from barometre.report.xlsx import render_xlsx
from barometre.responses.quality import flag_responses
from barometre.study import Disclosure, KnownShare, Study

FOUR, ONE = ("a1", "a2", "a3", "a4"), ("b1",)
QUESTIONNAIRE = make_questionnaire(
    make_scale("trust", *(make_item(name, TEN) for name in FOUR)),
    make_scale(
        "single", make_item("b1", TEN, negative_control=True),
        measurement_model="single_item",
    ),
)  # fmt: skip
SHOWN = Disclosure(internal_min_n=1, sensitive_min_n=1, percent_min_n=1)
CODES = re.compile(r"\b(?:nan|inf|None|not_computed)\b|\{\w+\}")
NUMBERS = ["estimate", "ci_low", "ci_high", "std_error", "df", "p_value", "p_adjusted"]
TWO, THREE = ("t0", "t1"), ("t0", "t1", "t2")
ARMS = {"column": "arm", "treated": "in", "control": "out"}
MARGINS = [
    KnownShare("territory", "A", 0.5, 500.0),
    KnownShare("territory", "B", 0.5, 500.0),
]
Change = Callable[[pd.DataFrame], pd.DataFrame]


def ask(n: int, *, waves: tuple[str, ...] = TWO, seed: int = 3) -> pd.DataFrame:
    """The same people at every wave, their answers drawn around a level of theirs."""
    rng = np.random.default_rng(seed)
    level = rng.uniform(2, 8, n)
    frames = []
    for later, wave in enumerate(waves):
        frame = pd.DataFrame(
            {
                "respondent_id": [f"p{i:03}" for i in range(n)],
                "wave": pd.Series(wave, index=range(n), dtype="str"),
                "source_row": np.arange(n) + 2,
                "is_complete": True,
                "duration_seconds": 300.0,
                "territory": ["AB"[i % 2] for i in range(n)],
                "arm": ["out" if i % 3 == 0 else "in" for i in range(n)],
            }
        )
        for item in QUESTIONNAIRE.items:
            answers = np.rint(level + 0.5 * later + rng.normal(0, 1.5, n))
            frame[item] = answers.clip(0, 10)
            frame[missing_column(item)] = None
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def leave_empty(frame: pd.DataFrame, rows: Any) -> pd.DataFrame:
    frame = frame.copy()
    for item in QUESTIONNAIRE.items:
        frame.loc[rows, item] = np.nan
        frame.loc[rows, missing_column(item)] = "skipped"
    return frame


def answer_alike(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(QUESTIONNAIRE.items, 5.0))


def copy_the_first(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(**dict.fromkeys(QUESTIONNAIRE.items, frame["a1"]))


def move_alike(frame: pd.DataFrame) -> pd.DataFrame:
    first = frame[frame["wave"] == "t0"]
    later = first.assign(wave="t1", **{i: first[i] + 1 for i in QUESTIONNAIRE.items})
    return pd.concat([first, later], ignore_index=True)


def only(n_in: int, n_out: int) -> Change:
    """So many of each group."""

    def choose(frame: pd.DataFrame) -> pd.DataFrame:
        place = frame.groupby(["wave", "arm"]).cumcount()
        wanted = frame["arm"].map({"in": n_in, "out": n_out})
        return frame[place < wanted].reset_index(drop=True)

    return choose


def miss_waves(frame: pd.DataFrame) -> pd.DataFrame:
    """Everyone misses one wave of three, or none."""
    person = frame["respondent_id"].str[1:].astype(int) % 4
    missed = person.map(dict(enumerate((*THREE, "none"))))
    return frame[frame["wave"] != missed].reset_index(drop=True)


def meet_once(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(respondent_id=frame["wave"] + frame["respondent_id"])


CASES: dict[str, tuple[pd.DataFrame, dict[str, Any]]] = {
    **{f"{n} people": (ask(n), {}) for n in (0, 1, 2, 3, 4)},
    **{f"{n} people, 3 waves": (ask(n, waves=THREE), {}) for n in (0, 1, 2, 3)},
    **{
        f"{n} people, compared": (ask(n), {"comparison": ARMS}) for n in (2, 3, 4, 6)
    },
    "enough people": (ask(60), {"comparison": ARMS}),
    "one answer for all": (answer_alike(ask(12)), {"comparison": ARMS}),
    "one answer for all, 3 waves": (answer_alike(ask(12, waves=THREE)), {}),
    "nobody answers at the end": (leave_empty(ask(12), slice(12, None)), {}),
    "nobody answers at the start": (leave_empty(ask(12), slice(0, 12)), {}),
    "nobody answers": (leave_empty(ask(12), slice(None)), {"comparison": ARMS}),
    "a middle wave without answers": (
        leave_empty(ask(12, waves=THREE), slice(12, 24)), {"comparison": ARMS},
    ),
    "items that say the same": (copy_the_first(ask(20)), {"comparison": ARMS}),
    "everyone moves alike": (move_alike(ask(20)), {"comparison": ARMS}),
    "one person compared": (only(15, 1)(ask(40)), {"comparison": ARMS}),
    "one participant": (only(1, 15)(ask(60)), {"comparison": ARMS}),
    "gaps in 3 waves": (miss_waves(ask(24, waves=THREE)), {"comparison": ARMS}),
    "people met once": (meet_once(ask(14)), {}),
    "two territories as clusters": (
        ask(24), {"comparison": {**ARMS, "clusters": "territory"}},
    ),
    "raked": (ask(24), {"weights": {"rake": {"margins": "margins.csv"}}}),
    "raked, one a territory": (
        ask(2), {"weights": {"rake": {"margins": "margins.csv"}}},
    ),
    "every rule asked for": (
        answer_alike(ask(6)),
        {"quality": {"irv": "flag", "even_odd": "flag",
                     "psychometric_synonyms": "flag"}},
    ),
    "chosen by the start": (
        ask(5),
        {"plan": {"selected_by_baseline": {"outcome": "trust", "at_most": 20}}},
    ),
}  # fmt: skip
names = pytest.mark.parametrize("name", CASES)


def study_of(frame: pd.DataFrame, changes: dict[str, Any]) -> Study:
    waves = THREE if "t2" in set(frame["wave"]) else TWO
    plan = {
        "primary": ["trust"],
        "secondary": ["single"],
        "contrast": ["t0", waves[-1]],
        "smallest_worthwhile_change": {"trust": 0.5},
        **changes.get("plan", {}),
    }
    return make_study(
        waves=waves,
        respondent={"by": "column", "column": "code"},
        groups=["territory"],
        **{**changes, "plan": plan},
    )


@cache
def judged(name: str) -> tuple[Study, pd.DataFrame, Evaluation]:
    frame, changes = CASES[name]
    study = study_of(frame, changes)
    if len(frame):
        flags = flag_responses(frame, questionnaire=QUESTIONNAIRE, study=study)
    else:
        flags = build_table([], FLAGS)
    found = evaluate(
        study,
        QUESTIONNAIRE,
        responses=frame,
        flags=flags,
        links=link_by_respondent(frame),
        margins=MARGINS if study.weights else (),
    )
    return study, flags, found


def draw(study: Study, flags: pd.DataFrame, found: Evaluation) -> Report:
    """Build the report as if one person were enough to be shown."""
    shown = study.model_copy(update={"disclosure": SHOWN})
    return build_report(
        audience="evaluator",
        study=shown,
        questionnaire=QUESTIONNAIRE,
        estimates=protect(found.estimates, study=shown, questionnaire=QUESTIONNAIRE),
        participation=protect_participation(found.participation, study=shown),
        flags_summary=summarise_flags(flags),
        provenance={},
        definition=load_definition("evaluator"),
    )


@cache
def with_interval() -> set[str]:
    """Statistics that have an interval where people are many."""
    estimates = judged("enough people")[2].estimates
    return set(estimates.loc[estimates["ci_low"].notna(), "statistic"])


@names
def test_no_number_is_infinite_and_none_is_missing_without_a_reason(name) -> None:
    estimates = judged(name)[2].estimates
    assert not np.isinf(estimates[NUMBERS].to_numpy(dtype=float)).any()
    reasons = estimates["note"].str.replace("n_below_30", "").str.strip(";")
    is_silent = estimates["estimate"].isna() & reasons.eq("")
    is_bare = estimates["ci_low"].isna() & estimates["statistic"].isin(with_interval())
    assert estimates.loc[is_silent | (is_bare & reasons.eq("")), "key"].tolist() == []


@names
def test_a_number_said_to_have_no_interval_has_none(name) -> None:
    estimates = judged(name)[2].estimates
    with_one = set(estimates.loc[estimates["ci_low"].notna(), "statistic"])
    assert {one.removesuffix("_pomp") for one in with_one} & WITHOUT_INTERVAL == set()


@names
def test_every_code_of_the_estimates_has_words(name) -> None:
    estimates, words = judged(name)[2].estimates, load_words("statistics.yaml")
    notes = {code for note in set(estimates["note"]) for code in note.split(";")}
    assert notes - {""} <= set(words["notes"])
    assert set(estimates["method"]) - {""} <= set(words["methods"])
    statistics = set(estimates["statistic"].str.removesuffix("_pomp"))
    assert statistics <= set(words["statistics"])


@names
def test_the_page_is_drawn_and_shows_no_code(name) -> None:
    page = render_html(draw(*judged(name)), language="fr", texts=load_texts("fr"))
    assert find_codes(page) == []


@pytest.mark.parametrize("name", ["0 people", "3 people, compared", "gaps in 3 waves"])
def test_the_english_page_and_the_workbook_are_drawn_too(name) -> None:
    report, texts = draw(*judged(name)), load_texts("en")
    assert find_codes(render_html(report, language="en", texts=texts)) == []
    workbook = render_xlsx(report, language="en", texts=texts)
    assert workbook.startswith(b"PK")


def find_codes(page: str) -> list[str]:
    """Find what a reader should never meet: a number that is none, an empty place."""
    said = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.S)
    return CODES.findall(said)
