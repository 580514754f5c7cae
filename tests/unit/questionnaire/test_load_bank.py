"""The bank as a whole, and what a study may add to it."""

from pathlib import Path
from textwrap import dedent

import pytest

from barometre.errors import QuestionnaireError
from barometre.questionnaire.load import find_bank, load_bank, load_questionnaire
from barometre.questionnaire.response_format import ResponseFormat
from barometre.scoring import check_examples

MINE = """\
id: mine
title: {fr: Essai, en: Trial}
measurement_model: reflective
response_format: f_mine
items:
  - {id: m1, text: {fr: Un, en: One}}
scoring: {method: mean}
"""
FORMATS = """\
response_formats:
  f_mine: {type: ordinal, labels: {1: {fr: Non, en: No}, 2: {fr: Oui, en: Yes}}}
"""


@pytest.fixture
def own(tmp_path):
    """Write files of a study's own scales folder; give the folder."""

    def write(**texts: str) -> Path:
        folder = tmp_path / "scales"
        (folder / "presets").mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            path = folder / f"{name.replace('__', '/')}.yaml"
            path.write_text(dedent(text), "utf-8")
        return folder

    return write


def refusals(folder: Path) -> list[str]:
    with pytest.raises(QuestionnaireError) as caught:
        load_bank(folder)
    return caught.value.render("en").splitlines()


def test_the_bank_is_whole():
    bank = load_bank()
    assert len(bank.scales) == 35
    assert sum(len(scale.items) for scale in bank.scales.values()) == 180
    assert len(bank.presets) == 5
    assert len(bank.norms) == 31


def test_the_bank_lies_beside_the_package():
    assert (find_bank() / "README.md").is_file()


@pytest.mark.parametrize("preset", load_bank().presets)
def test_every_preset_makes_a_questionnaire(preset):
    questionnaire = load_questionnaire(preset)
    assert questionnaire.id == preset
    assert set(questionnaire.scale_of("pa_speak").item_ids) <= set(questionnaire.items)


def test_a_list_of_scales_makes_a_questionnaire_in_that_order():
    questionnaire = load_questionnaire(["power_act", "trust_people"])
    assert [scale.id for scale in questionnaire.scales] == ["power_act", "trust_people"]
    assert next(iter(questionnaire.items)) == "pa_speak"
    assert questionnaire.scale("trust_people").title.get("fr").startswith("Confiance")


def test_a_study_adds_a_scale_with_a_format_of_its_own(own):
    folder = own(mine=MINE, response_formats=FORMATS)
    item = load_questionnaire(["mine"], own_scales=folder).items["m1"]
    assert item.response_format.id == "f_mine"
    assert item.response_format.codes == (1, 2)


def test_a_study_gives_a_format_inline(own):
    inline = "{min: 0, max: 10, missing: {-1: refused}}"
    folder = own(mine=MINE.replace("f_mine", inline))
    found = load_questionnaire(["mine"], own_scales=folder).items["m1"].response_format
    assert (found.low, found.high, found.missing) == (0, 10, {-1: "refused"})


def test_a_study_s_own_scale_wins_over_the_bank_s(own):
    text = MINE.replace("id: mine", "id: power_act").replace("f_mine", "f_agree5")
    folder = own(power_act=text)
    assert list(load_questionnaire(["power_act"], own_scales=folder).items) == ["m1"]


def test_a_study_has_presets_of_its_own(own):
    preset = "{id: short, title: {fr: Court, en: Short}, scales: [power_act, mine]}"
    folder = own(mine=MINE, response_formats=FORMATS, presets__short=preset)
    questionnaire = load_questionnaire("short", own_scales=folder)
    assert [scale.id for scale in questionnaire.scales] == ["power_act", "mine"]


def test_formats_of_the_study_file_win_over_all_others():
    given = ResponseFormat(min=1, max=5, missing={-8: "dont_know"})
    questionnaire = load_questionnaire(
        ["power_act"], response_formats={"f_agree5": given}
    )
    assert questionnaire.items["pa_speak"].response_format.missing == {-8: "dont_know"}


def test_a_format_of_the_study_file_keeps_the_words_an_item_has_of_its_own():
    given = load_bank().formats["f_rubric4"].model_copy(update={"missing": {}})
    replaced = load_questionnaire(["context"], response_formats={"f_rubric4": given})
    item = replaced.items["kx_mobil"]
    assert item.response_format.labels[0].fr == "aucune trace connue"
    assert item.response_format.missing == {}


def test_a_format_of_the_study_file_may_be_a_new_one(own):
    given = ResponseFormat(min=1, max=7)
    questionnaire = load_questionnaire(
        ["mine"], own_scales=own(mine=MINE), response_formats={"f_mine": given}
    )
    assert questionnaire.items["m1"].response_format.high == 7


def test_a_bad_format_of_the_study_file_is_refused():
    with pytest.raises(QuestionnaireError, match=r"study.yaml › response_formats.f_x"):
        load_questionnaire(["power_act"], response_formats={"f_x": ResponseFormat()})


def test_an_absent_folder_of_own_scales_adds_nothing(tmp_path):
    assert load_bank(tmp_path / "scales") == load_bank()


def test_an_unknown_scale_is_refused_with_the_one_that_was_meant():
    with pytest.raises(QuestionnaireError, match="Did you mean “trust_local”"):
        load_questionnaire(["trust_people", "trust_locl"])


def test_a_scale_named_twice_is_refused():
    with pytest.raises(QuestionnaireError, match=r"questionnaire.2: the scale ties"):
        load_questionnaire(["ties", "ties"])


def test_an_unknown_preset_is_refused_with_those_that_exist():
    with pytest.raises(QuestionnaireError, match="Known: core_only, exit_full"):
        load_questionnaire("zzz")


def test_an_empty_list_of_scales_is_refused():
    with pytest.raises(QuestionnaireError, match="list is empty"):
        load_questionnaire([])


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            {
                "presets__p": "{id: p, title: {fr: P, en: P}, scales: [consent, zzz]}",
            },
            "scales/presets/p.yaml:1 › scales.2: there is no scale “zzz”. Known: ",
            id="unknown scale in a preset",
        ),
        pytest.param(
            {"presets__q": "{id: p, title: {fr: P, en: P}, scales: [consent]}"},
            "scales/presets/q.yaml:1 › id: the id “p” and the file "
            "scales/presets/q.yaml must bear the same name.",
            id="preset under another name",
        ),
        pytest.param(
            {
                "mine": MINE.replace("f_mine", "f_agree5").replace(
                    "id: m1", "id: pa_able"
                )
            },
            "scales/mine.yaml:6 › items.pa_able: the item “pa_able” already belongs "
            "to the scale power_act.",
            id="item id taken by another scale",
        ),
        pytest.param(
            {"mine": MINE.replace("f_mine", "f_agree5") + "norms: [zzz]\n"},
            "scales/mine.yaml:8 › norms: there is no norm “zzz” in norms.yaml.",
            id="unknown norm",
        ),
        pytest.param(
            {"mine": MINE.replace("f_mine", "f_agree5") + "module: m1_peopel\n"},
            "scales/mine.yaml:8 › module: there is no module “m1_peopel” in "
            "modules.yaml. Did you mean “m1_people”?",
            id="unknown module",
        ),
        pytest.param(
            {"mine": MINE.replace("f_mine", "f_agree5") + "asked_of: {zzz: [1]}\n"},
            "scales/mine.yaml:8 › asked_of: there is no item “zzz”.",
            id="unknown item in a filter",
        ),
        pytest.param(
            {"response_formats": FORMATS.replace("ordinal", "ordinl")},
            "scales/response_formats.yaml:2 › response_formats.f_mine.type: “ordinl” "
            "is not one of the choices here. Did you mean “ordinal”?",
            id="unknown type of format",
        ),
    ],
)
def test_files_that_do_not_fit_together_are_refused(own, files, said):
    assert any(line.startswith(said) for line in refusals(own(**files)))


def test_all_files_are_read_before_anything_is_said(own):
    folder = own(
        mine=MINE.replace("f_mine", "f_agree5").replace("fr: Un, ", ""),
        other="id: other\n",
        response_formats=FORMATS.replace("ordinal", "ordinl"),
        presets__p="{id: p, title: {fr: P, en: P}, scales: [zzz]}",
    )
    files = {line.partition(":")[0] for line in refusals(folder)}
    assert files == {
        "scales/mine.yaml",
        "scales/other.yaml",
        "scales/response_formats.yaml",
        "scales/presets/p.yaml",
    }


def test_a_moved_item_must_be_asked(own):
    preset = (
        "{id: p, title: {fr: P, en: P}, scales: [consent], moved_items: {pa_able: zz}}"
    )
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire("p", own_scales=own(presets__p=preset))
    assert [problem.code for problem in caught.value] == [
        "bank_item_unknown",
        "bank_scale_unknown",
    ]


def test_the_example_of_the_readme_is_a_good_scale(own):
    example = (find_bank() / "README.md").read_text("utf-8").split("```")[1]
    folder = own(cafe_lien=example.removeprefix("yaml\n"))
    (scale,) = load_questionnaire(["cafe_lien"], own_scales=folder).scales
    assert len(scale.examples) == 2
    assert check_examples(scale) == []
