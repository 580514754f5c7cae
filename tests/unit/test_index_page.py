"""The page that leads to everything drawn for a study."""

import re

from barometre.cli import main
from barometre.questionnaire.scale import Text
from barometre.report.index_page import render_index


def test_boards_and_plan_are_named_in_the_readers_language():
    page = render_index(
        Text(fr="Cafés", en="Cafés"),
        reports=["evaluator.fr.html", "board-t0.fr.html", "plan.en.html"],
        languages=["fr", "en"],
    )
    french, english = page.split('<section lang="en">')
    assert "Suivi du terrain de la vague t0, en français" in french
    assert "Plan of the study, in English: page to read" in english
    assert page.count('href="board-t0.fr.html"') == 2


def test_what_is_in_the_readers_language_comes_first():
    names = ["evaluator.en.html", "evaluator.fr.html", "plan.en.html", "plan.fr.html"]
    page = render_index(
        Text(fr="Cafés", en="Cafés"), reports=names, languages=["fr", "en"]
    )
    french, english = (
        re.findall(r'href="([^"]*)"', part)
        for part in page.split('<section lang="en">')
    )
    assert english == names
    assert french == [names[1], names[0], names[3], names[2]]


def test_the_index_of_a_study_leads_to_the_boards_that_are_there(tmp_path):
    study = tmp_path / "study"
    assert main(["new", str(study)]) == 0
    text = (study / "study.yaml").read_text("utf-8")
    (study / "study.yaml").write_text(f"analyses: core\n{text}", "utf-8")
    (study / "reports/board-t0.fr.html").write_text("<p>…</p>", "utf-8")
    assert main(["run", str(study)]) == 0
    page = (study / "reports/index.html").read_text("utf-8")
    assert 'href="board-t0.fr.html"' in page
    assert "plan." not in page
