"""The one sequence from the source to the reports, over a study folder."""

from barometre.pipeline.outcome import (
    STAGES,
    Progress,
    RunOutcome,
    StageName,
    StageOutcome,
    ignore_progress,
)
from barometre.pipeline.run import run

__all__ = [
    "STAGES",
    "Progress",
    "RunOutcome",
    "StageName",
    "StageOutcome",
    "ignore_progress",
    "run",
]
