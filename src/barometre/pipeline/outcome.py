"""What becomes of a stage and of a run."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from barometre.errors import Problem
from barometre.workspace.run_record import Counts

StageName = Literal[
    "fetch", "decode", "flag", "link", "score", "evaluate", "report", "board"
]
STAGES: tuple[StageName, ...] = (
    "fetch", "decode", "flag", "link", "score", "evaluate", "report"
)  # fmt: skip
# What is done again and again while a wave is open.
FIELDWORK: tuple[StageName, ...] = ("fetch", "decode", "flag", "board")


@dataclass(frozen=True, slots=True)
class StageOutcome:
    """What became of a stage; counts are of people, answers or files.

    ``remarks`` are worth knowing and stop nothing.
    """

    stage: StageName
    is_unchanged: bool
    counts: Counts
    remarks: tuple[Problem, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """No response was there to fetch, and none is kept from before."""
        return self.stage == "fetch" and not self.counts.get("rows")


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What became of a run; unchanged when there was nothing new to do."""

    is_unchanged: bool
    stages: tuple[StageOutcome, ...]
    reports: tuple[Path, ...]
    finished_at: str
    boards: tuple[Path, ...] = ()

    @property
    def remarks(self) -> tuple[Problem, ...]:
        """What is worth knowing and stopped nothing."""
        return tuple(problem for stage in self.stages for problem in stage.remarks)

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered yet: the run stopped after looking."""
        return any(one.is_waiting for one in self.stages)

    @property
    def is_nothing_new(self) -> bool:
        """No answer is new: a server is always looked at, a board is of its day."""
        looked = ("fetch", "board")
        return all(one.is_unchanged for one in self.stages if one.stage not in looked)


# Called when a stage begins (None) and when it has ended.
Progress = Callable[[StageName, StageOutcome | None], None]


def ignore_progress(stage: StageName, outcome: StageOutcome | None) -> None:
    """Watch nothing."""


# Does a stage: directly, or as a task of a flow.
Through = Callable[[StageName, Callable[[], StageOutcome]], StageOutcome]


def do_directly(_stage: StageName, work: Callable[[], StageOutcome]) -> StageOutcome:
    """Do a stage here and now."""
    return work()
