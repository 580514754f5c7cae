"""``data/plan.json``: the plan as it was when the first answers came; written once."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from barometre.departures import FrozenPlan
from barometre.errors import Problem, WorkspaceError
from barometre.workspace.atomic import write_atomically


def freeze_plan(plan_file: Path, plan: Mapping[str, object], *, today: date) -> None:
    """Keep the plan, unless one was kept before."""
    if plan_file.exists():
        return
    content = {"frozen_on": today.isoformat(), "plan": dict(plan)}
    text = json.dumps(content, ensure_ascii=False, indent=2)
    write_atomically(plan_file, f"{text}\n".encode())


def read_frozen_plan(plan_file: Path) -> FrozenPlan | None:
    """Read the plan that was kept, if one was.

    Raises
    ------
    WorkspaceError
        When the file was damaged: nothing could say any more what was planned.
    """
    if not plan_file.exists():
        return None
    try:
        content = json.loads(plan_file.read_text("utf-8"))
        plan = content["plan"]
        if not isinstance(plan, dict):
            raise TypeError  # noqa: TRY301  one way out for every kind of damage
        return FrozenPlan(str(content["frozen_on"]), plan)
    except (ValueError, TypeError, KeyError) as error:
        raise WorkspaceError(
            Problem("workspace_plan_damaged", str(plan_file))
        ) from error
