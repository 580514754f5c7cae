"""Whether a source holds anything new, found out cheaply."""

import subprocess
import sys

import pytest
from made_studies import make_study

from barometre.errors import SourceError
from barometre.sources import fingerprint


@pytest.fixture
def study():
    return make_study(
        waves=("t0", "t1"),
        files={"t0": "a.csv", "t1": "b.csv"},
        source={"structure": "s.lss"},
    )


@pytest.fixture
def folder(tmp_path):
    for name in ("a.csv", "b.csv", "s.lss"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_the_same_content_has_the_same_fingerprint(study, folder):
    before = fingerprint(study.source, folder, study=study)
    (folder / "a.csv").write_text("a.csv")
    assert fingerprint(study.source, folder, study=study) == before


@pytest.mark.parametrize("name", ["a.csv", "b.csv", "s.lss"])
def test_any_file_that_changes_changes_it(study, folder, name):
    before = fingerprint(study.source, folder, study=study)
    (folder / name).write_text("other")
    assert fingerprint(study.source, folder, study=study) != before


def test_files_that_change_places_change_it(study, folder):
    before = fingerprint(study.source, folder, study=study)
    (folder / "a.csv").write_text("b.csv")
    (folder / "b.csv").write_text("a.csv")
    assert fingerprint(study.source, folder, study=study) != before


def test_a_missing_file_is_said(study, folder):
    (folder / "b.csv").unlink()
    with pytest.raises(SourceError) as caught:
        fingerprint(study.source, folder, study=study)
    assert [problem.code for problem in caught.value] == ["file_missing"]


def test_another_seed_is_another_source(tmp_path):
    one, same, other = (
        make_study(source={"kind": "synthetic", "seed": seed}) for seed in (1, 1, 2)
    )
    prints = [fingerprint(s.source, tmp_path, study=s) for s in (one, same, other)]
    assert prints[0] == prints[1] != prints[2]


def test_a_server_is_always_looked_at(tmp_path):
    study = make_study(
        source={"kind": "limesurvey", "url": "https://surveys.example.org"}
    )
    one, two = (fingerprint(study.source, tmp_path, study=study) for _ in range(2))
    assert one != two


def test_no_library_of_tables_is_loaded_to_find_out():
    code = (
        "import sys; import barometre.sources, barometre.sources.source_files;"
        "print(sorted({'pandas', 'pyarrow', 'numpy', 'openpyxl'} & set(sys.modules)))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
