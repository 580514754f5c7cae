"""Names of items in LimeSurvey: what it allows, decided by the id, and reversible."""

import re

from hypothesis import given
from hypothesis import strategies as st

from barometre.questionnaire.limesurvey_codes import (
    check_codes,
    decode_column,
    decode_item,
    encode_item,
    encode_scale,
    match_columns,
)
from barometre.questionnaire.load import load_bank
from barometre.questionnaire.scale import Questionnaire, Scale

_IDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]*", fullmatch=True)


def test_an_underscore_becomes_a_capital():
    assert encode_item("tp_general") == "tpGeneral"
    assert encode_item("rt_pa_who") == "rtPaWho"
    assert encode_item("sgic_carer2") == "sgicCarer2"
    assert encode_scale("trust_local") == "TrustLocal"


@given(_IDS)
def test_every_id_comes_back_from_its_name(item_id):
    code = encode_item(item_id)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", code)
    assert decode_item(code) == item_id


@given(_IDS, _IDS)
def test_two_ids_never_share_a_name(one, other):
    assert (encode_item(one) == encode_item(other)) == (one == other)


def test_a_name_that_is_not_ours_stands_for_no_item():
    assert decode_item("CINT") == "_c_i_n_t"
    assert decode_item("Z") == ""
    assert decode_item("tp-general") == ""
    assert decode_column("tpGeneral[other][1]") == ""


def test_items_are_found_in_whatever_array_they_stand():
    columns = ["id", "TrustLocal[tlTown]", "tpGeneral", "territory", "X[comment]"]
    assert match_columns(columns, ["tl_town", "tp_general", "territory", "pa_who"]) == {
        "tl_town": "TrustLocal[tlTown]",
        "tp_general": "tpGeneral",
        "territory": "territory",
    }


def test_a_column_called_as_the_id_wins():
    assert match_columns(["tlTown", "tl_town"], ["tl_town"]) == {"tl_town": "tl_town"}


def test_every_item_of_the_bank_has_a_name_that_limesurvey_takes():
    scales = tuple(load_bank().scales.values())
    whole = Questionnaire(id="all", title=scales[0].title, scales=scales)
    assert list(check_codes(whole, also=("wave", "territory", "mode"))) == []


def test_ids_that_limesurvey_cannot_hold_are_named():
    asked = ("a_very_long_name_of_an_item", "ab_c", "abc")
    problems = list(check_codes(_questionnaire(*asked), also=["time"]))
    assert [(p.code, p.where) for p in problems] == [
        ("limesurvey_code_long", "a_very_long_name_of_an_item"),
        ("limesurvey_code_twice", "abc"),
        ("limesurvey_code_reserved", "time"),
    ]


def _questionnaire(*item_ids: str) -> Questionnaire:
    words = {"fr": "mots", "en": "words"}
    items = [
        {"id": item_id, "text": words, "response_format": {"min": 0, "max": 10}}
        for item_id in item_ids
    ]
    scale = {
        "id": "s",
        "title": words,
        "measurement_model": "profile",
        "items": items,
        "scoring": {"method": "item"},
    }
    title = load_bank().scales["sgic"].title
    scales = (Scale.model_validate(scale),)
    return Questionnaire(id="q", title=title, scales=scales)
