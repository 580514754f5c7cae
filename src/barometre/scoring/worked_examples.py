"""The worked examples that a scale brings along, scored again."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from barometre.errors import Problem
from barometre.questionnaire.scale import Example, Scale
from barometre.scoring.scores import key_answers, score_answers


def check_examples(scale: Scale) -> list[Problem]:
    """Score the worked examples of a scale, and list those that come out otherwise."""
    problems = []
    for number, example in enumerate(scale.examples):
        where = f"{scale.id} › examples.{number + 1}"
        for part, expected, found in _compare(example, scale):
            same = np.isclose(expected, found, rtol=1e-12, atol=0, equal_nan=True)
            if not same:
                facts = {"expected": _shown(expected), "found": _shown(found)}
                problem = Problem(
                    "bank_example_wrong",
                    where,
                    why=example.why or str(number + 1),
                    part=part or scale.id,
                    **facts,
                )
                problems.append(problem)
    return problems


def _compare(example: Example, scale: Scale) -> Iterator[tuple[str, float, float]]:
    """List what an example promises beside what scoring gives."""
    missing = {item.id: item.response_format.missing for item in scale.items}
    answers = {
        item: np.nan if answer in missing[item] else answer
        for item, answer in example.answers.items()
    }
    frame = pd.DataFrame([answers], columns=list(scale.item_ids), dtype=float)
    scores, keyed = score_answers(frame, scale), key_answers(frame, scale)
    promised = {"": example.score} if "" in scores or example.score is not None else {}
    for part, score in (promised | example.subscales).items():
        found = scores[part].iloc[0] if part in scores else np.nan
        yield part, np.nan if score is None else score, float(found)
    for item, answer in example.items.items():
        found = float(keyed[item].iloc[0])
        yield item, np.nan if answer is None else answer, found


def _shown(value: float) -> str:
    return "null" if np.isnan(value) else f"{value:.6g}"
