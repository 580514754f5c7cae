"""Decoding never invents an answer, loses none, and does not mind the order of rows."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_studies import (
    FOUR,
    TEN,
    decode,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.frames import check_responses
from barometre.questionnaire.missing import MISSING_KINDS
from barometre.responses.codes import codes_of

ITEMS = {"ten": TEN, "four": FOUR, "last": TEN}
ASKED = make_questionnaire(
    make_scale("s", *(make_item(name, answers) for name, answers in ITEMS.items()))
)
STUDY = make_study(source={"metadata": {"submitted": "end"}})
WRITTEN = st.sampled_from(
    ["", " ", "0", "1", "3", "4", "7", "10", "7,0", " 4 ", "1.0", "97", "98", "99"]
)
# What only some of the items accept, and what none does.
STRANGE = st.sampled_from(["11", "-1", "7.5", "NA", "nan", "Oui", "x", "٣", "1e1"])


# A busy machine is no failure, and fifty tables are enough.
invariant = settings(deadline=None, max_examples=50)


def rows(cells, *, min_size=1):
    row = st.tuples(st.sampled_from(["", "x"]), *(cells for _ in ITEMS))
    return st.lists(row, min_size=min_size, max_size=12)


def as_columns(table):
    return dict(zip(("end", *ITEMS), map(list, zip(*table, strict=True)), strict=True))


@invariant
@given(rows(WRITTEN | STRANGE | st.text(max_size=4)))
def test_an_answer_is_only_ever_what_someone_wrote(table):
    columns = as_columns(table)
    decoded = decode(columns, ASKED, study=STUDY)
    for name in ITEMS:
        codes = codes_of(ASKED.items[name], STUDY)
        for written, number in zip(columns[name], decoded.frame[name], strict=True):
            if not np.isnan(number):
                assert float(written.strip().replace(",", ".")) == number
                assert codes.item.response_format.accepts(number)


@invariant
@given(rows(WRITTEN | STRANGE | st.text(max_size=4)))
def test_every_cell_is_an_answer_one_kind_of_missing_or_a_problem(table):
    decoded = decode(as_columns(table), ASKED, study=STUDY)
    listed = sum(problem.facts["n"] for problem in decoded.problems)
    answered = decoded.frame[list(ITEMS)].notna().to_numpy()
    kinds = decoded.frame.filter(regex="__missing$")
    assert not (answered & kinds.notna().to_numpy()).any()
    per_kind = [int((kinds == kind).to_numpy().sum()) for kind in MISSING_KINDS]
    assert answered.sum() + sum(per_kind) + listed == len(table) * len(ITEMS)


@invariant
@given(rows(st.sampled_from(["", "1", "2", "3", "98", "99"])))
def test_what_decodes_without_a_problem_passes_the_check_of_the_table(table):
    decoded = decode(as_columns(table), ASKED, study=STUDY)
    assert decoded.problems == ()
    check_responses(decoded.frame, ASKED)


@invariant
@given(rows(WRITTEN), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(table, random):
    people = [f"p{n}" for n in range(len(table))]
    order = list(range(len(table)))
    random.shuffle(order)
    straight = decode(as_columns(table), ASKED, study=STUDY, people=people)
    shuffled = decode(
        as_columns([table[n] for n in order]),
        ASKED,
        study=STUDY,
        people=[people[n] for n in order],
    )
    own = ["respondent_id", "is_complete", *shuffled.frame.columns[5:]]
    left = straight.frame[own].set_index("respondent_id")
    right = shuffled.frame[own].set_index("respondent_id").loc[people]
    assert left.equals(right)


@invariant
@given(rows(WRITTEN, min_size=2))
def test_an_answer_depends_on_its_own_row_alone(table):
    # Only the kind of a blank may depend on others: on whether anyone was asked.
    whole = decode(as_columns(table), ASKED, study=STUDY).frame
    for number, row in enumerate(table):
        alone = decode(as_columns([row]), ASKED, study=STUDY).frame
        own = whole[list(ITEMS)].iloc[[number]].to_numpy()
        assert np.array_equal(own, alone[list(ITEMS)].to_numpy(), equal_nan=True)


@invariant
@given(rows(WRITTEN))
def test_blanks_of_a_complete_response_are_never_broke_off(table):
    decoded = decode(as_columns(table), ASKED, study=STUDY)
    complete = decoded.frame[decoded.frame["is_complete"]]
    assert not (complete.filter(regex="__missing$") == "broke_off").to_numpy().any()


@invariant
@given(rows(WRITTEN))
def test_nothing_is_answered_after_a_person_broke_off(table):
    decoded = decode(as_columns(table), ASKED, study=STUDY)
    kinds = decoded.frame.filter(regex="__missing$").astype("str").to_numpy(object)
    for row in kinds:
        if "broke_off" in list(row):
            after = row[list(row).index("broke_off") :]
            assert set(after) <= {"broke_off", "not_asked"}


@invariant
@given(st.lists(st.sampled_from(["1", "2", "11", "x"]), min_size=1, max_size=9))
def test_repeating_the_file_repeats_its_problems(codes):
    columns = {"end": ["x"] * len(codes), **dict.fromkeys(ITEMS, codes)}
    twice = {name: [*cells, *cells] for name, cells in columns.items()}
    assert count_unexpected(twice) == {
        place: 2 * n for place, n in count_unexpected(columns).items()
    }


def count_unexpected(columns):
    """Rows by item, and by number where it is shown: of texts it depends on rows."""
    counts = Counter()
    for problem in decode(columns, ASKED, study=STUDY).problems:
        found = problem.facts.get("found", "x")
        counts[problem.where, found] += problem.facts["n"]
    return counts


@pytest.mark.parametrize("name", ITEMS)
def test_the_items_of_these_tests_accept_some_of_what_is_written(name):
    codes = codes_of(ASKED.items[name], STUDY)
    assert not codes.read("1").is_unexpected
    assert codes.read("Oui").is_unexpected
