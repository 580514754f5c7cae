"""Files of any tool, read into raw waves."""

import csv
import gzip
import io
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pyreadstat
import pytest
from made_studies import (
    FREE,
    fetch,
    make_item,
    make_questionnaire,
    make_scale,
    make_study,
)

from barometre.errors import SourceError

ASKED = make_questionnaire(make_scale("s", make_item("q1"), make_item("q2")))
ROWS = [["who", "q1", "q2"], ["a", "7", ""], ["b", "10", "98"]]


def write(folder: Path, text: str, name: str = "wave.csv", encoding="utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def as_csv(rows, separator=",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    return text.getvalue()


def study_of(name="wave.csv", *, source=None, **more):
    return make_study(
        source={"path": name, **(source or {})},
        **{"respondent": {"by": "column", "column": "who"}, **more},
    )


def read(folder, study=None, questionnaire=ASKED):
    (raw,) = fetch(study or study_of(), questionnaire, folder)
    return raw


def answers(raw):
    return raw.responses.select(["q1", "q2"]).to_pylist()


def problems_of(folder, study=None, questionnaire=ASKED):
    with pytest.raises(SourceError) as caught:
        fetch(study or study_of(), questionnaire, folder)
    for problem in caught.value:
        assert "{" not in problem.render("en") + problem.render("fr")
    return list(caught.value)


def codes_of_problems(*args, **more):
    return [problem.code for problem in problems_of(*args, **more)]


EXPECTED = [{"q1": "7", "q2": ""}, {"q1": "10", "q2": "98"}]


@pytest.mark.parametrize(
    ("separator", "name"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("is_gzipped", [False, True])
def test_the_separator_is_found_with_or_without_mark_and_gzip(
    tmp_path, separator, name, encoding, is_gzipped
):
    content = as_csv(ROWS, separator).encode(encoding)
    file = "wave.csv.gz" if is_gzipped else "wave.csv"
    (tmp_path / file).write_bytes(gzip.compress(content) if is_gzipped else content)
    raw = read(tmp_path, study_of(file))
    assert answers(raw) == EXPECTED
    assert raw.facts["separator"] == name
    assert raw.facts["encoding"] == encoding
    assert raw.rows_read == 2


def test_a_header_with_commas_in_its_texts_is_not_taken_for_a_comma_file(tmp_path):
    header = '"who";"one, two, three, four";"q1";"q2"\n'
    write(tmp_path, f"{header}a;x;1;2\n")
    assert answers(read(tmp_path)) == [{"q1": "1", "q2": "2"}]


def test_quoted_line_breaks_quotes_and_emoji_stay_inside_their_cell(tmp_path):
    words = 'Première ligne\nDeuxième ; "citée", 😀\t=1+1'
    asked = make_questionnaire(*ASKED.scales, make_scale("t", make_item("say", FREE)))
    rows = [["who", "q1", "q2", "say"], ["a", "1", "2", words], ["b", "3", "4", ""]]
    write(tmp_path, as_csv(rows, ";"))
    raw = read(tmp_path, questionnaire=asked)
    assert raw.responses["say"].to_pylist() == [words, ""]
    assert raw.responses["source_row"].to_pylist() == ["2", "3"]


def test_blank_lines_are_no_responses(tmp_path):
    write(tmp_path, "who,q1,q2\r\na,1,2\r\n\r\n")
    assert read(tmp_path).rows_read == 1


def write_xlsx(folder, rows, name="wave.xlsx"):
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    sheet = book.create_sheet("Answers")
    for row in rows:
        sheet.append(row)
    book.save(folder / name)


TYPED = [["who", "q1", "q2"], [1, 7, None], [2, 10.0, 98.0]]


def test_a_workbook_is_read_as_text_without_point_zero(tmp_path):
    write_xlsx(tmp_path, TYPED)
    raw = read(tmp_path, study_of("wave.xlsx", source={"sheet": "Answers"}))
    assert answers(raw) == EXPECTED
    assert raw.facts["sheet"] == "Answers"


def test_rows_of_a_workbook_keep_their_numbers_over_empty_ones(tmp_path):
    write_xlsx(tmp_path, [TYPED[0], TYPED[1], [None, None, None], TYPED[2]])
    raw = read(tmp_path, study_of("wave.xlsx", source={"sheet": "Answers"}))
    assert raw.responses["source_row"].to_pylist() == ["2", "4"]


def test_an_unknown_sheet_is_refused_with_those_there_are(tmp_path):
    write_xlsx(tmp_path, TYPED)
    study = study_of("wave.xlsx", source={"sheet": "Réponses"})
    (problem,) = problems_of(tmp_path, study)
    assert (problem.code, problem.facts["known"]) == (
        "sheet_unknown",
        ["Notes", "Answers"],
    )


def test_an_spss_file_gives_codes_and_never_labels(tmp_path):
    frame = pd.DataFrame({"who": [1.0, 2.0], "q1": [7.0, 10.0], "q2": [None, 98.0]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "wave.sav",
        variable_value_labels={"q1": {7.0: "Plutôt", 10.0: "Tout à fait"}},
        missing_ranges={"q2": [98.0]},
    )
    assert answers(read(tmp_path, study_of("wave.sav"))) == EXPECTED


def test_a_parquet_file_gives_text_whatever_its_types(tmp_path):
    table = pa.table(
        {
            "who": [1, 2],
            "q1": pa.array([7.0, 10.0]),
            "q2": pa.array([None, "98"]).dictionary_encode(),
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "wave.parquet")
    assert answers(read(tmp_path, study_of("wave.parquet"))) == EXPECTED


@pytest.mark.parametrize("kind", ["xlsx", "sav", "parquet"])
def test_other_kinds_may_be_gzipped_too(tmp_path, kind):
    plain = tmp_path / f"plain.{kind}"
    if kind == "xlsx":
        book = openpyxl.Workbook()
        for row in TYPED:
            book.active.append(row)
        book.save(plain)
    elif kind == "sav":
        frame = pd.DataFrame({"who": [1, 2], "q1": [7, 10], "q2": [None, 98.0]})
        pyreadstat.write_sav(frame, plain)
    else:
        table = pa.table({"who": [1, 2], "q1": [7, 10], "q2": [None, 98]})
        pyarrow.parquet.write_table(table, plain)
    (tmp_path / f"wave.{kind}.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert answers(read(tmp_path, study_of(f"wave.{kind}.gz"))) == EXPECTED


def test_every_kind_of_file_gives_the_same_pseudonyms(tmp_path):
    write(tmp_path, as_csv([["who", "q1", "q2"], ["1", "7", ""], ["2", "10", "98"]]))
    table = pa.table({"who": [1.0, 2.0], "q1": [7, 10], "q2": [None, 98]})
    pyarrow.parquet.write_table(table, tmp_path / "wave.parquet")
    one, other = read(tmp_path), read(tmp_path, study_of("wave.parquet"))
    assert one.responses == other.responses


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_another_encoding_is_refused_until_the_study_says_so(tmp_path, encoding):
    asked = make_questionnaire(*ASKED.scales, make_scale("t", make_item("say", FREE)))
    text = "who;q1;q2;say\na;1;2;confiance à l'été\n"
    write(tmp_path, text, encoding=encoding)
    (problem,) = problems_of(tmp_path, questionnaire=asked)
    assert (problem.code, problem.facts["guess"]) == ("encoding_not_utf8", "cp1252")
    study = study_of(source={"encoding": encoding})
    raw = read(tmp_path, study, asked)
    assert raw.responses["say"].to_pylist() == ["confiance à l'été"]


def test_another_encoding_is_seen_in_a_header_too(tmp_path):
    write(tmp_path, "who;q1;q2;été\na;1;2;x\n", encoding="cp1252")
    assert codes_of_problems(tmp_path) == ["encoding_not_utf8"]


def test_utf_16_is_named(tmp_path):
    write(tmp_path, "who;q1;q2\na;1;2\n", encoding="utf-16")
    assert problems_of(tmp_path)[0].facts["guess"] == "utf-16"
    study = study_of(source={"encoding": "utf-16"})
    assert answers(read(tmp_path, study)) == [{"q1": "1", "q2": "2"}]


def test_saying_utf_8_does_not_hide_the_mark_at_its_start(tmp_path):
    write(tmp_path, as_csv(ROWS), encoding="utf-8-sig")
    assert answers(read(tmp_path, study_of(source={"encoding": "UTF-8"}))) == EXPECTED


def test_an_encoding_that_does_not_exist_is_refused(tmp_path):
    write(tmp_path, "who;q1;q2\n")
    study = study_of(source={"encoding": "latin-99"})
    assert codes_of_problems(tmp_path, study) == ["encoding_unknown"]


# Without the time of its making, which would name the test otherwise in each process.
CUT_SHORT = gzip.compress(b"who,q1,q2\n" * 9, mtime=0)[:-12]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("wave.csv", b"", "file_empty"),
        ("wave.csv", b"\n\n", "file_empty"),
        ("wave.csv.gz", b"not gzip", "file_unreadable"),
        ("wave.csv.gz", CUT_SHORT, "file_unreadable"),
        ("wave.xlsx", b"not a workbook", "file_unreadable"),
        ("wave.sav", b"not spss at all", "file_unreadable"),
        ("wave.parquet", b"not parquet", "file_unreadable"),
        ("wave.docx", b"?", "file_kind_unknown"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_plain_words(
    tmp_path, name, content, code
):
    (tmp_path / name).write_bytes(content)
    assert codes_of_problems(tmp_path, study_of(name)) == [code]


def test_an_empty_workbook_is_refused(tmp_path):
    openpyxl.Workbook().save(tmp_path / "wave.xlsx")
    assert codes_of_problems(tmp_path, study_of("wave.xlsx")) == ["file_empty"]


def test_uneven_rows_are_listed_and_their_content_is_not(tmp_path):
    write(tmp_path, "who,q1,q2\na,1,2\nSecret,Name\nb,1,2\nc,1,2,3\n")
    (problem,) = problems_of(tmp_path)
    assert problem.code == "rows_uneven"
    assert problem.facts == {"n": 2, "rows": [3, 5], "expected": 3, "found": [2, 4]}
    assert "Secret" not in problem.render("en")


def test_a_header_with_only_its_own_row_is_an_empty_wave(tmp_path):
    write(tmp_path, "who,q1,q2\n")
    raw = read(tmp_path)
    assert (raw.rows_read, raw.responses.num_rows) == (0, 0)


def test_a_missing_column_is_named_with_close_ones(tmp_path):
    write(tmp_path, "who,q1,Q_2,trust\na,1,2,3\n")
    (problem,) = problems_of(tmp_path)
    assert problem.code == "column_missing_item_close"
    assert problem.facts["close"] == ["Q_2"]
    asked = make_questionnaire(
        make_scale("s", make_item("q1"), make_item("trust_people"))
    )
    write(tmp_path, "who,q1,trust_peopel\na,1,2\n")
    (problem,) = problems_of(tmp_path, questionnaire=asked)
    assert problem.facts["close"] == ["trust_peopel"]


def test_a_missing_question_is_told_in_its_own_words(tmp_path):
    write(tmp_path, "who,q1,Conseil\na,1,2\n")
    missing, _ = problems_of(tmp_path)
    item = ASKED.items["q2"]
    assert missing.code == "column_missing_item"
    assert item.text.fr in missing.render("fr")
    assert item.text.en in missing.render("en")


def test_columns_that_nothing_uses_are_listed_where_none_looks_like_one_missing(
    tmp_path,
):
    write(tmp_path, "who,q1,Conseil,Remarques\na,1,2,Secret\n")
    _, unused = problems_of(tmp_path)
    assert unused.code == "columns_unused"
    assert "Conseil, Remarques" in unused.render("fr")
    assert "Secret" not in unused.render("fr")


def test_a_workbook_renamed_to_csv_is_not_taken_for_another_encoding(tmp_path):
    (tmp_path / "wave.csv").write_bytes(b"PK\x03\x04\x14\x00\x06\x00\xff\xfe")
    (problem,) = problems_of(tmp_path)
    assert problem.code == "file_unreadable"


def test_a_first_line_of_answers_is_told_apart_and_not_shown(tmp_path):
    write(tmp_path, "Secret,4,5\nb,1,2\n")
    problems = problems_of(tmp_path)
    assert problems[-1].code == "header_looks_like_answers"
    assert not any("Secret" in problem.render("fr") for problem in problems)


def test_a_missing_column_of_people_or_of_waves_is_told_where_it_is_written(tmp_path):
    write(tmp_path, "Nom,q1,q2\na,1,2\n")
    by_wave = study_of(source={"wave_column": "moment"})
    people, wave, _ = problems_of(tmp_path, by_wave)
    assert (people.code, wave.code) == ("column_missing_people", "column_missing_wave")
    assert "respondent" in people.render("fr")
    assert "wave_column" in wave.render("fr")


def test_a_wave_may_be_written_in_several_ways(tmp_path):
    write(tmp_path, "who,moment,q1,q2\na,Avant,1,2\nb, AVANT ,3,4\n")
    written = {"t0": ["Avant", "AVANT"]}
    study = study_of(source={"wave_column": "moment", "wave_values": written})
    assert read(tmp_path, study).rows_read == 2


def test_a_column_that_was_not_asked_is_declared_so(tmp_path):
    write(tmp_path, "who,q1\na,1\n")
    raw = read(tmp_path, study_of(source={"columns": {"q2": ""}}))
    assert raw.responses.column_names == ["respondent_id", "source_row", "q1"]


def test_columns_are_mapped_to_their_names_in_the_file(tmp_path):
    write(tmp_path, "who;A[SQ1];A[SQ2]\na;1;2\n")
    columns = {"q1": "A[SQ1]", "q2": "A[SQ2]"}
    raw = read(tmp_path, study_of(source={"columns": columns}))
    assert raw.responses["A[SQ2]"].to_pylist() == ["2"]


def test_only_declared_columns_are_copied_and_the_others_are_named(tmp_path):
    write(tmp_path, "who,email,q1,q2,IP\na,a@b.fr,1,2,10.0.0.1\n")
    raw = read(tmp_path)
    assert raw.responses.column_names == ["respondent_id", "source_row", "q1", "q2"]
    assert raw.facts["columns_not_copied"] == ("who", "email", "IP")


def test_a_doubled_column_is_refused_only_when_it_is_needed(tmp_path):
    write(tmp_path, "who,q1,q2,x,x\na,1,2,3,4\n")
    assert answers(read(tmp_path)) == [{"q1": "1", "q2": "2"}]
    write(tmp_path, "who,q1,q2,q1\na,1,2,3\n")
    (problem,) = problems_of(tmp_path)
    assert (problem.code, problem.facts["columns"]) == ("header_doubled", ["q1"])


def test_names_kept_for_the_program_are_refused(tmp_path):
    write(tmp_path, "who,q1,source_row\na,1,2\n")
    study = study_of(source={"columns": {"q2": "source_row"}})
    assert codes_of_problems(tmp_path, study) == ["column_reserved"]


def test_what_is_wrong_with_every_file_is_said_at_once(tmp_path):
    write(tmp_path, "who,q1,q2\na,1\n", "a.csv")
    write(tmp_path, "who,q1,q2\na,1,2,3\n", "b.csv")
    study = make_study(
        waves=("t0", "t1"),
        files={"t0": "a.csv", "t1": "b.csv"},
        respondent={"by": "column", "column": "who"},
    )
    found = problems_of(tmp_path, study)
    assert [(one.code, one.where) for one in found] == [
        ("rows_uneven", "a.csv"),
        ("rows_uneven", "b.csv"),
    ]


def test_an_item_may_be_asked_at_one_wave_only(tmp_path):
    write(tmp_path, "who,q1,q2\na,1,2\n", "a.csv")
    write(tmp_path, "who,q1\na,1\n", "b.csv")
    study = make_study(
        waves=("t0", "t1", "t2"),
        files={"t0": "a.csv", "t1": "b.csv"},
        respondent={"by": "column", "column": "who"},
    )
    first, second = fetch(study, ASKED, tmp_path)
    assert (first.wave, second.wave) == ("t0", "t1")
    assert second.facts["items_not_in_file"] == ("q2",)
    assert second.responses.column_names == ["respondent_id", "source_row", "q1"]


LONG = "who,wave,q1,q2\na,1,1,2\na,2,3,4\nb,1.0,5,6\n"


def test_one_long_file_is_split_by_wave(tmp_path):
    write(tmp_path, LONG)
    study = study_of(
        waves=("t0", "t1", "t2"),
        source={"wave_column": "wave", "wave_values": {"t0": 1, "t1": 2, "t2": 3}},
    )
    waves = {raw.wave: raw for raw in fetch(study, ASKED, tmp_path)}
    assert {wave: raw.rows_read for wave, raw in waves.items()} == {
        "t0": 2,
        "t1": 1,
        "t2": 0,
    }
    assert waves["t0"].responses["source_row"].to_pylist() == ["2", "4"]


def test_a_wave_that_the_study_does_not_know_is_refused(tmp_path):
    write(tmp_path, LONG)
    study = study_of(
        waves=("t0",), source={"wave_column": "wave", "wave_values": {"t0": 1}}
    )
    (problem,) = problems_of(tmp_path, study)
    assert problem.code == "wave_unknown"
    assert problem.facts == {"values": ["2"], "n": 1, "known": ["1"]}


def test_a_column_that_is_not_of_waves_is_not_shown(tmp_path):
    rows = "".join(f"p{n},name{n},1,2\n" for n in range(25))
    write(tmp_path, f"who,wave,q1,q2\n{rows}")
    study = study_of(waves=("t0", "t1"), source={"wave_column": "wave"})
    (problem,) = problems_of(tmp_path, study)
    assert problem.code == "wave_unknown_hidden"
    assert problem.facts == {"distinct": 25, "n": 25, "known": ["t0", "t1"]}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "private", ["Durand Marie", "Paul", "12/05/1985", "0612345678", "a@b.org"]
)
def test_who_answered_never_reaches_a_message_about_waves(tmp_path, private, language):
    write(tmp_path, f"who,wave,q1,q2\na,{private},1,2\nb,2,3,4\nc,t1,1,1\n")
    study = study_of(waves=("t0", "t1"), source={"wave_column": "wave"})
    shown, hidden = problems_of(tmp_path, study)
    assert (shown.facts["values"], hidden.facts["distinct"]) == (["2"], 1)
    assert private not in hidden.render(language)


@pytest.mark.parametrize(
    ("value", "rows", "is_shown"),
    [
        ("2", 1, True),
        ("2026", 1, True),
        ("T2", 1, False),
        ("Printemps", 4, False),
        ("Printemps", 5, True),
        ("Bien avant le printemps", 5, False),
        ("wave-1", 1, True),
    ],
)
def test_a_value_is_shown_when_it_can_only_be_a_wave(tmp_path, value, rows, is_shown):
    write(tmp_path, "who,wave,q1,q2\n" + f"a,{value},1,2\n" * rows)
    study = study_of(waves=("wave_1",), source={"wave_column": "wave"})
    (problem,) = problems_of(tmp_path, study)
    assert (problem.code == "wave_unknown") == is_shown


def test_responses_that_name_no_one_are_counted(tmp_path):
    write(tmp_path, "who,q1,q2\na,1,2\n,3,4\n")
    raw = read(tmp_path)
    assert raw.facts["rows_naming_no_one"] == 1
    assert raw.responses["respondent_id"].to_pylist()[1] == "row-t0-3"


def test_rows_of_people_not_interviewed_are_left_out_and_counted(tmp_path):
    write(tmp_path, "who,year,q1,q2\na,2006,1,2\nb,,,\nc, ,,\n")
    raw = read(tmp_path, study_of(source={"interviewed": "year"}))
    assert raw.rows_read == 1
    assert raw.facts["rows_not_interviewed"] == 2
    assert answers(raw) == [{"q1": "1", "q2": "2"}]


@pytest.mark.parametrize(
    ("study", "code"),
    [
        (make_study(), "source_names_no_file"),
        (
            make_study(files={"t0": "a.csv"}, source={"path": "b.csv"}),
            "source_names_path_and_files",
        ),
        (
            make_study(waves=("t0", "t1"), source={"path": "a.csv"}),
            "source_names_no_wave_column",
        ),
        (make_study(source={"path": "/etc/passwd"}), "path_absolute"),
        (make_study(source={"path": "nowhere.csv"}), "file_missing"),
        (make_study(source={"path": "."}), "file_missing"),
    ],
)
def test_a_study_that_names_no_readable_file_is_refused(tmp_path, study, code):
    assert codes_of_problems(tmp_path, study) == [code]


def test_a_structure_file_goes_along(tmp_path):
    write(tmp_path, as_csv(ROWS))
    write(tmp_path, "<document/>", "survey.lss")
    raw = read(tmp_path, study_of(source={"structure": "survey.lss"}))
    assert (raw.structure, raw.structure_name) == (b"<document/>", "survey.lss")


def with_groups(folder, groups):
    rows = [f"p{n},{group},1,2" for n, group in enumerate(groups)]
    write(folder, "\n".join(["who,place,q1,q2", *rows]) + "\n")
    return study_of(groups=["place"])


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        (["a@example.org", "Lyon"], "group_looks_personal"),
        (["06 12 34 56 78", "Lyon"], "group_looks_personal"),
        ([f"name {n}" for n in range(30)], "group_has_many_values"),
        ([f"name {n % 201}" for n in range(2010)], "group_has_many_values"),
    ],
    ids=["e-mail", "telephone", "one a person", "too many"],
)
def test_a_breakdown_that_names_people_is_refused(tmp_path, groups, code):
    study = with_groups(tmp_path, groups)
    (problem,) = problems_of(tmp_path, study)
    assert problem.code == code
    assert "name 1" not in problem.render("en")


@pytest.mark.parametrize(
    "groups",
    [["Lyon", "Lille", ""] * 10, [f"Territoire {n}" for n in range(12)]],
    ids=["few groups", "twelve responses from twelve places"],
)
def test_a_breakdown_of_places_is_kept_as_it_is(tmp_path, groups):
    study = with_groups(tmp_path, groups)
    assert read(tmp_path, study).responses["place"].to_pylist() == groups


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"columns": {"q22": "Q"}}, "source_name_unknown_near"),
        ({"recode": {"q22": {1: 2}}}, "source_name_unknown_near"),
        ({"recode": {"nothing": {1: 2}}}, "source_name_unknown"),
        (
            {"missing_codes_by_item": {"qq2": {9: "refused"}}},
            "source_name_unknown_near",
        ),
        (
            {"missing_codes_by_format": {"f_010": {9: "refused"}}},
            "source_name_unknown_near",
        ),
        ({"wave_values": {"t9": 1}}, "source_name_unknown"),
    ],
)
def test_a_slip_in_a_name_is_said_and_never_passed_over(tmp_path, source, code):
    write(tmp_path, as_csv(ROWS))
    assert codes_of_problems(tmp_path, study_of(source=source)) == [code]
