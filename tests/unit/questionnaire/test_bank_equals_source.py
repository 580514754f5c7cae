"""Nothing of the source bank was lost or reworded on its way into the project."""

from pathlib import Path

import pytest
import yaml

from barometre.questionnaire.load import load_bank

SOURCE = Path(__file__).parents[3].parent / "shared" / "content" / "itembank.yaml"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SOURCE.is_file(), reason="../shared is not on this machine"),
]
BANK = load_bank()


@pytest.fixture(scope="module")
def source():
    return yaml.safe_load(SOURCE.read_text("utf-8"))


def words(entry) -> tuple[str, str]:
    return entry["fr"], entry["en"]


def test_every_item_has_its_words_in_both_languages(source):
    expected = {
        item["id"]: (scale["id"], *words(item))
        for scale in source["scales"]
        for item in scale["items"]
    }
    found = {
        item.id: (scale.id, item.text.fr, item.text.en)
        for scale in BANK.scales.values()
        for item in scale.items
    }
    assert len(expected) == 180
    assert found == expected


def test_every_scale_keeps_its_words_items_and_place(source):
    for entry in source["scales"]:
        scale = BANK.scales[entry["id"]]
        assert scale.item_ids == tuple(item["id"] for item in entry["items"])
        assert (scale.title.fr, scale.title.en) == words(entry["title"])
        assert scale.construct_text is not None
        assert (scale.construct_text.fr, scale.construct_text.en) == words(
            entry["construct"]
        )
        intro = (scale.intro.fr, scale.intro.en) if scale.intro else None
        assert intro == (words(entry["intro"]) if "intro" in entry else None)
        assert scale.module == entry["module"]
        assert scale.measurement_model == entry["measurement_model"]
        assert scale.sensitivity == entry.get("sensitive", "none")
        assert scale.role == entry.get("role")
        assert scale.note == entry.get("note", "")


def test_every_scale_keeps_its_sources_and_expectations(source):
    for entry in source["scales"]:
        scale, change = BANK.scales[entry["id"]], entry.get("expected_change", {})
        alignment = [
            {k: v for k, v in level.model_dump().items() if v}
            | {"standard": getattr(level.standard, "en", level.standard)}
            for level in scale.alignment
        ]
        assert alignment == entry.get("alignment", [])
        assert list(scale.norms) == entry.get("norm_ids", [])
        assert scale.expected_direction == change.get("direction", "none")
        assert scale.expected_size == change.get("size", "")
        assert scale.expected_note == change.get("role_note", "")
        assert scale.benchmarkable == entry.get("benchmarkable", False)
        licence = entry.get("licence", {})
        assert scale.licence.aligned_instrument == licence.get("aligned_instrument", "")
        reliability = entry.get("expected_reliability", {})
        found = scale.expected_reliability
        assert (found.alpha if found else "") == reliability.get("alpha", "")


def test_every_item_keeps_its_key_format_and_marks(source):
    for entry in source["scales"]:
        for given in entry["items"]:
            item = next(
                i for i in BANK.scales[entry["id"]].items if i.id == given["id"]
            )
            format_id = given.get("response_format", entry["response_format"])
            assert item.response_format.id == format_id
            assert item.reverse_keyed == given.get("reverse", False)
            assert item.negative_control == given.get("negative_control", False)
            assert item.parallel_of == given.get("parallel_of", "")
            assert item.anchors_scale == given.get("anchors_scale", "")
            assert list(item.extra_missing) == given.get("extra_missing", [])
            assert item.step == given.get("step")


def test_items_with_a_facet_keep_it_as_a_facet_or_a_subscale(source):
    for entry in source["scales"]:
        scale = BANK.scales[entry["id"]]
        for given in entry["items"]:
            facet = given.get("facet") or given.get("dim")
            if facet is None:
                continue
            parts = [
                n for n, part in scale.subscales.items() if given["id"] in part.items
            ]
            item = next(item for item in scale.items if item.id == given["id"])
            assert facet in (item.facet, *parts)


def test_items_with_levels_have_them_as_words_of_their_codes(source):
    found = BANK.scales["context"].items
    for given in next(s for s in source["scales"] if s["id"] == "context")["items"]:
        if "levels" in given:
            item = next(item for item in found if item.id == given["id"])
            answers = item.response_format.answers
            assert [answer.label.fr for answer in answers] == given["levels"]["fr"]
            assert [answer.label.en for answer in answers] == given["levels"]["en"]


def test_every_response_format_keeps_its_codes_words_and_missing_codes(source):
    kinds = {code["code"]: code["id"] for code in source["missing_codes"]}
    assert set(BANK.formats) == set(source["response_formats"])
    for name, given in source["response_formats"].items():
        found = BANK.formats[name]
        assert found.type == given["type"]
        assert (found.min, found.max) == (given.get("min"), given.get("max"))
        answers = [(a.code, a.label.fr, a.label.en) for a in found.answers]
        assert answers == [(c["code"], *words(c)) for c in given.get("codes", [])]
        assert found.missing == {code: kinds[code] for code in given["missing"]}
        assert found.seconds == given["seconds"]
        if "anchors" in given:
            assert found.anchors is not None
            assert found.anchors.model_dump() == given["anchors"]


def test_scoring_rules_keep_their_fewest_answers(source):
    methods = {
        "report_items": {"item", "sum", "count"},
        "by_facet": {"mean"},
        "contrast": {"item"},
        "derived": {"none"},
        "network_metrics": {"network"},
    }
    for entry in source["scales"]:
        given, found = entry["scoring"], BANK.scales[entry["id"]].scoring
        assert found.method in methods.get(given["rule"], {given["rule"]})
        assert found.min_answered == given.get("min_answered")
        assert found.pomp == given.get("pomp", True)
        assert list(found.also_report) == given.get("also_report", [])


def test_presets_hold_the_scales_of_their_modules_in_order(source):
    for given in source["design_presets"]:
        expected = [
            scale["id"]
            for module in given["modules"]
            for scale in source["scales"]
            if scale["module"] == module
        ]
        assert list(BANK.presets[given["id"]].scales) == expected


def test_norms_keep_their_figures(source):
    assert set(BANK.norms) == {norm["id"] for norm in source["norms"]}
    for given in source["norms"]:
        found = BANK.norms[given["id"]]
        assert (found.value, found.source) == (given["value"], given["source"])
        assert (found.year, found.statistic) == (str(given["year"]), given["stat"])
        assert (found.item, found.scale) == (
            given.get("item", ""),
            given.get("scale", ""),
        )
        assert found.confidence == given["confidence"]
        assert found.extra == {str(k): v for k, v in given.get("extra", {}).items()}


def test_modules_and_instruments_are_all_there(source):
    assert set(BANK.modules) == {module["id"] for module in source["modules"]}
    assert set(BANK.instruments) == {form["id"] for form in source["instruments"]}
    assert set(BANK.occasions) == {wave["id"] for wave in source["waves"]}
