"""From study.yaml to a study, or to everything that is wrong with it."""

from pathlib import Path

import pytest

from barometre.errors import StudyError
from barometre.load_study import check_study, load_study
from barometre.messages import LANGUAGES
from barometre.questionnaire.load import load_questionnaire

STUDY = """\
id: cafes
title: {fr: Cafés, en: Cafés}
questionnaire: [trust_people]
source:
  kind: export_file
  path: data-in/panel.csv
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
plan:
  primary: [trust_people]
  contrast: [t0, t1]
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "study.yaml"
    path.write_text(text, "utf-8")
    return path


def found(caught: pytest.ExceptionInfo[StudyError]) -> list[tuple[str, str]]:
    return [(problem.where, problem.code) for problem in caught.value.problems]


def test_a_study_is_read(tmp_path):
    study = load_study(write(tmp_path, STUDY))
    assert study.wave_ids == ("t0", "t1")
    assert study.plan.contrast == ("t0", "t1")


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ("{}", "study_weights_empty"),
        (
            "{rake: {margins: a.csv}, poststratify: {margins: b.csv}}",
            "study_weights_both",
        ),
        ("{rake: {margins: a.csv, variables: [wave]}}", "study_group_taken"),
    ],
)
def test_weights_name_where_they_come_from_once(tmp_path, weights, code):
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, f"{STUDY}weights: {weights}\n"))
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("right", "wrong", "where", "code"),
    [
        ("path:", "paht:", "study.yaml:6 › source.paht", "yaml_key_unknown_near"),
        (
            "contrast: [t0, t1]",
            "selected_by_baseline: {outcome: trust_people, at_most: 4, at_least: 6}",
            "study.yaml:12 › plan.selected_by_baseline",
            "study_selection_unclear",
        ),
        (
            "contrast: [t0, t1]",
            "selected_by_baseline: {outcome: trust_people, column: arm}",
            "study.yaml:12 › plan.selected_by_baseline",
            "study_selection_unclear",
        ),
        (
            "export_file",
            "exprt_file",
            "study.yaml:5 › source.kind",
            "yaml_option_unknown_near",
        ),
        ("plan:", "paln:", "study.yaml:10 › paln", "yaml_key_unknown_near"),
        (
            "{fr: Après, en: After}",
            "{fr: Après}",
            "study.yaml:9 › waves.t1.label.en",
            "yaml_translation_missing",
        ),
        ("id: t1", "id: t0", "study.yaml:9 › waves.t0.id", "study_wave_twice"),
        (
            "[t0, t1]",
            "[t1, t0]",
            "study.yaml:12 › plan.contrast",
            "study_contrast_order",
        ),
        (
            "[t0, t1]",
            "[t0, t9]",
            "study.yaml:12 › plan.contrast",
            "study_wave_unknown",
        ),
        (
            "{id: t0,",
            "{id: t0, opens: 2026-02-01, closes: 2026-01-01,",
            "study.yaml:8 › waves.t0",
            "study_wave_closes_first",
        ),
        (
            "plan:",
            "groups: [wave]\nplan:",
            "study.yaml:10 › groups",
            "study_group_taken",
        ),
        (
            "plan:",
            "groups: [is_complete]\nplan:",
            "study.yaml:10 › groups",
            "study_group_taken",
        ),
        (
            "plan:",
            "comparison: {column: respondent_id, treated: a, control: b}\nplan:",
            "study.yaml:10 › comparison.column",
            "study_group_taken",
        ),
        (
            "plan:",
            "comparison: {column: arm, treated: a, control: b, clusters: wave}\nplan:",
            "study.yaml:10 › comparison.clusters",
            "study_group_taken",
        ),
        (
            "primary: [trust_people]",
            "smallest_worthwhile_change: {trust_people: 0}",
            "study.yaml:11 › plan.smallest_worthwhile_change.trust_people",
            "yaml_too_small",
        ),
    ],
)
def test_each_fault_is_named_with_its_line(tmp_path, right, wrong, where, code):
    assert right in STUDY
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, STUDY.replace(right, wrong, 1)))
    assert (where, code) in found(caught)


def test_a_plan_may_name_an_item_or_a_subscale_of_a_scale(tmp_path):
    planned = "primary: [trust_people.tp_general, trust_local.local_public]"
    text = STUDY.replace("primary: [trust_people]", planned)
    text = text.replace("[trust_people]", "[trust_people, trust_local]")
    path = write(tmp_path, text)
    study = load_study(path)
    check_study(study, load_questionnaire(study.questionnaire), path)
    assert study.plan.primary == ("trust_people.tp_general", "trust_local.local_public")


def test_all_faults_are_named_at_once_in_both_languages(tmp_path):
    wrong = STUDY.replace("path:", "paht:").replace("plan:", "paln:")
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, wrong.replace("en: After", "")))
    assert len(caught.value.problems) == 3
    texts = [caught.value.render(language) for language in LANGUAGES]
    assert all("yaml_" not in text and "study_" not in text for text in texts)


@pytest.mark.parametrize("text", ["", "- a\n", "id: [", "\t", "id: 1\nid: 2\n"])
def test_a_file_that_is_no_study_is_refused(tmp_path, text):
    with pytest.raises(StudyError):
        load_study(write(tmp_path, text))


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(StudyError):
        load_study(tmp_path / "study.yaml")


@pytest.mark.parametrize(
    ("right", "wrong", "where", "code"),
    [
        (
            "primary: [trust_people]",
            "primary: [trust_peple]",
            "study.yaml:11 › plan.primary",
            "study_scale_unknown_near",
        ),
        (
            "primary: [trust_people]",
            "primary: [trust_people.tp_nothing]",
            "study.yaml:11 › plan.primary",
            "study_scale_unknown_near",
        ),
        (
            "primary: [trust_people]",
            "smallest_worthwhile_change: {power_act: 1}",
            "study.yaml:11 › plan.smallest_worthwhile_change",
            "study_scale_unknown",
        ),
        (
            "plan:",
            "confirmed_keys: [tp_generl]\nplan:",
            "study.yaml:10 › confirmed_keys",
            "study_item_unknown_near",
        ),
    ],
)
def test_a_name_that_the_questionnaire_lacks_is_refused(
    tmp_path, right, wrong, where, code
):
    path = write(tmp_path, STUDY.replace(right, wrong, 1))
    study = load_study(path)
    with pytest.raises(StudyError) as caught:
        check_study(study, load_questionnaire(study.questionnaire), path)
    assert found(caught) == [(where, code)]


@pytest.mark.parametrize("value", ["{a: b}", "null"])
def test_a_value_that_may_be_of_several_types_is_refused_once(tmp_path, value):
    text = STUDY.replace(
        "path: data-in/panel.csv",
        f"path: data-in/panel.csv\n  wave_values: {{t0: {value}}}",
    )
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, text))
    place = "study.yaml:7 › source.wave_values.t0"
    assert found(caught) == [(place, "yaml_expected_text_or_number")]


def test_a_fault_in_a_key_given_twice_has_the_place_of_the_last_one(tmp_path):
    text = STUDY + "languages: [fr]\nlanguages: [fr, de]\n"
    with pytest.raises(StudyError) as caught:
        load_study(write(tmp_path, text))
    assert found(caught) == [
        ("study.yaml:14", "yaml_key_repeated"),
        ("study.yaml:14 › languages.2", "yaml_option_unknown"),
    ]
