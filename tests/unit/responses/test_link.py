"""Who is who from wave to wave."""

import pandas as pd
import pytest
from made_studies import make_item, make_questionnaire, make_scale, make_study

from barometre.frames import LINKS, check_table
from barometre.responses.link import derive_links

ASKED = make_questionnaire(make_scale("s", make_item("q")))


def link(pairs, *, by, questionnaire=ASKED, **answers):
    names, waves = zip(*pairs, strict=True)
    responses = pd.DataFrame(
        {
            "respondent_id": pd.Series(names, dtype="str"),
            "wave": pd.Series(waves, dtype="str"),
            **answers,
        }
    )
    study = make_study(waves=("t0", "t1"), respondent={"by": by, "column": "c"})
    links = derive_links(responses, study, questionnaire=questionnaire)
    check_table(links, LINKS)
    return links


@pytest.mark.parametrize(
    ("by", "method"), [("token", "token"), ("column", "column"), ("code", "exact_code")]
)
def test_the_same_name_at_two_waves_is_one_person(by, method):
    links = link([("a", "t0"), ("b", "t0"), ("a", "t1")], by=by)
    assert links["person_id"].tolist() == ["a", "b", "a"]
    assert set(links["method"]) == {method}


def test_only_the_main_response_of_a_wave_is_linked():
    links = link([("a", "t0"), ("a#2", "t0"), ("a", "t1")], by="token")
    assert links["person_id"].notna().tolist() == [True, False, True]
    assert links["method"].tolist() == ["token", "none", "token"]


def test_a_code_that_two_responses_of_a_wave_share_links_neither():
    links = link(
        [("a", "t0"), ("a#2", "t0"), ("b", "t0"), ("a", "t1"), ("b", "t1")], by="code"
    )
    assert links["person_id"].notna().tolist() == [False, False, True, True, True]


def test_a_response_that_names_no_one_is_linked_to_nothing():
    links = link([("row-t0-2", "t0"), ("row-t1-2", "t1"), ("a", "t1")], by="token")
    assert links["person_id"].notna().tolist() == [False, False, True]


def test_a_study_without_names_links_nothing():
    links = link([("a", "t0"), ("a", "t1")], by="none")
    assert not links["person_id"].notna().any()
    assert set(links["method"]) == {"none"}


def test_who_refuses_the_link_is_not_linked():
    asked = make_questionnaire(
        make_scale("consent", make_item("consent_link", on_no="skip_sgic"))
    )
    pairs = [("a", "t0"), ("b", "t0"), ("c", "t0")]
    answers = {"consent_link": [1.0, 0.0, float("nan")]}
    links = link(pairs, by="token", questionnaire=asked, **answers)
    assert links["person_id"].notna().tolist() == [True, False, True]
