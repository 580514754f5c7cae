"""From a file of margins to what is known, or to everything that is wrong with it."""

import pytest

from barometre.errors import StudyError
from barometre.load_margins import load_margins
from barometre.messages import LANGUAGES
from barometre.study import Study

BOTH = {"fr": "x", "en": "x"}
GOOD = "variable,category,share\nsex,f,0.52\nsex,m,0.48\n"


def _study(kind="rake"):
    return Study(
        id="s",
        title=BOTH,
        questionnaire=("democracy",),
        source={"kind": "synthetic"},
        waves=[{"id": "t0", "label": BOTH}],
        weights={kind: {"margins": "margins.csv"}},
    )


def _load(folder, text, kind="rake"):
    (folder / "margins.csv").write_text(text, "utf-8")
    return load_margins(_study(kind), folder)


def test_shares_are_read_with_commas_or_semicolons_and_french_decimals(tmp_path):
    french = GOOD.replace(".", "\N{COMMA}\N{COMMA}").replace(",,", "§")
    french = french.replace(",", ";").replace("§", ",")
    for text in (GOOD, french, "\N{ZERO WIDTH NO-BREAK SPACE}" + GOOD):
        shares = _load(tmp_path, text)
        assert [(s.category, s.share, s.people) for s in shares] == [
            ("f", pytest.approx(0.52), None),
            ("m", pytest.approx(0.48), None),
        ]


def test_counts_give_shares_and_the_residents_of_each_category(tmp_path):
    shares = _load(tmp_path, "variable,category,count\nsex,f,30\nsex,m,90\n")
    assert [(s.share, s.people) for s in shares] == [(0.25, 30), (0.75, 90)]


def test_a_study_without_margins_has_none(tmp_path):
    study = _study().model_copy(update={"weights": None})
    assert load_margins(study, tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("variable,category\nsex,f\n", ["margins_columns"]),
        ("variable,category,share,count\nsex,f,1,2\n", ["margins_columns"]),
        ("variable,category,share\n", ["margins_no_row"]),
        (GOOD.replace("0.48", "0.40"), ["margins_sum"]),
        (GOOD.replace("0.48", "many"), ["margins_number", "margins_sum"]),
        (GOOD.replace("0.48", "-0.48"), ["margins_number", "margins_sum"]),
        (GOOD.replace("0.48", "0"), ["margins_number", "margins_sum"]),
        (GOOD + "sex,m,0.48\n", ["margins_twice"]),
        (GOOD + ",x,0.1\n", ["margins_empty_name"]),
    ],
)
def test_everything_wrong_is_said_at_once(tmp_path, text, codes):
    with pytest.raises(StudyError) as caught:
        _load(tmp_path, text)
    assert [problem.code for problem in caught.value.problems] == codes
    for language in LANGUAGES:
        assert caught.value.render(language)


def test_a_file_that_is_not_there_or_not_in_utf8_is_said(tmp_path):
    with pytest.raises(StudyError) as caught:
        load_margins(_study(), tmp_path)
    assert [p.code for p in caught.value.problems] == ["margins_not_found"]
    (tmp_path / "margins.csv").write_bytes("variable,catégorie".encode("latin-1"))
    with pytest.raises(StudyError) as caught:
        load_margins(_study(), tmp_path)
    assert [p.code for p in caught.value.problems] == ["margins_encoding"]


def test_poststratification_is_to_one_variable(tmp_path):
    two = GOOD + "age,old,0.5\nage,young,0.5\n"
    assert len(_load(tmp_path, two)) == 4
    with pytest.raises(StudyError) as caught:
        _load(tmp_path, two, "poststratify")
    assert [p.code for p in caught.value.problems] == ["margins_several"]
