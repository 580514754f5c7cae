"""What is said on the terminal, in the reader's language."""

import sys
from dataclasses import dataclass

from barometre.errors import BarometreError
from barometre.messages import Language, render_message


@dataclass(frozen=True, slots=True)
class Terminal:
    """Speaks to the person at the keyboard; results on stdout, the rest on stderr."""

    language: Language

    def say(self, code: str, **facts: object) -> str:
        """Write one message in the reader's language."""
        return render_message(code, self.language, **facts)

    def print(self, code: str, **facts: object) -> None:
        """Print one message."""
        self.print_text(self.say(code, **facts))

    def print_text(self, text: str) -> None:
        """Print a text that is already in the reader's language."""
        sys.stdout.write(f"{text}\n")

    def complain(self, error: BarometreError) -> None:
        """Show the problems of an expected error, one a line, without a traceback."""
        problems = [problem.render(self.language) for problem in error.problems]
        if len(problems) == 1:
            text = self.say("cli_one_problem", problem=problems[0])
        else:
            lines = "".join(f"\n  - {problem}" for problem in problems)
            text = self.say("cli_many_problems", n=len(problems)) + lines
        sys.stderr.write(f"{text}\n")
