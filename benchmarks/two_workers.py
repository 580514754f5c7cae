"""The estimates of many territories, in one process and over two Dask workers."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measured import Measured, Result, hand_over, run_python
from benchmarks.table import Comparison

if TYPE_CHECKING:
    import pandas as pd

PEER = "the direct run, in one process, on the same tables"
_WORKERS = 2
_WORTH_SENDING = 10.0  # seconds
# People, and territories they live in.
_SIZES = ((300, 6), (1_000, 8), (2_000, 12))
_STUDY = """\
id: territories
title: {{fr: Territoires, en: Territories}}
languages: [en]
questionnaire: core_only
source: {{kind: synthetic, seed: 7, people: {people}, territories: [{names}]}}
waves:
  - {{id: t0, label: {{fr: Avant, en: Before}}}}
  - {{id: t1, label: {{fr: Après, en: After}}}}
respondent: {{by: token}}
groups: [territory]
"""


def compare(folder: Path) -> Iterator[Comparison]:
    """Measure each size; both sides read the same tables and give all estimates."""
    if find_spec("prefect_dask") is None:
        sys.exit('two_workers needs Dask: pip install "barometre[dask]"')
    for people, territories in _SIZES:
        study = folder / f"{people}-{territories}"
        run_python("two_workers", "invent", study, people, territories)
        peer = run_python("two_workers", "direct", study)
        ours = run_python("two_workers", "workers", study)
        # A few seconds of work are not worth the sending: there the numbers count.
        is_worth_it = peer.median > _WORTH_SENDING
        goal = "the same to the last bit"
        yield Comparison(
            size=f"2 × {people:,} people, {territories} territories, all analyses",
            ours=ours,
            peer=peer,
            outcome=_describe_agreement(ours, peer),
            goal=f"faster on two workers, {goal}" if is_worth_it else goal,
            is_met=ours.numbers == peer.numbers
            and not (is_worth_it and ours.median >= peer.median),
        )


def _describe_agreement(ours: Measured, peer: Measured) -> str:
    is_same = ours.numbers == peer.numbers
    words = "the same to the last bit" if is_same else "NOT the same"
    return f"{ours.numbers['estimates']:.0f} estimates, {words}"


def _invent(study: Path, people: int, territories: int) -> None:
    from barometre import pipeline

    names = ", ".join(f"T{number:02}" for number in range(territories))
    study.mkdir(parents=True)
    text = _STUDY.format(people=people, names=names)
    (study / "study.yaml").write_text(text, "utf-8")
    pipeline.run(study, stages=("fetch", "decode", "flag", "link"))


def _evaluate(
    study: Path, *, is_spread: bool
) -> tuple[list[float], Mapping[str, float]]:
    from barometre.evaluation import evaluate
    from barometre.pipeline.project import load_project
    from barometre.workspace.folder import Workspace
    from barometre.workspace.tables import read_table

    workspace = Workspace(study)
    project = load_project(workspace)
    tables = {
        name: read_table(workspace.table(name))
        for name in ("responses", "flags", "links")
    }

    def work(spread: object = None) -> object:
        return evaluate(
            project.study, project.questionnaire, **tables, spread=spread
        ).estimates

    if not is_spread:
        seconds, estimates = _time_once(work)
    else:
        from distributed import Client, LocalCluster

        from barometre.pipeline.spreading import settle_memory, spread_over

        settle_memory()
        with (
            LocalCluster(
                n_workers=_WORKERS, threads_per_worker=1, dashboard_address=None
            ) as cluster,
            Client(cluster) as client,
        ):
            client.run(__import__, "barometre.evaluation")
            spread = spread_over(client)
            seconds, estimates = _time_once(lambda: work(spread))
    return seconds, _describe(estimates)


def _time_once(work: Callable[[], Result]) -> tuple[list[float], Result]:
    """Time a single go: it takes minutes, and nothing has to warm up."""
    start = time.perf_counter()
    result = work()
    return [time.perf_counter() - start], result


def _describe(estimates: "pd.DataFrame") -> dict[str, float]:
    """Give how many there are, and their digest as numbers that JSON keeps exactly."""
    digest = sha256(estimates.to_csv(index=False).encode()).digest()
    parts = {
        f"digest_{place}": int.from_bytes(digest[place : place + 4])
        for place in range(0, 32, 4)
    }
    return {"estimates": len(estimates), **parts}


def _main(side: str, study: str, *sizes: str) -> None:
    # As every run does: sums in another order would differ in their last bits.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    folder = Path(study)
    if side == "invent":
        _invent(folder, *map(int, sizes))
        hand_over([], {})
    else:
        is_spread = side == "workers"
        libraries = ("barometre", "numpy", *(["dask"] if is_spread else []))
        hand_over(*_evaluate(folder, is_spread=is_spread), *libraries)


if __name__ == "__main__":
    _main(*sys.argv[1:])
