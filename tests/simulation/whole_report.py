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
from barometre.questionnaire.scale import Questionnaire
from barometre.study import Study

N_REPLICATIONS = 600
_SCALES = ("trust_people", "power_act", "coll_eff")
_STABILITY = 0.65
_LOADING = 0.75
_LIMIT = 0.05


def make_study(*, is_compared: bool) -> Study:
    """Plan one primary and two secondary outcomes, with or without a comparison."""
    group = {"column": "md_group", "treated": "in", "control": "out"}
    return Study(
        id="null",
        title={"fr": "Rien ne change", "en": "Nothing changes"},
        questionnaire=_SCALES,
        source={"kind": "synthetic"},
        waves=[
            {"id": wave, "label": {"fr": wave, "en": wave}} for wave in ("t0", "t1")
        ],
        respondent={"by": "token"},
        comparison=group if is_compared else None,
        plan={"primary": _SCALES[:1], "secondary": _SCALES[1:]},
        analyses="core",
    )


def draw_responses(
    rng: np.random.Generator, n: int, questionnaire: Questionnaire
) -> pd.DataFrame:
    """Draw people whose three related traits stay the same on average."""
    related = np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    first = rng.multivariate_normal(np.zeros(3), related, n)
    noise = rng.multivariate_normal(np.zeros(3), related, n)
    second = _STABILITY * first + np.sqrt(1 - _STABILITY**2) * noise
    frames = [
        _answer(rng, traits, wave, questionnaire)
        for wave, traits in (("t0", first), ("t1", second))
    ]
    return pd.concat(frames, ignore_index=True)


def _answer(
    rng: np.random.Generator, traits: np.ndarray, wave: str, asked: Questionnaire
) -> pd.DataFrame:
    n = len(traits)
    people = [f"p{number:04}" for number in range(n)]
    columns: dict[str, object] = {
        "respondent_id": pd.Series(people, dtype="str"),
        "wave": pd.Series([wave] * n, dtype="str"),
        "source_row": np.arange(n),
        "is_complete": True,
        "duration_seconds": 300.0,
        "md_group": pd.Series(["in", "out"] * (n // 2), dtype="str"),
    }
    for place, scale in enumerate(asked.scales):
        for item in scale.items:
            low, high = item.response_format.low, item.response_format.high
            own = np.sqrt(1 - _LOADING**2) * rng.standard_normal(n)
            sign = -1 if item.reverse_keyed else 1
            latent = sign * (_LOADING * traits[:, place] + own)
            middle, spread = (low + high) / 2, (high - low) / 4.5
            columns[item.id] = np.rint(middle + spread * latent).clip(low, high)
            columns[missing_column(item.id)] = pd.Series([None] * n, dtype="str")
    return pd.DataFrame(columns)


def count_claims(task: tuple[bool, int, int]) -> bool:
    """Tell whether one report claims any planned change, or difference of changes."""
    is_compared, n, seed = task
    questionnaire, study = (
        load_questionnaire(_SCALES),
        make_study(is_compared=is_compared),
    )
    rng = np.random.default_rng([seed, n, is_compared])
    responses = draw_responses(rng, n, questionnaire)
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


def simulate(n_replications: int = N_REPLICATIONS) -> Mapping[tuple[bool, int], float]:
    """Share of reports with a wrong claim, with and without a comparison group."""
    shares = {}
    with ProcessPoolExecutor(2) as processes:
        for is_compared in (False, True):
            for n in (40, 200):
                tasks = [(is_compared, n, seed) for seed in range(n_replications)]
                claims = list(processes.map(count_claims, tasks, chunksize=20))
                shares[is_compared, n] = float(np.mean(claims))
    return shares


def render_table(shares: Mapping[tuple[bool, int], float]) -> str:
    """Write the table of reports with a wrong claim."""
    lines = ["| | n = 40 | n = 200 |", "| --- | --- | --- |"]
    names = {
        False: "sans groupe de comparaison · no comparison group",
        True: "avec · with one",
    }
    for is_compared, name in names.items():
        cells = [f"{100 * shares[is_compared, n]:.1f}" for n in (40, 200)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
