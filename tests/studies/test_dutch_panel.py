"""A real panel of two waves, against its codebook."""

import pytest
from real_study import needs_real_data, read_study

from barometre.responses.quality import flag_responses

pytestmark = [pytest.mark.shared, needs_real_data]


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    return read_study("dutch_panel", tmp_path_factory.mktemp("study"))


def items(read, scale):
    return list(read.questionnaire.scale(scale).item_ids)


def test_each_wave_has_the_people_of_the_codebook(read):
    assert read.responses["wave"].value_counts().to_dict() == {
        "before": 2171,
        "after": 1429,
    }
    assert {wave: raw.rows_read for wave, raw in read.raw.items()} == {
        "before": 2171,
        "after": 1429,
    }


def test_people_are_linked_as_the_codebook_counts_them(read):
    seen = read.links.groupby("person_id")["wave"].agg(["size", "first"])
    assert (seen["size"] == 2).sum() == 1372
    only_after = (seen["size"] == 1) & (seen["first"] == "after")
    assert only_after.sum() == 57
    assert set(read.links["method"]) == {"column"}


@pytest.mark.parametrize(
    ("wave", "n_complete", "n_all_trust"),
    [("before", 1891, 1926), ("after", 1297, 1342)],
)
def test_partial_answers_are_told_from_complete_ones(
    read, wave, n_complete, n_all_trust
):
    frame = read.wave(wave)
    assert frame["is_complete"].sum() == n_complete
    assert frame[items(read, "dutch_trust")].notna().all(axis=1).sum() == n_all_trust


def test_blanks_of_partial_answers_are_broke_off_and_of_complete_ones_skipped(read):
    # 21 complete responses of the first wave have no answer to either block.
    assert read.kinds("before", "dt_courts") == {"skipped": 21, "broke_off": 224}
    assert read.kinds("after", "dt_courts") == {"broke_off": 87}
    is_partial = ~read.responses["is_complete"]
    kinds = read.responses["dt_courts__missing"]
    assert (kinds[is_partial].dropna() == "broke_off").all()


def test_an_item_of_the_second_wave_was_not_asked_at_the_first(read):
    assert read.kinds("before", "dl_eleventh") == {"not_asked": 2171}
    assert read.wave("after")["dl_eleventh"].notna().sum() == 1342


def test_numbers_with_point_zero_are_read_and_counted(read):
    counts = read.decoded.counts
    zeros = counts[counts["rule"] == "trailing_zeros"].set_index(["wave", "item"])["n"]
    answered = read.wave("before")["dt_courts"].notna().sum()
    assert zeros["before", "dt_courts"] == answered


def test_groups_carry_the_names_the_study_gives_them(read):
    assert set(read.wave("before")["gender"]) == {"man", "woman"}
    # The file gives no demographics at the second wave.
    assert set(read.wave("after")["gender"]) == {""}


def test_reverse_keyed_items_are_kept_as_answered(read):
    frame = read.wave("before")
    correlation = frame[["dc_care", "dc_solve"]].corr().loc["dc_care", "dc_solve"]
    assert correlation < 0


def test_minutes_become_seconds(read):
    first = read.wave("before").iloc[0]
    assert first["duration_seconds"] == pytest.approx(12.42 * 60)


def test_no_one_answered_twice_and_flags_exclude_no_one(read):
    flags = flag_responses(
        read.responses, questionnaire=read.questionnaire, study=read.study
    )
    assert "duplicate" not in set(flags["rule"])
    assert not flags["is_excluded"].any()
    per_rule = flags.groupby(["wave", "rule"]).size()
    assert per_rule["before", "speeding"] > 0
    assert per_rule["before", "straightlining"] > 0
