"""The embedded study, whose truth is known: what its report says and where from."""

from dataclasses import dataclass

import pandas as pd
import pytest
from made_estimates import all_words, paragraphs, say

from barometre.disclosure import protect, protect_participation
from barometre.messages import LANGUAGES
from barometre.new_study import make_demo_folder
from barometre.pipeline.project import Project, load_project
from barometre.pipeline.run import run
from barometre.report.build import build_report, summarise_flags
from barometre.report.definition import load_definition
from barometre.report.model import Report
from barometre.report.numbers import list_numbers
from barometre.workspace.folder import Workspace
from barometre.workspace.tables import read_table

NOT_ESTIMATES = ("participation/", "quality/", "plan/", "norm/")


@dataclass(frozen=True)
class Demo:
    project: Project
    estimates: pd.DataFrame
    report: Report


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Demo:
    folder = tmp_path_factory.mktemp("demo") / "study"
    make_demo_folder(folder, language="en")
    run(folder, stages=("fetch", "decode", "flag", "link", "score", "evaluate"))
    project = load_project(Workspace(folder))
    study, questionnaire = project.study, project.questionnaire
    tables = {
        name: read_table(project.workspace.table(name))
        for name in ("estimates", "participation", "flags")
    }
    estimates = protect(tables["estimates"], study=study, questionnaire=questionnaire)
    report = build_report(
        audience="evaluator",
        study=study,
        questionnaire=questionnaire,
        estimates=estimates,
        participation=protect_participation(tables["participation"], study=study),
        flags_summary=summarise_flags(tables["flags"]),
        provenance={"plan_hash": project.plan_hash},
        definition=load_definition("evaluator"),
    )
    return Demo(project, estimates.set_index("key"), report)


def test_every_number_is_a_cell_of_the_estimates(demo):
    numbers = [
        number
        for number in list_numbers(demo.report)
        if number.value is not None and not number.key.startswith(NOT_ESTIMATES)
    ]
    assert len(numbers) > 1000
    for number in numbers:
        assert demo.estimates.loc[number.key, number.field] == number.value, number.key
        assert not demo.estimates.loc[number.key, "is_suppressed"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_whole(demo, language):
    for words in all_words(demo.report):
        said = say(words, language)
        assert said
        assert "{" not in said
        assert "not_computed" not in said


def test_the_true_rise_is_found_and_named_against_the_comparison_group(demo):
    said = paragraphs(demo.report, "summary")
    assert said[0].startswith("Power to act. The rise is clear")
    assert any(s.startswith("Power to act. Participants rose by") for s in said)


def test_no_headline_number_is_missing(demo):
    sections = {section.id: section for section in demo.report.sections}
    for name in ("summary", "results_primary", "results_secondary", "comparison"):
        assert {n.absence for n in list_numbers(sections[name])} == {None}
