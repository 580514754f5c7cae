"""A study, from its source to its reports, as a Prefect flow: ``wave.py STUDY``.

The stages and their order are those of ``barometre.pipeline``. Prefect adds retries on
the network, a history of runs and schedules; it is told a folder and waves, and gets
counts. No answer, table or row number passes through it.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from barometre.pipeline import RunOutcome, StageName, StageOutcome, run
from barometre.unexpected import DiscreetError, hide_unexpected

if __name__ == "__main__":
    from barometre.cli import main

    # Prefect reads its settings while it is imported; the command makes them first.
    sys.exit(main(["run", "--prefect", *sys.argv[1:]]))

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff


@flow(name="barometre-wave", persist_result=False)
def follow_wave(study: str, waves: list[str] | None = None) -> RunOutcome:
    """Fetch, decode, flag, link, score, evaluate, report: what is not done yet."""
    return run(Path(study), waves=waves or (), through=do_as_task)


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
