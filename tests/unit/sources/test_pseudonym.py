"""No name, token or code of a person outlives the reading."""

import hmac

import pyarrow as pa
import pytest
from made_studies import (
    KEY,
    TEN,
    WHOLE,
    fetch,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.questionnaire.scale import ResponseFormat
from barometre.sources.pseudonym import name_unlinked, pseudonymise

LETTERS = ResponseFormat(id="f_letters2", type="text", missing={99: "refused"})
WITH_CODE = make_questionnaire(
    make_scale(
        "sgic",
        make_item("carer", LETTERS),
        make_item("day", WHOLE),
        measurement_model="administrative",
        sensitivity="pseudonym",
    ),
    make_scale("s", make_item("q", TEN)),
)


def hide(*columns, key=KEY, is_code=False, **more):
    arrays = [pa.array(column) for column in columns]
    return pseudonymise(arrays, key=key, is_code=is_code, **more).to_pylist()


def test_a_pseudonym_is_sixteen_hexadecimal_digits_and_the_same_every_time():
    first, second, again = hide(["token1", "token2", "token1"])
    assert first == again != second
    assert len(first) == 16
    assert set(first) <= set("0123456789abcdef")


@pytest.mark.parametrize("key", [b"short", b"as long as a block" * 4, b"k" * 32])
def test_a_pseudonym_is_the_start_of_hmac_sha256(key):
    whole = hmac.digest(key, "jeton é".encode(), "sha256").hex()
    assert hide(["jeton é"], key=key) == [whole[:16]]


def test_another_key_gives_another_pseudonym():
    assert hide(["token"]) != hide(["token"], key=b"another")


@pytest.mark.parametrize("same", [" token ", "token\N{NO-BREAK SPACE}"])
def test_spaces_around_a_token_do_not_count(same):
    assert hide([same]) == hide(["token"])


def test_capitals_of_a_token_count():
    assert hide(["Token"]) != hide(["token"])


def test_a_number_written_by_a_spreadsheet_is_the_same_number():
    assert hide(["12.0"]) == hide(["12"])
    assert hide(["0012"]) != hide(["12"])


def test_an_empty_token_names_no_one():
    assert hide(["", " ", None]) == [None, None, None]


def test_who_is_not_named_is_called_by_wave_and_row():
    names = pa.array(["ab12", None], pa.string())
    called = name_unlinked(names, pa.array([2, 3]), wave="t0")
    assert called.to_pylist() == ["ab12", "row-t0-3"]


@pytest.mark.parametrize(
    ("letters", "day"), [("él", "7"), ("EL", "07"), (" el ", "7"), ("Él", " 7")]
)
def test_a_personal_code_does_not_depend_on_how_it_is_typed(letters, day):
    assert hide([letters], [day], is_code=True) == hide(["EL"], ["7"], is_code=True)


def test_elements_do_not_run_into_each_other():
    assert hide(["a"], ["bc"], is_code=True) != hide(["ab"], ["c"], is_code=True)


@pytest.mark.parametrize(("letters", "day"), [("", "7"), ("EL", ""), ("99", "7")])
def test_a_personal_code_with_an_element_left_out_names_no_one(letters, day):
    none = [frozenset({"99"}), frozenset({"98"})]
    assert hide([letters], [day], is_code=True, no_answer=none) == [None]


def read_rows(tmp_path, text, **respondent):
    (tmp_path / "wave.csv").write_text(text)
    study = make_study(source={"path": "wave.csv"}, respondent=respondent)
    (raw,) = fetch(study, WITH_CODE, tmp_path)
    return raw


CODED = "token,carer,day,q\nt1,él,7,1\nt2,EL,07,2\nt3,99,3,3\nt4,MA,98,4\n"


def test_elements_of_a_personal_code_are_never_copied(tmp_path):
    raw = read_rows(tmp_path, CODED, by="code")
    assert raw.responses.column_names == ["respondent_id", "source_row", "q"]
    names = raw.responses["respondent_id"].to_pylist()
    assert names[0] == names[1]
    assert names[2:] == ["row-t0-4", "row-t0-5"]


@pytest.mark.parametrize("by", ["token", "none"])
def test_a_personal_code_is_not_copied_even_when_it_is_not_used(tmp_path, by):
    raw = read_rows(tmp_path, CODED, by=by)
    assert raw.responses.column_names == ["respondent_id", "source_row", "q"]
    assert {"carer", "day", "token"} <= set(raw.facts["columns_not_copied"])


def test_a_code_may_stand_in_one_column(tmp_path):
    text = "card,carer,day,q\nac3d,,,1\nAC3D ,,,2\n"
    raw = read_rows(tmp_path, text, by="code", column="card")
    first, second = raw.responses["respondent_id"].to_pylist()
    assert first == second
    assert "card" not in raw.responses.column_names
