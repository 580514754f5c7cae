"""Worked out in parts, an evaluation is the same to the last bit."""

import pickle

import pandas as pd
import pytest
from made_responses import read_to_links

from barometre.evaluation import evaluate
from barometre.evaluation.parts import Part
from barometre.evaluation.reliability import evaluate_reliability

STUDY = """\
id: parts
title: {fr: Parties, en: Parts}
languages: [en]
questionnaire: [trust_people, power_act]
source:
  kind: synthetic
  people: 90
  seed: 5
  careless: 0.1
  territories: [A, B, C]
  comparison_share: 0.3
waves:
  - {id: t0, label: {fr: Un, en: One}}
  - {id: t1, label: {fr: Deux, en: Two}}
  - {id: t2, label: {fr: Trois, en: Three}}
respondent: {by: token}
groups: [territory]
comparison: {column: md_group, treated: participant, control: comparison}
plan: {primary: [power_act], secondary: [trust_people], contrast: [t0, t2]}
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    return read_to_links(STUDY, folder)


def test_the_rows_are_those_of_the_direct_run_in_the_same_order(inputs):
    what, tables = inputs
    seen = []

    def work_backwards(do, material, parts):
        """As workers do: each from its own copy, in an order of its own."""
        seen.extend(parts)
        sent = pickle.dumps(material)
        done = {
            place: do(pickle.loads(sent), pickle.loads(pickle.dumps(part)))  # noqa: S301
            for place, part in reversed(list(enumerate(parts)))
        }
        return [done[place] for place in range(len(parts))]

    direct = evaluate(*what, **tables)
    in_parts = evaluate(*what, **tables, spread=work_backwards)
    pd.testing.assert_frame_equal(
        in_parts.estimates, direct.estimates, check_exact=True
    )
    pd.testing.assert_frame_equal(in_parts.participation, direct.participation)
    samples = {part.sample for part in seen}
    # Some analyses take all at once; others are divided by wave, group and population.
    assert Part(evaluate_reliability) in seen
    assert len(samples) > 20
    assert {part.focus for part in seen} == {"", "power_act", "trust_people"}
