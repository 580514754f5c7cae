"""Parts shared with a helper process come back as they would have been here."""

import os

import pytest
from made_responses import read_to_links

from barometre.evaluation import evaluate
from barometre.evaluation.parts import Part
from barometre.evaluation.reliability import evaluate_reliability
from barometre.pipeline.sharing import share_with_helpers

STUDY = """\
id: shared
title: {fr: Parties, en: Parts}
languages: [en]
questionnaire: [trust_people, power_act]
source: {kind: synthetic, people: 60, seed: 6, attrition: 0.2}
waves:
  - {id: t0, label: {fr: Un, en: One}}
  - {id: t1, label: {fr: Deux, en: Two}}
respondent: {by: token}
plan: {primary: [power_act]}
analyses: core
"""


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    return read_to_links(STUDY, folder)


def test_helpers_bring_back_every_row_in_the_order_of_the_direct_run(inputs):
    what, tables = inputs
    direct = evaluate(*what, **tables).estimates
    shared = evaluate(*what, **tables, spread=share_with_helpers).estimates
    assert shared["key"].tolist() == direct["key"].tolist()
    numbers = ["estimate", "ci_low", "ci_high", "std_error", "p_value"]
    # Sums of a helper may be split over threads in another way: last digits differ.
    assert shared[numbers].to_numpy() == pytest.approx(
        direct[numbers].to_numpy(), rel=1e-7, abs=1e-9, nan_ok=True
    )


def _note_process(material):
    return [{"process": os.getpid()}]


def test_what_a_helper_does_not_bring_back_is_worked_out_here(inputs):
    what, tables = inputs
    found = []

    def spread(material, parts):
        # No helper can import the analysis of a test: it ends, and leaves its part.
        unknown = [Part(_note_process) for _ in range(6)]
        found.extend(share_with_helpers(material, unknown))
        return share_with_helpers(material, parts)

    evaluate(*what, **tables, spread=spread)
    assert found == [[{"process": os.getpid()}]] * 6


def test_an_error_of_a_part_is_told_here(inputs):
    what, tables = inputs

    def spread(material, parts):
        return share_with_helpers(material, [Part(evaluate_reliability, 10**6)])

    with pytest.raises(IndexError):
        evaluate(*what, **tables, spread=spread)
