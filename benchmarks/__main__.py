"""Run the workloads named on the command line, or all of them."""

import argparse
import importlib
import tempfile
from pathlib import Path

from benchmarks.table import describe_workload, keep_sections

WORKLOADS = (
    "item_analysis",
    "bootstrap",
    "invariance",
    "study_end_to_end",
    "full_analysis",
    "r_analyses",
    "limesurvey_fetch",
    "demo",
    "two_workers",
)


def main() -> None:
    """Measure, print the tables and keep them in ``results.md``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(WORKLOADS))
    names = parser.parse_args().names or WORKLOADS
    if unknown := set(names) - set(WORKLOADS):
        parser.error(f"unknown: {', '.join(unknown)}; known: {', '.join(WORKLOADS)}")
    sections = []
    for name in names:
        print(f"{name} ...", flush=True)
        workload = importlib.import_module(f"benchmarks.{name}")
        with tempfile.TemporaryDirectory(prefix="barometre-") as folder:
            comparisons = list(workload.compare(Path(folder)))
        sections.append(describe_workload(name, workload.PEER, comparisons))
        print(sections[-1], flush=True)
    keep_sections(sections)


if __name__ == "__main__":
    main()
