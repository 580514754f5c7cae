"""Errors that speak to the analyst: all the problems of a stage at once."""

from collections.abc import Iterator

from barometre.messages import Language, render_message


class Problem:
    """One thing that is wrong, said in the reader's language when it is shown.

    Parameters
    ----------
    code
        Key of a message in ``barometre/messages``: what was found, what was
        expected, what to do.
    where
        File, line, item or people concerned; never an answer or a name.
    **facts
        Values that the message names.
    """

    __slots__ = ("code", "facts", "where")

    def __init__(self, code: str, where: str = "", **facts: object) -> None:
        self.code = code
        self.where = where
        self.facts = facts

    def __repr__(self) -> str:
        return f"Problem({self.code!r}, {self.where!r}, {self.facts!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def render(self, language: Language = "en") -> str:
        """Write the problem as one sentence, its place first."""
        text = render_message(self.code, language, **self.facts)
        colon = "\N{NO-BREAK SPACE}: " if language == "fr" else ": "
        return f"{self.where}{colon}{text}" if self.where else text


class BarometreError(Exception):
    """Root of all expected errors; shown without a traceback.

    ``exit_code`` is 1 when the data or the server refused, 2 for a wrong file or
    wrong usage.
    """

    exit_code = 1

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.problems)

    def __str__(self) -> str:
        return self.render("en")

    def render(self, language: Language = "en") -> str:
        """Write all problems, one a line."""
        return "\n".join(problem.render(language) for problem in self.problems)


class QuestionnaireError(BarometreError):
    """A scale, a format or a preset is not as the format says."""

    exit_code = 2


class StudyError(BarometreError):
    """A study file is not as the format says."""

    exit_code = 2


class SourceError(BarometreError):
    """Responses could not be read from where the study says they are."""


class NothingYetError(SourceError):
    """Nobody has answered yet: nothing is wrong, and there is nothing to read."""


class ResponseError(BarometreError):
    """Responses do not fit the questionnaire."""


class WorkspaceError(BarometreError):
    """The study folder cannot be written, is locked, or holds something unexpected."""


class ReportError(BarometreError):
    """A report definition is wrong, or a report cannot be drawn."""

    exit_code = 2
