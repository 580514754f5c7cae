"""A study as Prefect flows: from its source to its reports, and what is due.

The stages, their order and the calendar are those of ``barometre.pipeline``. Prefect
adds retries on the network, a history of runs and schedules; it is told a folder and
waves, and gets counts and what a reader may see. No answer, table of people or row
number passes through it. By hand: ``wave.py STUDY``.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from barometre.notices import complain_by_notice, is_fit_to_tell, tell_news
from barometre.pipeline import RunOutcome, StageName, StageOutcome, run
from barometre.pipeline.calendar import run_due
from barometre.pipeline.results import Results, name_study, summarise_results
from barometre.unexpected import DiscreetError, hide_unexpected
from barometre.workspace.shared import borrow_study

if __name__ == "__main__":
    from barometre.cli import main

    # Prefect reads its settings while it is imported; the command makes them first.
    sys.exit(main(["run", "--prefect", *sys.argv[1:]]))

from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_table_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.tasks import exponential_backoff


def name_run() -> str:
    """Name a run by its study and its waves."""
    parameters = flow_run.parameters
    return name_study(parameters["study"], parameters.get("waves"))


def choose_runner() -> Any:
    """Use Dask where the environment names a scheduler, or how many workers to start.

    ``BAROMETRE_DASK`` is the address of a scheduler, ``BAROMETRE_WORKERS`` a number of
    processes on this machine.
    """
    address, n = os.environ.get("BAROMETRE_DASK"), os.environ.get("BAROMETRE_WORKERS")
    if not (address or n):
        return None
    from prefect_dask.task_runners import DaskTaskRunner

    from barometre.pipeline.spreading import settle_memory

    settle_memory()
    if address:
        return DaskTaskRunner(address=address)
    cluster = {"n_workers": int(n or 1), "threads_per_worker": 1}
    return DaskTaskRunner(cluster_kwargs={**cluster, "dashboard_address": None})


RUNNER = choose_runner()


@contextmanager
def find_workers() -> Iterator[Any]:
    """Give the workers of this run, if it has any: they take parts of the estimates."""
    if RUNNER is None:
        yield None
        return
    from distributed import Client
    from prefect.context import FlowRunContext

    from barometre.pipeline.spreading import spread_over

    # The runner's own client starts the workers, and takes Prefect tasks only.
    context: Any = FlowRunContext.get()
    connect: Any = Client
    address = context.task_runner.client.scheduler.address
    with connect(address, set_as_default=False) as client:
        yield spread_over(client)


@flow(
    name="barometre-wave",
    flow_run_name=name_run,
    persist_result=False,
    task_runner=RUNNER,
)
def follow_wave(study: str, waves: list[str] | None = None) -> Any:
    """Fetch, decode, flag, link, score, evaluate, report: what is not done yet."""
    with show_evidence(), find_workers() as spread:
        outcome = run(Path(study), waves=waves or (), through=do_as_task, spread=spread)
    return conclude(Path(study), outcome)


@flow(
    name="barometre-calendar",
    flow_run_name=name_run,
    persist_result=False,
    task_runner=RUNNER,
)
def follow_calendar(study: str) -> Any:
    """Do what is due, missed days included, and tell whom the study names."""
    with show_evidence(), find_workers() as spread, borrow_study(study) as folder:
        with complain_by_notice(folder):
            found = run_due(
                folder,
                now=datetime.now(UTC),
                through=do_as_task,
                tell=tell_and_log,
                spread=spread,
            )
        outcomes = [news.run for news in found if news.run]
        if outcomes:
            return conclude(folder, outcomes[-1])
    return Completed(name="NothingNew", message="Nothing is due.")


def conclude(folder: Path, outcome: RunOutcome) -> Any:
    """Show what came out; that nothing was new is no failure."""
    if outcome.is_nothing_new:
        message = "No new response since the last run."
        if outcome.is_waiting:
            message = "Nobody has answered yet."
        return Completed(name="NothingNew", message=message, data=outcome)
    show_results(summarise_results(folder))
    return outcome


def show_results(results: Results) -> None:
    """Put aggregates that passed disclosure on Prefect's page."""
    for name, rows in results.tables.items():
        create_table_artifact(rows, key=f"{results.slug}-{name}")
    create_markdown_artifact(results.headline, key=f"{results.slug}-in-short")
    for name, path in results.pages.items():
        link = path.resolve().as_uri()
        create_link_artifact(link, link_text=path.name, key=f"{results.slug}-{name}")


def tell_and_log(study: Any, news: Any) -> None:
    """Tell of news, and say in the log what could not be sent."""
    for problem in tell_news(study, news):
        get_run_logger().warning("%s", problem.render("en"))


@contextmanager
def show_evidence() -> Iterator[None]:
    """Put the evidence of a failure on Prefect's page, unless it is about people."""
    try:
        yield
    except Exception as error:
        found = getattr(error, "error", None) or hide_unexpected(error)
        shown = [one.render("en") for one in found.problems if is_fit_to_tell(one)]
        if shown:
            create_markdown_artifact(
                "\n".join(f"- {line}" for line in shown), key="barometre-evidence"
            )
        raise DiscreetError(found) from None


def do_as_task(stage: StageName, work: Callable[[], StageOutcome]) -> StageOutcome:
    """Do a stage as a task of that name; only fetching is ever tried again."""

    @task(
        name=stage,
        cache_policy=NO_CACHE,
        persist_result=False,
        retries=4 if stage == "fetch" else 0,
        retry_delay_seconds=exponential_backoff(2),
        retry_jitter_factor=0.5,
        retry_condition_fn=is_transient,
    )
    def do() -> StageOutcome:
        try:
            outcome = work()
        except Exception as error:
            raise DiscreetError(hide_unexpected(error)) from None
        get_run_logger().info("%s", outcome.counts)
        return outcome

    return do()


def is_transient(_task: Any, _run: Any, state: Any) -> bool:
    """Tell a fault of the network, which may pass, from every other."""
    error = getattr(state.result(raise_on_failure=False), "error", None)
    while error and not isinstance(error, ConnectionError | TimeoutError):
        error = error.__cause__
    return error is not None
