"""Parts shared with a helper process come back as they would have been here."""

import os

import pytest
from made_responses import read_to_links

from barometre.evaluation import evaluate
from barometre.pipeline.sharing import start_helpers

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
    with start_helpers() as spread:
        shared = evaluate(*what, **tables, spread=spread).estimates
    assert shared["key"].tolist() == direct["key"].tolist()
    numbers = ["estimate", "ci_low", "ci_high", "std_error", "p_value"]
    # Sums of a helper may be split over threads in another way: last digits differ.
    assert shared[numbers].to_numpy() == pytest.approx(
        direct[numbers].to_numpy(), rel=1e-7, abs=1e-9, nan_ok=True
    )


@pytest.fixture(autouse=True)
def two_cores(monkeypatch):
    monkeypatch.setenv("BAROMETRE_CORES", "2")


def _note_process(shared, item):
    return shared, item, os.getpid()


def test_what_a_helper_does_not_bring_back_is_done_here():
    with start_helpers() as spread:
        # No helper can import a function of a test: it ends, and leaves its item.
        found = spread(_note_process, "for all", range(6))
    assert found == [("for all", item, os.getpid()) for item in range(6)]


def _divide(shared, item):
    return shared / item


def test_an_error_is_told_here():
    with start_helpers() as spread, pytest.raises(ZeroDivisionError):
        spread(_divide, 1, [1, 0, 1])


def test_an_item_that_cannot_be_sent_is_done_here_without_a_word(capfd):
    def stay() -> None: ...

    with start_helpers() as spread:
        assert spread(getattr, stay, ["__name__"] * 20) == ["stay"] * 20
    assert capfd.readouterr() == ("", "")


def test_helpers_do_one_task_after_another():
    with start_helpers() as spread:
        assert spread(pow, 2, range(50)) == [2**item for item in range(50)]
        assert spread(divmod, 7, [2, 3]) == [(3, 1), (2, 1)]


def test_one_core_has_no_helpers(monkeypatch):
    monkeypatch.setenv("BAROMETRE_CORES", "1")
    with start_helpers() as spread:
        assert spread is None
