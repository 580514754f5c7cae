"""What the plan says otherwise since the first answers came."""

import json

import pytest
import yaml
from test_pipeline_on_files import FILE_STUDY, SCALE, make_panel

from barometre import pipeline
from barometre.departures import Departure, FrozenPlan, list_departures
from barometre.errors import WorkspaceError
from barometre.report.texts import load_texts
from barometre.study import Plan


@pytest.fixture
def study(tmp_path):
    for place in ("scales", "data-in"):
        (tmp_path / place).mkdir()
    (tmp_path / "scales/mine.yaml").write_text(SCALE, "utf-8")
    (tmp_path / "data-in/panel.csv").write_text(make_panel(third_follows=False))
    return tmp_path


def write_plan(folder, **plan):
    content = {**yaml.safe_load(FILE_STUDY), "analyses": "core", "plan": plan}
    (folder / "study.yaml").write_text(yaml.safe_dump(content), "utf-8")


def test_a_plan_that_stayed_the_same_has_no_departure():
    plan = Plan(primary=("a",), contrast=("t0", "t1")).model_dump(mode="json")
    assert list_departures(FrozenPlan("2026-01-01", plan), plan) == ()


def test_every_part_and_every_threshold_is_compared():
    before = {"primary": ["a"], "smallest_worthwhile_change": {"a": 0.5, "b": 1.0}}
    after = {"primary": ["b"], "smallest_worthwhile_change": {"a": 0.2, "c": 0.3}}
    assert list_departures(FrozenPlan("2026-01-01", before), after) == (
        Departure("primary", "", "a", "b"),
        Departure("smallest_worthwhile_change", "a", "0.5", "0.2"),
        Departure("smallest_worthwhile_change", "b", "1.0", ""),
        Departure("smallest_worthwhile_change", "c", "", "0.3"),
    )


def test_a_part_that_a_later_version_added_counts_for_nothing_while_it_is_empty():
    frozen = FrozenPlan("2026-01-01", {"primary": ["a"]})
    assert list_departures(frozen, {"primary": ["a"], "later": None, "more": {}}) == ()


def test_where_nothing_was_frozen_there_is_nothing_to_depart_from():
    assert list_departures(None, {"primary": ["a"]}) == ()


def test_the_plan_is_frozen_when_the_first_answers_come_and_its_changes_are_shown(
    study,
):
    write_plan(study, primary=["mine"])
    pipeline.run(study)
    page = study / "reports/evaluator.en.html"
    assert "Departures from the plan: none." in page.read_text("utf-8")
    write_plan(study, secondary=["mine"], smallest_worthwhile_change={"mine": 0.1})
    pipeline.run(study)
    kept = json.loads((study / "data/plan.json").read_text("utf-8"))
    assert kept["plan"]["primary"] == ["mine"]
    written = page.read_text("utf-8")
    assert "was edited after the first answers came" in written
    assert "At the first answers" in written


def test_invented_people_freeze_nothing(study):
    content = {**yaml.safe_load(FILE_STUDY), "source": {"kind": "synthetic"}}
    (study / "study.yaml").write_text(yaml.safe_dump(content), "utf-8")
    pipeline.run(study, stages=("fetch",))
    assert not (study / "data/plan.json").exists()


@pytest.mark.parametrize("content", ["", "[]", '{"frozen_on": "2026-01-01"}'])
def test_a_damaged_frozen_plan_is_refused_and_never_replaced(study, content):
    write_plan(study, primary=["mine"])
    pipeline.run(study)
    (study / "data/plan.json").write_text(content, "utf-8")
    with pytest.raises(WorkspaceError, match=r"plan\.json"):
        pipeline.run(study, stages=("report",))
    assert (study / "data/plan.json").read_text("utf-8") == content


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_part_of_a_plan_has_words(language):
    named = {f"plan_part.{part}" for part in Plan.model_fields}
    assert named <= set(load_texts(language))
