"""One readable table of what was measured, as Markdown."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measured import Measured

RESULTS = Path(__file__).with_name("results.md")
_HEADINGS = (
    "size",
    "barometre",
    "peer",
    "ratio",
    "peak memory (barometre / peer)",
    "what came out",
    "goal",
)
_TOP = """\
# Benchmarks

Written by `python -m benchmarks`: do not edit. Seconds are medians; `ratio` is the
peer's time over ours, both taken in this run on the same data. What each workload is,
and how to read it, is in `docs/explanation/performance.md`.
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line: ours beside the peer's.

    ``outcome`` says how far the numbers agree, or what was made; ``is_same_work`` is
    false where the peer does less, and a ratio would mislead; ``is_met`` is None where
    there is no goal.
    """

    size: str
    ours: Measured
    peer: Measured | None
    outcome: str
    is_same_work: bool = True
    goal: str = ""
    is_met: bool | None = None

    @property
    def ratio(self) -> float | None:
        """How many times longer the peer takes for the same work."""
        if self.peer is None or not self.is_same_work:
            return None
        return self.peer.median / self.ours.median

    @property
    def cells(self) -> tuple[str, ...]:
        """What the table shows."""
        verdict = {None: "", True: ": met", False: ": **not met**"}[self.is_met]
        peer = self.peer
        return (
            self.size,
            _seconds(self.ours.median),
            _seconds(peer.median) if peer else "",
            f"{self.ratio:.3g}" if self.ratio else "",
            f"{self.ours.peak_mb:.0f} MB"
            + (f" / {peer.peak_mb:.0f} MB" if peer else ""),
            self.outcome,
            self.goal + verdict,
        )


def describe_workload(title: str, peer: str, comparisons: list[Comparison]) -> str:
    """Write the section of one workload."""
    rows = [_HEADINGS, ("---",) * len(_HEADINGS), *(one.cells for one in comparisons)]
    versions: dict[str, str] = {}
    for one in comparisons:
        versions |= one.ours.versions
        versions |= one.peer.versions if one.peer else {}
    named = ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(
        [f"## {title}", "", f"Peer: {peer}.", "", *lines, "", f"With {named}.", ""]
    )


def keep_sections(sections: Iterable[str]) -> None:
    """Put new sections in the place of old ones of the same title."""
    kept = (
        re.split(r"^(?=## )", RESULTS.read_text("utf-8"), flags=re.M)[1:]
        if (RESULTS.exists())
        else []
    )
    by_title = {text.partition("\n")[0]: text.strip() for text in (*kept, *sections)}
    RESULTS.write_text(
        "\n\n".join([f"{_TOP}\nMachine: {_machine()}.", *by_title.values()]) + "\n",
        "utf-8",
    )


def _machine() -> str:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GB"


def _seconds(value: float) -> str:
    return f"{value:.3g} s" if value >= 1 else f"{value * 1000:.3g} ms"
