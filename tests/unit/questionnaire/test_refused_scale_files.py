"""Each way in which a scale file can be wrong, and what the researcher reads."""

from pathlib import Path
from textwrap import dedent

import pytest

from barometre.errors import QuestionnaireError
from barometre.questionnaire.load import load_questionnaire

GOOD = """\
id: mine
title: {fr: Essai, en: Trial}
measurement_model: reflective
response_format: f_agree5
items:
  - {id: m1, text: {fr: Un, en: One}}
  - {id: m2, text: {fr: Deux, en: Two}, reverse_keyed: true}
scoring: {method: mean, min_answered: 1}
"""


def refuse(folder: Path, text: str, language: str = "en") -> list[str]:
    folder = folder / "scales"
    folder.mkdir(exist_ok=True)
    (folder / "mine.yaml").write_text(dedent(text), "utf-8")
    with pytest.raises(QuestionnaireError) as caught:
        load_questionnaire(["mine"], own_scales=folder)
    assert caught.value.exit_code == 2
    return caught.value.render(language).splitlines()


def change(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_the_file_that_the_bad_ones_are_made_from_is_good(tmp_path):
    folder = tmp_path / "scales"
    folder.mkdir()
    (folder / "mine.yaml").write_text(GOOD, "utf-8")
    assert list(load_questionnaire(["mine"], own_scales=folder).items) == ["m1", "m2"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(
            change("measurement_model", "mesurement_model"),
            "scales/mine.yaml:3 › mesurement_model: unknown key “mesurement_model”. "
            "Did you mean “measurement_model”?",
            id="unknown key close to a known one",
        ),
        pytest.param(
            change("fr: Un, en: One", "fr: Un, en: One, zz: Xx"),
            "scales/mine.yaml:6 › items.m1.text.zz: unknown key “zz”. "
            "Known here: en, fr.",
            id="unknown key",
        ),
        pytest.param(
            GOOD + "id: mine\n",
            "scales/mine.yaml:9: the key “id” is given twice; only one would count. "
            "Take one out.",
            id="key given twice",
        ),
        pytest.param(
            change("fr: Deux, en: Two", "fr: Deux"),
            "scales/mine.yaml:7 › items.m2.text.en: the text “en” is missing. "
            "Every text is given in French (fr) and in English (en).",
            id="missing translation",
        ),
        pytest.param(
            change("{fr: Essai, en: Trial}", "Trial"),
            "scales/mine.yaml:2 › title: this text is given in one language only. "
            "Write “fr:” and “en:” below it.",
            id="text in one language",
        ),
        pytest.param(
            change("en: Two", 'en: " "'),
            "scales/mine.yaml:7 › items.m2.text.en: this text is empty. "
            "Fill it in, or take the key out.",
            id="empty text",
        ),
        pytest.param(
            change("id: m2", "id: m1"),
            "scales/mine.yaml:5 › items: the item “m1” is there twice. "
            "Give each item an id of its own.",
            id="item twice",
        ),
        pytest.param(
            change("id: m2", "id: été"),
            "scales/mine.yaml:7 › items.été.id: “été” cannot be a name. Use letters, "
            "digits and _, beginning with a letter, without accents or spaces.",
            id="bad name",
        ),
        pytest.param(
            change("id: mine", "id: other"),
            "scales/mine.yaml:1 › id: the id “other” and the file scales/mine.yaml "
            "must bear the same name. Rename one of them.",
            id="id is not the file name",
        ),
        pytest.param(
            change("f_agree5", "f_agre5"),
            "scales/mine.yaml:4 › response_format: there is no response format "
            "“f_agre5”. Did you mean “f_agree5”?",
            id="unknown format",
        ),
        pytest.param(
            change("response_format: f_agree5\n", ""),
            "scales/mine.yaml:5 › items.m1: this item has no response format, and its "
            "scale has none to lend. Give response_format to one of them.",
            id="no format",
        ),
        pytest.param(
            change("reflective", "reflexive"),
            "scales/mine.yaml:3 › measurement_model: “reflexive” is not one of the "
            "choices here. Did you mean “reflective”?",
            id="unknown option",
        ),
        pytest.param(
            change("min_answered: 1", "min_answered: 3"),
            "scales/mine.yaml:8 › scoring.min_answered: min_answered is 3, but there "
            "are 2 items. Choose a number from 1 to 2.",
            id="more answers required than items",
        ),
        pytest.param(
            change("min_answered: 1", "min_answered: 0"),
            "scales/mine.yaml:8 › scoring.min_answered: “0” is too small: "
            "the limit is 1.",
            id="no answer required",
        ),
        pytest.param(
            change("min_answered: 1", "min_answered: two"),
            "scales/mine.yaml:8 › scoring.min_answered: a whole number is expected "
            "here, and “two” is none.",
            id="words for a number",
        ),
        pytest.param(
            change("reverse_keyed: true", "reverse_keyed: maybe"),
            "scales/mine.yaml:7 › items.m2.reverse_keyed: true or false is expected "
            "here, and “maybe” is neither.",
            id="neither true nor false",
        ),
        pytest.param(
            change("scoring: {method: mean, min_answered: 1}", "scoring: mean"),
            "scales/mine.yaml:8 › scoring: “key: value” lines are expected here, "
            "and “mean” is none.",
            id="text for a mapping",
        ),
        pytest.param(
            GOOD + "norms: some\n",
            "scales/mine.yaml:9 › norms: a list is expected here: one “- ” per line, "
            "or [a, b]. “some” is none.",
            id="text for a list",
        ),
        pytest.param(
            change(
                "reverse_keyed: true", "reverse_keyed: true, response_format: f_role"
            ),
            "scales/mine.yaml:7 › items.m2: the item “m2” is reverse_keyed, but its "
            "response format has no range to turn around. Use a format with numbers "
            "from less to more, or take reverse_keyed out.",
            id="reverse key without a range",
        ),
        pytest.param(
            change("reverse_keyed: true", "response_format: f_date"),
            "scales/mine.yaml:8 › scoring: these items cannot enter a mean or a sum, "
            "because their answers do not run from less to more: m2. "
            "Score them with item, count or none.",
            id="mean of dates",
        ),
        pytest.param(
            GOOD.replace("mean", "count").replace("f_agree5", "f_text"),
            "scales/mine.yaml:8 › scoring: these answers have no codes to count: "
            "m1, m2. Score them with item or none.",
            id="count of texts",
        ),
        pytest.param(
            change("reverse_keyed: true", "response_format: f_0_10"),
            "scales/mine.yaml:8 › scoring: items with different ranges cannot be "
            "averaged: 0–10, 1–5. Score them with item, or give them one format.",
            id="mean over different ranges",
        ),
        pytest.param(
            change("measurement_model: reflective", "measurement_model: single_item"),
            "scales/mine.yaml:5 › items: a single_item scale has one item; 2 are "
            "given. Choose another measurement_model.",
            id="single item with two items",
        ),
        pytest.param(
            GOOD + "subscales: {a: {title: {fr: A, en: A}, items: [m1, m3]}}\n",
            "scales/mine.yaml:9 › subscales.a.items: there is no item “m3”. "
            "Known here: m1, m2.",
            id="unknown item in a subscale",
        ),
        pytest.param(
            GOOD + "subscales: {a: {title: {fr: A, en: A}, items: []}}\n",
            "scales/mine.yaml:9 › subscales.a.items: this list is empty. "
            "Give at least one.",
            id="subscale without items",
        ),
        pytest.param(
            GOOD
            + "subscales: {a: {title: {fr: A, en: A}, items: [m1], min_answered: 2}}\n",
            "scales/mine.yaml:9 › subscales.a: min_answered is 2, but there are 1 "
            "items. Choose a number from 1 to 1.",
            id="subscale that requires more answers than items",
        ),
        pytest.param(
            GOOD
            + "subscales:\n"
            + "  a: {title: {fr: A, en: A}, items: [m1], method: contrast}\n",
            "scales/mine.yaml:10 › subscales.a: a contrast needs both items and minus, "
            "and only a contrast has minus.",
            id="contrast with nothing to take away",
        ),
        pytest.param(
            GOOD + "examples: [{answers: {m1: 7, m2: 1}, score: 5}]\n",
            "scales/mine.yaml:9 › examples.1.answers.m1: the example answers 7, which "
            "the response format does not allow (1–5, or a missing code). "
            "Correct the example.",
            id="example outside the format",
        ),
        pytest.param(
            GOOD + "examples: [{answers: {zz: 1}, score: null}]\n",
            "scales/mine.yaml:9 › examples.1: there is no item “zz”. "
            "Known here: m1, m2.",
            id="unknown item in an example",
        ),
        pytest.param(
            GOOD + "examples: [{answers: {m1: 1}, subscales: {zz: 1}}]\n",
            "scales/mine.yaml:9 › examples.1.subscales: there is no subscale “zz”. "
            "Known here: –.",
            id="unknown subscale in an example",
        ),
        pytest.param(
            change("response_format: f_agree5", "response_format: {min: 0}"),
            "scales/mine.yaml:4 › response_format: a scale of numbers needs its two "
            "ends. Give min and max, or another type.",
            id="inline format without its ends",
        ),
        pytest.param(
            change("f_agree5", "{min: 5, max: 1}"),
            "scales/mine.yaml:4 › response_format: min (5) must be less than max (1).",
            id="inline format with its ends swapped",
        ),
        pytest.param(
            change("f_agree5", "{min: 0, max: 10, missing: {10: refused}}"),
            "scales/mine.yaml:4 › response_format: these codes stand both for an "
            "answer and for a missing one: 10. Choose other codes under missing.",
            id="a missing code that is an answer",
        ),
        pytest.param(
            change("f_agree5", "{min: 0, max: 2, labels: {3: {fr: A, en: A}}}"),
            "scales/mine.yaml:4 › response_format: these codes have words but lie "
            "outside min and max: 3.",
            id="a label outside the range",
        ),
        pytest.param(
            change("f_agree5", "{type: ordinal}"),
            "scales/mine.yaml:4 › response_format: a format of type ordinal needs "
            "labels: one “code: words” per answer.",
            id="labelled format without labels",
        ),
        pytest.param(
            change("f_agree5", "{type: binary, labels: {1: {fr: A, en: A}}}"),
            "scales/mine.yaml:4 › response_format: a binary format has two answers; "
            "1 are given. Use ordinal or nominal for more.",
            id="binary format with one answer",
        ),
    ],
)
def test_a_bad_scale_file_is_refused_in_plain_words(tmp_path, text, said):
    assert said in refuse(tmp_path, text)


def test_text_that_is_not_yaml_is_refused_with_its_line(tmp_path):
    (said,) = refuse(tmp_path, "id: mine\ntitle: {fr: Un: deux\n")
    assert said.startswith("scales/mine.yaml:2: this line, or the one before,")


def test_a_file_that_is_not_a_mapping_is_refused(tmp_path):
    (said,) = refuse(tmp_path, "- mine\n")
    assert said.startswith("scales/mine.yaml: the file should be a list of")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    folder = tmp_path / "scales"
    folder.mkdir()
    (folder / "mine.yaml").write_bytes("id: été".encode("latin-1"))
    with pytest.raises(QuestionnaireError, match="not written in UTF-8"):
        load_questionnaire(["mine"], own_scales=folder)


BAD = """\
id: mine
title: Essai
measurment_model: reflective
measurement_model: reflectiv
response_format: f_agree5x
items:
  - id: m1
    text: {fr: Bonjour}
  - id: m1
    text: {fr: Bonjour, en: Hi}
    response_format: {min: 0, max: 10, missing: {5: refused}}
  - id: m3
    text: {fr: Bonjour, en: Hi}
    response_format: f_text
    reverse_keyed: true
scoring: {method: mean, min_answered: 7}
examples:
  - {answers: {m1: 12, m9: 3}, score: 2}
"""


def test_all_problems_of_a_file_are_said_at_once_from_first_line_to_last(tmp_path):
    said = refuse(tmp_path, BAD)
    places = [line.partition(": ")[0] for line in said]
    assert places == [
        "scales/mine.yaml:2 › title",
        "scales/mine.yaml:3 › measurment_model",
        "scales/mine.yaml:4 › measurement_model",
        "scales/mine.yaml:5 › response_format",
        "scales/mine.yaml:6 › items",
        "scales/mine.yaml:8 › items.m1.text.en",
        "scales/mine.yaml:9 › items.m1",
        "scales/mine.yaml:12 › items.m3",
        "scales/mine.yaml:16 › scoring.min_answered",
        "scales/mine.yaml:16 › scoring",
        "scales/mine.yaml:18 › examples.1",
        "scales/mine.yaml:18 › examples.1.answers.m1",
    ]


def test_a_french_reader_gets_no_english(tmp_path):
    english, french = refuse(tmp_path, BAD), refuse(tmp_path, BAD, "fr")
    assert len(french) == len(english)
    assert not set(french) & set(english)
    assert french[0] == (
        "scales/mine.yaml:2 › title\N{NO-BREAK SPACE}: ce texte n’est donné que dans "
        "une langue. Écrivez «\N{NO-BREAK SPACE}fr:\N{NO-BREAK SPACE}» et "
        "«\N{NO-BREAK SPACE}en:\N{NO-BREAK SPACE}» en dessous."
    )
