"""The one sequence from the source to the reports, over a study folder."""

from barometre.pipeline.outcome import (
    FIELDWORK,
    STAGES,
    Progress,
    RunOutcome,
    StageName,
    StageOutcome,
    ignore_progress,
)
from barometre.pipeline.run import run

__all__ = [
    "FIELDWORK",
    "STAGES",
    "Progress",
    "RunOutcome",
    "StageName",
    "StageOutcome",
    "ignore_progress",
    "run",
]
