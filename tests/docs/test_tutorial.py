"""The tutorials, followed word for word with the real command line.

In the output a page shows, "…" stands for any text, and a line of "…" for any lines.
"""

import html
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from barometre.cli import main

TUTORIALS = Path(__file__).parents[2] / "docs" / "tutorial"
_BLOCK = re.compile(r"^```(yaml|console)\n(.*?)^```$", re.M | re.S)
_FILE = re.compile(r"# (?P<path>\S+?)(?P<is_more>, (?:à la fin|at the end))?\n")


@dataclass(frozen=True, slots=True)
class Step:
    """A file to write, or a command with the output the page shows."""

    kind: str
    text: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(TUTORIALS, tmp_path / "docs" / "tutorial")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("page", "language"), [("premiere-etude.md", "fr"), ("first-study.md", "en")]
)
def test_a_tutorial_does_what_it_says(
    page: str,
    language: str,
    folder: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = (TUTORIALS / page).read_text("utf-8")
    steps = [Step(*found) for found in _BLOCK.findall(text)]
    assert len(steps) > 10
    for step in steps:
        if step.kind == "yaml":
            write_file(step.text)
        else:
            follow(step.text, read_output=lambda: "".join(capfd.readouterr()))
    report = folder / "cafes" / "reports" / f"evaluator.{language}.html"
    shown = read_page(report)
    quotations = re.findall(r"^> (.+)$", text, re.M)
    assert quotations
    for quotation in quotations:
        assert same_spaces(quotation) in shown


def write_file(block: str) -> None:
    heading = _FILE.match(block)
    assert heading, block
    path, content = Path(heading["path"]), block[heading.end() :]
    before = path.read_text("utf-8") if heading["is_more"] else ""
    path.write_text(before + content, "utf-8")


def follow(block: str, *, read_output: Callable[[], str]) -> None:
    for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, expected = part.partition("\n")
        read_output()
        words = shlex.split(command)
        if words[0] == "barometre":
            main(words[1:])
        else:
            subprocess.run(words, check=True)
        found = same_spaces(read_output())
        assert re.fullmatch(pattern_of(expected), found), f"{command}\n{found}"


def pattern_of(expected: str) -> str:
    """Write what a page shows as a pattern; each "…" stands for anything."""
    lines = [
        "(?:.*\n)*" if line == "…" else f"{re.escape(line).replace('…', '.*')}\n"
        for line in same_spaces(expected).splitlines()
    ]
    return "".join(lines)


def read_page(path: Path) -> str:
    bare = re.sub(r"<[^>]+>", "", path.read_text("utf-8"))
    return same_spaces(html.unescape(bare))


def same_spaces(text: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", text)
