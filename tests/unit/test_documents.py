"""The documents say what is true of the program."""

import re
import tomllib
from csv import DictReader
from pathlib import Path

import pytest
import typer.main
import yaml

from barometre import pipeline
from barometre.cli.app import build_app
from barometre.cli.terminal import Terminal
from barometre.explain import METHODS
from barometre.messages import load_messages
from barometre.questionnaire import reference as questionnaire
from barometre.questionnaire.load import load_bank
from barometre.reference.markdown import load_words
from barometre.reference.pages import render_pages
from barometre.reference.study_page import list_keys
from barometre.study import FileSource, LimeSurveySource, Weights
from barometre.workspace.tables import read_table

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", "docs/**/*.md", "questionnaires/*.md", "reports/*.md")
    for path in ROOT.glob(pattern)
)
# Their French is that of the item bank, which has its own tests.
BANK = {f"docs/reference/{name}" for name in questionnaire.render_pages()}
HOW_TO = sorted(path.name for path in (DOCS / "how-to").glob("*.md"))
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.M | re.S)
LINK = re.compile(r"\]\((?!https?:)([^)\s#]*)(?:#([^)\s]+))?\)")
# Two very small groups and one answer for all: what cannot be computed shows up too.
STUDY = """\
id: odd
title: {fr: Étrange, en: Odd}
questionnaire: [trust_people, power_act, lonely1]
source:
  kind: synthetic
  people: 16
  territories: [A, B, C, D, E]
  comparison_share: 0.3
  careless: 0.2
waves:
  - {id: t0, label: {fr: Avant, en: Before}}
  - {id: t1, label: {fr: Après, en: After}}
respondent: {by: token}
groups: [territory]
comparison: {column: md_group, treated: participant, control: comparison}
plan: {primary: [power_act], contrast: [t0, t1]}
"""


@pytest.mark.parametrize("name", sorted(render_pages()))
def test_a_generated_page_is_up_to_date(name: str) -> None:
    written = (DOCS / "reference" / name).read_text("utf-8")
    assert written == render_pages()[name], (
        "write it again: python -m barometre.reference docs/reference"
    )


def test_every_key_of_the_study_file_is_explained_and_no_other() -> None:
    words = load_words("study.yaml")
    assert {name: set(words[name]["keys"]) for name in words} == list_keys()


@pytest.mark.parametrize("name", ["study.yaml", "statistics.yaml", "pages.yaml"])
def test_all_words_of_the_reference_are_in_both_languages(name: str) -> None:
    def check(part: object) -> None:
        if isinstance(part, dict):
            assert ("fr" in part) == ("en" in part), part
            for inner in part.values():
                check(inner)
        else:
            assert part

    check(load_words(name))


def test_every_statistic_has_words_and_no_other() -> None:
    assert set(load_words("statistics.yaml")["statistics"]) == set(METHODS)


def test_every_statistic_has_a_witness_or_a_reason_for_none() -> None:
    witnesses = load_words("witnesses.yaml")
    from_r, without = set(witnesses["from_r"]), set(witnesses["without_r"])
    assert not from_r & without
    assert from_r | without == set(load_words("statistics.yaml")["statistics"])


def test_every_witness_is_a_row_that_r_wrote() -> None:
    folder = ROOT / "tests" / "reference"
    missing = []
    for name, witness in load_words("witnesses.yaml")["from_r"].items():
        for script in witness["scripts"]:
            assert (folder / f"{script}.R").exists()
            with (folder / f"{script}.csv").open(encoding="utf-8") as file:
                rows = {
                    re.split("[ /]", one["statistic"])[0] for one in DictReader(file)
                }
            if not {name, *witness.get("rows", ())} & rows:
                missing.append((name, script))
    assert missing == []


def test_every_method_and_caveat_of_the_estimates_has_words(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, "utf-8")
    stages = ("fetch", "decode", "flag", "link", "score", "evaluate")
    pipeline.run(tmp_path, stages=stages)
    estimates = read_table(tmp_path / "data" / "estimates.parquet")
    words = load_words("statistics.yaml")
    notes = {code for note in set(estimates["note"]) for code in note.split(";")}
    statistics = set(estimates["statistic"].str.removesuffix("_pomp"))
    assert len(notes) > 3
    assert notes - {""} <= set(words["notes"])
    assert set(estimates["method"]) - {""} <= set(words["methods"])
    assert statistics <= set(words["statistics"])


def test_every_caveat_that_is_explained_can_happen() -> None:
    package = ROOT / "src" / "barometre"
    files = [package / "disclosure.py"]
    files += [*package.rglob("statistics/**/*.py"), *package.glob("evaluation/*.py")]
    files += package.glob("responses/quality/*.py")
    source = "\n".join(path.read_text("utf-8") for path in files)
    notes = load_words("statistics.yaml")["notes"]
    assert [note for note in notes if f'"{note}"' not in source] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    path = ROOT / page
    for target, anchor in LINK.findall(CODE.sub("", path.read_text("utf-8"))):
        place = path.parent / target if target else path
        assert place.exists(), target
        if anchor:
            assert anchor in list_anchors(place), f"{target}#{anchor}"


def list_anchors(path: Path) -> set[str]:
    """Name the headings of a page as GitHub does."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    bare = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in bare}


@pytest.mark.parametrize("page", PAGES)
def test_commands_that_are_named_exist(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    code = re.sub(r"#.*", "", "\n".join(CODE.findall(text)))
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    assert set(re.findall(r"\bmake ([a-z]+)", code)) <= targets
    group = typer.main.get_group(build_app(Terminal("en")))
    common = {name for option in group.params for name in option.opts} | {"--help"}
    called = re.findall(r"\bbarometre(?: --lang \w+)? ([a-z]+)([^\n`#]*)", code)
    for command, rest in called:
        assert command in group.commands
        known = {name for one in group.commands[command].params for name in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known | common


def test_every_word_of_the_glossary_is_in_both_languages() -> None:
    text = (ROOT / "GLOSSARY.md").read_text("utf-8")
    rows = [row.strip("|").split("|") for row in re.findall(r"^\|.*\|$", text, re.M)]
    assert len(rows) > 30
    assert [row for row in rows if len(row) != 3 or not all(map(str.strip, row))] == []


def test_the_error_guide_quotes_real_messages() -> None:
    text = (DOCS / "how-to" / "when-a-run-stops.md").read_text("utf-8")
    parts = dict(zip(("fr", "en"), text.split("# When a run stops"), strict=True))
    for language in ("fr", "en"):
        messages = plain(" ".join(load_messages(language).values()))
        quoted = re.findall(
            r"^\| (?!the mess|le mess|---)(.+?) \|", parts[language], re.M
        )
        assert len(quoted) > 10
        assert [quote for quote in quoted if plain(quote) not in messages] == []


def plain(text: str) -> str:
    """Leave out what differs between a template and a page: kinds of space."""
    return re.sub(r"[\u00a0\u202f]", " ", text).replace("'", "’")


@pytest.mark.parametrize("page", HOW_TO)
def test_examples_of_a_how_to_are_valid(page: str, tmp_path: Path) -> None:
    text = (DOCS / "how-to" / page).read_text("utf-8")
    for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.M | re.S):
        content = yaml.safe_load(block)
        if "source" in content:
            kind = content["source"]["kind"]
            source = LimeSurveySource if kind == "limesurvey" else FileSource
            source.model_validate(content["source"])
        elif "weights" in content:
            Weights.model_validate(content["weights"])
        else:
            (tmp_path / f"{content['id']}.yaml").write_text(block, "utf-8")
            assert content["id"] in load_bank(tmp_path).scales


@pytest.mark.parametrize("page", sorted(set(PAGES) - BANK))
def test_french_marks_stay_on_the_line_of_their_word(page: str) -> None:
    prose = CODE.sub("x", (ROOT / page).read_text("utf-8"))
    lines = [line for line in prose.splitlines() if not line.startswith("| ---")]
    loose = [line for line in lines if re.search(r"« |\w [;:?!»]", line)]
    assert loose == []


def test_every_dependency_has_a_decision_record() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    needed = [*project["dependencies"], *(one for extra in extras for one in extra)]
    names = [re.split(r"[\[<>=]", one)[0] for one in needed]
    pages = [path.read_text("utf-8") for path in (DOCS / "decisions").glob("*.md")]
    records = " ".join(pages).casefold()
    assert [name for name in names if name not in records] == []


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("*.md")))
def test_every_decision_is_listed(page: Path) -> None:
    listed = (DOCS / "decisions" / "README.md").read_text("utf-8")
    assert page.name == "README.md" or f"({page.name})" in listed


def test_every_page_is_listed_in_the_table_of_documents() -> None:
    listed = (DOCS / "README.md").read_text("utf-8")
    pages = [page for page in PAGES if re.match(r"docs/(?!decisions/|README)", page)]
    assert [
        page for page in pages if f"({page.removeprefix('docs/')})" not in listed
    ] == []
