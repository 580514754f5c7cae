import pytest

from barometre.questionnaire.yaml_file import read_yaml


@pytest.fixture
def read(tmp_path):
    """Read a text as a YAML file; give its content and the codes of its problems."""

    def read(text: str):
        path = tmp_path / "file.yaml"
        path.write_text(text, "utf-8")
        problems = []
        found = read_yaml(path, "file.yaml", problems)
        return found and found.data, [problem.code for problem in problems]

    return read


@pytest.mark.parametrize("word", ["No", "Yes", "on", "off", "Non", "Oui", "n", "y"])
def test_words_of_a_questionnaire_are_words_and_not_booleans(read, word):
    assert read(f"en: {word}\n") == ({"en": word}, [])


def test_true_and_false_are_booleans(read):
    assert read("a: true\nb: false\n") == ({"a": True, "b": False}, [])


def test_a_byte_order_mark_is_no_part_of_the_first_key(read):
    assert read("\N{BYTE ORDER MARK}a: 1\n") == ({"a": 1}, [])


def test_a_key_given_twice_deep_inside_is_noticed(read):
    assert read("a:\n  - {b: 1, b: 2}\n")[1] == ["yaml_key_repeated"]


def test_an_empty_file_is_refused(read):
    assert read("") == (None, ["yaml_not_a_mapping"])


def test_a_file_that_is_not_there_is_a_problem_and_not_a_crash(tmp_path):
    problems = []
    assert read_yaml(tmp_path / "none.yaml", "none.yaml", problems) is None
    assert [problem.code for problem in problems] == ["yaml_unreadable"]


def test_a_place_is_told_by_line_and_by_the_id_of_a_list_member(tmp_path):
    path = tmp_path / "file.yaml"
    path.write_text("a:\n  - id: x\n    b: 1\n  - c: 2\n", "utf-8")
    found = read_yaml(path, "file.yaml", [])
    assert found is not None
    assert found.place(["a", 0, "b"]) == "file.yaml:3 › a.x.b"
    assert found.place(["a", 1, "c"]) == "file.yaml:4 › a.2.c"
    assert found.place(["a", 1, "none"]) == "file.yaml:4 › a.2.none"
