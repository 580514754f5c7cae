"""The calendar of a study as a Prefect deployment, for a work pool or served here."""

from contextlib import suppress
from pathlib import Path
from typing import Any, cast

from prefect import Flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.exceptions import ObjectAlreadyExists
from prefect.schedules import Cron, Schedule

from barometre.load_study import load_study
from barometre.study import Study


def register(folder: Path, *, pool: str) -> str:
    """Register the calendar on the server of ``PREFECT_API_URL``; give its name."""
    study = load_study(folder / "study.yaml")
    with get_client(sync_client=True) as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    load_calendar_flow().deploy(
        name=study.id,
        work_pool_name=pool,
        schedules=list_schedules(study),
        parameters={"study": str(folder.resolve())},
        concurrency_limit=1,
        build=False,
        push=False,
        ignore_warnings=True,
        print_next_steps=False,
    )
    return f"barometre-calendar/{study.id}"


def serve(folder: Path) -> None:
    """Run the calendar here until one stops it; its schedule goes on from there."""
    study = load_study(folder / "study.yaml")
    load_calendar_flow().serve(
        name=study.id,
        schedules=list_schedules(study),
        parameters={"study": str(folder.resolve())},
        global_limit=1,
        limit=1,
        # Prefect would otherwise pause the schedule when this process ends.
        pause_on_shutdown=False,
        print_starting_message=False,
    )


def load_calendar_flow() -> "Flow[..., Any]":
    """Load the flow with the place of its file, where each run finds it again."""
    found = Flow.from_source(str(Path(__file__).parent), "wave.py:follow_calendar")
    return cast("Flow[..., Any]", found)


def list_schedules(study: Study) -> list[Schedule]:
    """List when to look at the calendar: it says itself what is due, and was missed."""
    clocks = dict.fromkeys((study.schedule.fetch_at, study.schedule.board_at))
    return [
        Cron(f"{int(minute)} {int(hour)} * * *", timezone=study.schedule.timezone)
        for hour, minute in (clock.split(":") for clock in clocks)
    ]
