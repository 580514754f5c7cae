"""The sequence over a file of one's own: what is refused, what is no failure."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from barometre import pipeline
from barometre.errors import BarometreError, ResponseError

SCALE = """\
id: mine
version: 1
title: {fr: La mienne, en: Mine}
measurement_model: reflective
response_format: f_0_10
items:
  - {id: m1, text: {fr: Un, en: One}}
  - {id: m2, text: {fr: Deux, en: Two}}
  - {id: m3, text: {fr: Trois, en: Three}, reverse_keyed: true}
scoring: {method: mean, min_answered: 2}
"""
FILE_STUDY = """\
id: mine
title: {fr: La mienne, en: Mine}
languages: [en]
questionnaire: [mine]
source: {kind: export_file, path: data-in/panel.csv, wave_column: wave}
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token, column: token}
"""


def make_panel(*, waves: tuple[str, ...] = ("t0", "t1"), third_follows: bool) -> str:
    """Eighty people whose three answers go together, the third one or its reverse."""
    chance = np.random.default_rng(5)
    rows = ["token,wave,m1,m2,m3"]
    for wave in waves:
        level = chance.integers(2, 9, 80)
        noise = chance.integers(-1, 2, (80, 3))
        third = level if third_follows else 10 - level
        answers = np.column_stack([level, level, third]) + noise
        rows += [
            f"person{who},{wave},{','.join(map(str, given))}"
            for who, given in enumerate(answers)
        ]
    return "\n".join(rows) + "\n"


def read_responses(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "data/responses.parquet")


@pytest.fixture
def file_study(tmp_path) -> Path:
    for place in ("scales", "data-in"):
        (tmp_path / place).mkdir()
    (tmp_path / "scales/mine.yaml").write_text(SCALE, "utf-8")
    (tmp_path / "study.yaml").write_text(FILE_STUDY, "utf-8")
    return tmp_path


class TestFileSource:
    def test_a_changed_file_is_fetched_and_the_former_snapshot_stays(self, file_study):
        panel = file_study / "data-in/panel.csv"
        panel.write_text(make_panel(third_follows=False))
        pipeline.run(file_study)
        panel.write_text(panel.read_text().replace("person0,t1", "person99,t1"))
        assert not pipeline.run(file_study).is_unchanged
        counts = [
            len(list((file_study / "data/raw" / w).iterdir())) for w in ("t0", "t1")
        ]
        assert counts == [1, 2]

    def test_no_name_of_a_person_is_kept(self, file_study):
        (file_study / "data-in/panel.csv").write_text(make_panel(third_follows=False))
        pipeline.run(file_study)
        kept = [path for path in (file_study / "data").rglob("*") if path.is_file()]
        kept += (file_study / "reports").iterdir()
        assert len(kept) > 10
        assert [path for path in kept if b"person7" in path.read_bytes()] == []

    def test_an_empty_wave_is_no_failure(self, file_study):
        panel = make_panel(waves=("t0",), third_follows=False)
        (file_study / "data-in/panel.csv").write_text(panel)
        outcome = pipeline.run(file_study)
        assert {path.name for path in outcome.reports} >= {"evaluator.en.html"}
        assert set(read_responses(file_study)["wave"]) == {"t0"}

    def test_a_file_with_no_response_at_all_waits_and_reports_on_nobody(
        self, file_study
    ):
        panel = file_study / "data-in/panel.csv"
        panel.write_text("token,wave,m1,m2,m3\n")
        for _ in range(2):
            outcome = pipeline.run(file_study)
            assert outcome.is_waiting
            assert not outcome.reports
        panel.write_text(make_panel(third_follows=False))
        outcome = pipeline.run(file_study)
        assert not outcome.is_waiting
        assert outcome.reports

    def test_a_key_that_the_answers_contradict_stops_the_run_with_the_evidence(
        self, file_study
    ):
        (file_study / "data-in/panel.csv").write_text(make_panel(third_follows=True))
        with pytest.raises(ResponseError) as caught:
            pipeline.run(file_study)
        found = {(problem.code, problem.where) for problem in caught.value.problems}
        assert ("study_key_contradicted", "mine › m3 › t0") in found
        assert ("study_key_contradicted", "mine › m3 › t1") in found
        assert not (file_study / "data/scores.parquet").exists()

    def test_a_confirmed_key_lets_the_run_go_on(self, file_study):
        (file_study / "data-in/panel.csv").write_text(make_panel(third_follows=True))
        with (file_study / "study.yaml").open("a", encoding="utf-8") as study:
            study.write("confirmed_keys: [m1, m2, m3]\n")
        assert pipeline.run(file_study).reports

    @pytest.mark.parametrize(
        "content", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"a;b\n1;2\n", b"\xff\xfe\x00"]
    )
    def test_a_wrong_file_is_refused_in_plain_words(self, file_study, content):
        (file_study / "data-in/panel.csv").write_bytes(content)
        with pytest.raises(BarometreError) as caught:
            pipeline.run(file_study)
        assert caught.value.exit_code in (1, 2)
        assert not (file_study / "data/responses.parquet").exists()

    def test_only_the_wave_asked_for_is_fetched(self, file_study):
        panel = file_study / "data-in/panel.csv"
        panel.write_text(make_panel(third_follows=False))
        pipeline.run(file_study, stages=("fetch",))
        panel.write_text(
            make_panel(third_follows=False).replace("person0,", "person99,")
        )
        pipeline.run(file_study, stages=("fetch",), waves=("t1",))
        counts = [
            len(list((file_study / "data/raw" / w).iterdir())) for w in ("t0", "t1")
        ]
        assert counts == [1, 2]

    def test_an_unknown_wave_is_refused(self, file_study):
        (file_study / "data-in/panel.csv").write_text(make_panel(third_follows=False))
        with pytest.raises(BarometreError) as caught:
            pipeline.run(file_study, waves=("t9",))
        assert caught.value.problems[0].code == "study_wave_unknown"
