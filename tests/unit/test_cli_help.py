"""The help of the command line: in both languages, and at once."""

import re
import resource
import string
import subprocess
import sys

import pytest

from barometre import __version__
from barometre.cli import main
from barometre.cli.language import find_language, read_invocation
from barometre.messages import LANGUAGES, load_messages

COMMANDS = (
    "demo",
    "new",
    "check",
    "run",
    "fetch",
    "analyse",
    "report",
    "simulate",
    "explain",
    "board",
    "purge",
    "schedule",
)


@pytest.fixture(autouse=True)
def english(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


class TestLanguage:
    @pytest.mark.parametrize(
        ("environment", "language"),
        [
            ({}, "en"),
            ({"LANG": "fr_FR.UTF-8"}, "fr"),
            ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
            ({"LANG": "C", "LC_MESSAGES": "fr_CA"}, "fr"),
            ({"LANG": "de_DE.UTF-8"}, "en"),
            ({"LC_ALL": "", "LANG": "fr"}, "fr"),
        ],
    )
    def test_follows_the_locale(self, environment, language):
        assert find_language(environment) == language

    @pytest.mark.parametrize(
        "typed",
        [
            ["--lang", "fr", "run", "x"],
            ["run", "--lang=fr", "x"],
            ["run", "x", "--lang", "fr"],
        ],
    )
    def test_can_be_chosen_anywhere_on_the_line(self, typed):
        invocation = read_invocation(typed, environment={})
        assert invocation.language == "fr"
        assert invocation.arguments == ("run", "x")

    def test_both_languages_have_the_same_messages_with_the_same_facts(self):
        def facts(language):
            return {
                code: {name for _, name, _, _ in string.Formatter().parse(text) if name}
                for code, text in load_messages(language).items()
            }

        french, english = facts("fr"), facts("en")
        assert french.keys() == english.keys()
        assert {code for code in french if french[code] - english[code]} == set()


class TestHelp:
    @pytest.mark.parametrize("language", LANGUAGES)
    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_every_command_explains_itself_in_the_readers_language(
        self, capsys, language, command
    ):
        assert (
            main([*([command] if command else []), "--help", "--lang", language]) == 0
        )
        shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
        words = load_messages(language)[
            f"cli_{command}_help" if command else "cli_help"
        ]
        assert " ".join(words.split()[:4]) in shown.replace("\N{NO-BREAK SPACE}", " ")
        is_english = language == "en"
        assert ("Show this" in shown) == is_english
        assert shown.startswith("Usage: " if is_english else "Usage : ")
        for word in ("Options:", "Arguments:", "Commands:", "[required]"):
            assert is_english or word not in shown
        assert not re.search(r" <\w+>", shown)

    def test_nothing_typed_shows_the_help(self, capsys):
        assert main([]) == 0
        shown = capsys.readouterr().out
        assert [command for command in COMMANDS if command not in shown] == []

    def test_the_version_is_shown(self, capsys):
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"barometre {__version__}\n"

    def test_help_comes_within_three_tenths_of_a_second(self):
        command = [
            sys.executable,
            "-c",
            "from barometre.cli import main; main(['--help'])",
        ]

        # Time of the processor: other processes share the machine.
        def clock():
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(command, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

        assert min(clock() for _ in range(5)) < 0.3

    def test_help_imports_no_heavy_library(self):
        script = (
            "import sys; from barometre.cli import main; main(['--help'])\n"
            "heavy = {'pandas', 'numpy', 'pyarrow', 'pydantic', 'scipy', 'prefect'}\n"
            "sys.stderr.write(str(sorted(heavy & set(sys.modules))))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert done.stderr == "[]"
