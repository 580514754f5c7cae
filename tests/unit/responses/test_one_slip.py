"""Self-generated codes that are one slip apart."""

import pandas as pd
import pyarrow as pa
import pytest
from made_studies import KEY, make_near_codes

from barometre.responses.one_slip import forgive_one_slip
from barometre.sources.pseudonym import pseudonymise, pseudonymise_nearly


def forgive(*responses: tuple[str, str]) -> list[str]:
    """Link responses (code, wave), and give each the code of its person."""
    codes = [code for code, _ in responses]
    table = pd.DataFrame(
        {
            "wave": pd.Series([wave for _, wave in responses], dtype="str"),
            "near_codes": pd.Series(make_near_codes(*codes), dtype="str"),
        }
    )
    return forgive_one_slip(pd.Series(codes, dtype="str"), table).tolist()


@pytest.mark.parametrize("slip", ["XBCD", "AXCD", "ABXD", "ABCX"])
def test_codes_that_differ_by_one_element_share_one_near_code(slip):
    first, second = (set(text.split()) for text in make_near_codes("ABCD", slip))
    assert len(first & second) == 1


def test_codes_that_differ_by_two_elements_share_nothing():
    first, second = (set(text.split()) for text in make_near_codes("ABCD", "XYCD"))
    assert not first & second


def test_elements_that_change_places_are_no_slip():
    first, second = (set(text.split()) for text in make_near_codes("ABCD", "BACD"))
    assert not first & second


def test_a_near_code_is_no_pseudonym_of_any_code():
    columns = [pa.array(["A", "", "A"]), pa.array(["B", "B", ""])]
    whole = pseudonymise(columns, key=KEY, is_code=True).to_pylist()
    parts = pseudonymise_nearly(columns, key=KEY).to_pylist()
    assert not set(whole) & set(parts[0].split())
    assert parts[1:] == [None, None]


def test_one_slip_between_two_waves_is_forgiven():
    assert forgive(("ABCD", "t0"), ("ABCX", "t1")) == ["ABCD", "ABCD"]


def test_people_who_answered_the_same_wave_stay_two():
    assert forgive(("ABCD", "t0"), ("ABCX", "t0")) == ["ABCD", "ABCX"]
    apart = ["ABCD", "ABCD", "ABCX"]
    assert forgive(("ABCD", "t0"), ("ABCD", "t1"), ("ABCX", "t1")) == apart


def test_a_link_with_two_candidates_is_no_link():
    doubtful = [("ABCD", "t0"), ("ABCX", "t1"), ("ABCY", "t1")]
    assert forgive(*doubtful) == ["ABCD", "ABCX", "ABCY"]


def test_a_slip_at_the_third_wave_is_forgiven_too():
    seen = [("ABCD", "t0"), ("ABCD", "t1"), ("XBCD", "t2")]
    assert forgive(*seen) == ["ABCD", "ABCD", "ABCD"]


def test_missing_people_stay_missing():
    people = pd.Series(["ABCD", None], dtype="str")
    table = pd.DataFrame(
        {"wave": ["t0", "t1"], "near_codes": make_near_codes("ABCD", "ABCX")}
    )
    assert forgive_one_slip(people, table).isna().tolist() == [False, True]


def test_without_codes_nobody_is_named_otherwise():
    people = pd.Series(["a", "b"], dtype="str")
    table = pd.DataFrame({"wave": ["t0", "t1"]})
    assert forgive_one_slip(people, table) is people
