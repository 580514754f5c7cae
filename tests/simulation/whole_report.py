"""How often a report claims a change although nothing changed.

``make simulations`` writes the page.
"""

import sys
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from barometre.disclosure import protect
from barometre.evaluation import evaluate
from barometre.frames import FLAGS, LINKS, build_table, missing_column
from barometre.questionnaire.load import load_questionnaire
from barometre.questionnaire.scale import Questionnaire, Scale
from barometre.statistics.adjustment import adjust
from barometre.statistics.difference_in_differences import compute_did
from barometre.statistics.mean_change import compute_mean_change
from barometre.statistics.pairs import keep_pairs
from barometre.study import Study

N_REPLICATIONS = 10_000
# So many of them are evaluated from responses to what a reader is shown.
N_WHOLE = 500
SIZES = (40, 200)
_SCALES = ("trust_people", "power_act", "coll_eff")
_STABILITY = 0.65
_LOADING = 0.75
_LIMIT = 0.05
_WAVES = ("t0", "t1")
_SLICE = 200
Answers = Mapping[str, Mapping[str, np.ndarray]]


def make_study(*, is_compared: bool) -> Study:
    """Plan one primary and two secondary outcomes, with or without a comparison."""
    group = {"column": "md_group", "treated": "in", "control": "out"}
    return Study(
        id="null",
        title={"fr": "Rien ne change", "en": "Nothing changes"},
        questionnaire=_SCALES,
        source={"kind": "synthetic"},
        waves=[{"id": wave, "label": {"fr": wave, "en": wave}} for wave in _WAVES],
        respondent={"by": "token"},
        comparison=group if is_compared else None,
        plan={"primary": _SCALES[:1], "secondary": _SCALES[1:]},
        analyses="core",
    )


def draw_answers(rng: np.random.Generator, n: int, asked: Questionnaire) -> Answers:
    """Draw people whose three related traits stay the same on average, wave by wave."""
    related = np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    first = rng.multivariate_normal(np.zeros(3), related, n)
    noise = rng.multivariate_normal(np.zeros(3), related, n)
    second = _STABILITY * first + np.sqrt(1 - _STABILITY**2) * noise
    return {
        wave: _answer(rng, traits, asked)
        for wave, traits in zip(_WAVES, (first, second), strict=True)
    }


def _answer(
    rng: np.random.Generator, traits: np.ndarray, asked: Questionnaire
) -> dict[str, np.ndarray]:
    answers = {}
    for place, scale in enumerate(asked.scales):
        for item in scale.items:
            low, high = item.response_format.low, item.response_format.high
            own = np.sqrt(1 - _LOADING**2) * rng.standard_normal(len(traits))
            sign = -1 if item.reverse_keyed else 1
            latent = sign * (_LOADING * traits[:, place] + own)
            middle, spread = (low + high) / 2, (high - low) / 4.5
            answers[item.id] = np.rint(middle + spread * latent).clip(low, high)
    return answers


def build_responses(answers: Answers, n: int) -> pd.DataFrame:
    """Put answers into the table of responses; every other person takes part."""
    frames = []
    for wave, items in answers.items():
        frame: dict[str, object] = {
            "respondent_id": pd.Series([f"p{i:04}" for i in range(n)], dtype="str"),
            "wave": pd.Series([wave] * n, dtype="str"),
            "source_row": np.arange(n),
            "is_complete": True,
            "duration_seconds": 300.0,
            "md_group": pd.Series(["in", "out"] * (n // 2), dtype="str"),
        }
        for item, given in items.items():
            frame[item] = given
            frame[missing_column(item)] = pd.Series([None] * n, dtype="str")
        frames.append(pd.DataFrame(frame))
    return pd.concat(frames, ignore_index=True)


def tell_claim(
    answers: Answers, questionnaire: Questionnaire, *, is_compared: bool
) -> bool:
    """Tell whether the planned tests, adjusted together, claim anything."""
    p_values = []
    for scale in questionnaire.scales:
        before, after = (_score(answers[wave], scale) for wave in _WAVES)
        if not is_compared:
            p_values.append(compute_mean_change(keep_pairs(before, after)).p_value)
            continue
        treated, control = (
            keep_pairs(before[part], after[part])
            for part in (slice(0, None, 2), slice(1, None, 2))
        )
        p_values.append(compute_mean_change(treated).p_value)
        p_values.append(compute_did(treated, control).p_value)
    return bool((adjust(np.array(p_values), "holm") < _LIMIT).any())


def _score(answers: Mapping[str, np.ndarray], scale: Scale) -> np.ndarray:
    keyed = [
        item.response_format.low + item.response_format.high - answers[item.id]
        if item.reverse_keyed
        else answers[item.id]
        for item in scale.items
    ]
    return np.mean(keyed, axis=0)


def read_claim(
    answers: Answers, questionnaire: Questionnaire, n: int, *, is_compared: bool
) -> bool:
    """Tell whether a whole report claims a planned change, or difference of changes."""
    study, responses = make_study(is_compared=is_compared), build_responses(answers, n)
    names = responses["respondent_id"]
    links = responses[["respondent_id", "wave"]].assign(
        person_id=names, tolerant_person_id=names, method="token"
    )
    estimates = evaluate(
        study,
        questionnaire,
        responses=responses,
        flags=build_table([], FLAGS),
        links=links[LINKS.column_names],
    ).estimates
    shown = protect(estimates, study=study, questionnaire=questionnaire)
    group = "in" if is_compared else ""
    is_change = (shown["statistic"] == "mean_change") & (shown["group"] == group)
    is_claimed = (shown["adjustment"] == "holm") & (shown["p_adjusted"] < _LIMIT)
    return bool((is_claimed & (is_change | (shown["statistic"] == "did"))).any())


def count_claims(task: tuple[bool, int, int, int, int]) -> int:
    """Count reports that claim anything; the first few are made whole.

    Raises
    ------
    AssertionError
        Where a whole report claims something else than its tests.
    """
    is_compared, n, first, last, n_whole = task
    questionnaire = load_questionnaire(_SCALES)
    count = 0
    for seed in range(first, last):
        rng = np.random.default_rng([seed, n, is_compared])
        answers = draw_answers(rng, n, questionnaire)
        claims = tell_claim(answers, questionnaire, is_compared=is_compared)
        count += claims
        if seed < n_whole and claims != read_claim(
            answers, questionnaire, n, is_compared=is_compared
        ):
            raise AssertionError(f"the report of seed {seed} says something else")
    return count


def simulate(
    n_replications: int = N_REPLICATIONS, *, n_whole: int = N_WHOLE
) -> Mapping[tuple[bool, int], float]:
    """Share of reports with a wrong claim, with and without a comparison group."""
    cells = [(is_compared, n) for is_compared in (False, True) for n in SIZES]
    tasks = [
        (*cell, first, min(first + _SLICE, n_replications), n_whole)
        for cell in cells
        for first in range(0, n_replications, _SLICE)
    ]
    counts = dict.fromkeys(cells, 0)
    with ProcessPoolExecutor(2) as processes:
        for done, (task, count) in enumerate(
            zip(tasks, processes.map(count_claims, tasks), strict=True), 1
        ):
            counts[task[:2]] += count
            print(f"\rreports {done}/{len(tasks)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return {cell: count / n_replications for cell, count in counts.items()}


def render_table(shares: Mapping[tuple[bool, int], float]) -> str:
    """Write the table of reports with a wrong claim."""
    lines = ["| | n = 40 | n = 200 |", "| --- | --- | --- |"]
    names = {
        False: "sans groupe de comparaison · no comparison group",
        True: "avec · with one",
    }
    for is_compared, name in names.items():
        cells = [f"{100 * shares[is_compared, n]:.1f}" for n in SIZES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
