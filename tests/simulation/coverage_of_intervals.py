"""How often each interval holds the truth: ``make simulations`` writes the page."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import whole_report
from intervals import FAMILIES, find_truth_of_families
from of_leavers import compute_both_arms, compute_bounds, find_both_arms, find_bounds
from of_places import (
    compute_few_clusters,
    compute_mixed,
    compute_pooled,
    find_few_clusters,
    find_mixed,
    find_pooled,
)
from of_questions import (
    compute_answers,
    compute_changes_further,
    compute_structure,
    find_answers,
    find_changes_further,
    find_structure,
)
from of_weights import (
    compute_residents,
    compute_weighted,
    find_residents,
    find_weighted,
)
from people import FORMATS, Drawn, draw_sample

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "coverage.md"
SIZES = (20, 50, 200)
N_REPLICATIONS = 2000
N_PEOPLE_TRUTH = 400_000
_OFF = 0.015
_SLICE = 100
# Each draws people of its own, and finds its truth on very many of them.
DESIGNS = (
    (compute_few_clusters, find_few_clusters),
    (compute_pooled, find_pooled),
    (compute_mixed, find_mixed),
    (compute_bounds, find_bounds),
    (compute_both_arms, find_both_arms),
    (compute_weighted, find_weighted),
    (compute_residents, find_residents),
    (compute_changes_further, find_changes_further),
    (compute_answers, find_answers),
    (compute_structure, find_structure),
)


@dataclass(slots=True)
class Count:
    """Intervals of one statistic: how many hold the truth, and how many are none."""

    holds: int = 0
    computed: int = 0
    undefined: int = 0
    level: float = 0.95

    @property
    def share(self) -> float:
        """Share of the computed intervals that hold the truth."""
        return self.holds / self.computed if self.computed else float("nan")

    def add(self, other: "Count") -> None:
        """Take in the counts of another slice."""
        self.holds += other.holds
        self.computed += other.computed
        self.level = other.level


@cache
def find_truth(answers: str, n_people: int = N_PEOPLE_TRUTH) -> Mapping[str, float]:
    """Work out every quantity on so many people that chance hardly plays."""
    rng = np.random.default_rng(20_260)
    crowd = draw_sample(rng, n_people, answers)
    # Everyone who is asked three times; who misses a wave is drawn by lot.
    waves = np.nanmean(draw_sample(rng, n_people, answers).waves, axis=0)
    truth = find_truth_of_families(crowd, answers)
    truth["mixed_model_change"] = float(waves[2] - waves[0])
    for place, (_, find) in enumerate(DESIGNS):
        truth |= find(np.random.default_rng([20_260, place]), n_people, answers)
    return truth


def count_slice(
    task: tuple[str, int, int, int], n_people: int = N_PEOPLE_TRUTH
) -> dict[str, Count]:
    """Draw some samples and count the intervals that hold the truth."""
    answers, n, first, last = task
    truth = find_truth(answers, n_people)
    counts: dict[str, Count] = defaultdict(Count)
    for replication in range(first, last):
        for drawn in draw_all(replication, n, answers):
            _add(counts, drawn, truth)
    return dict(counts)


def draw_all(replication: int, n: int, answers: str) -> Iterator[Drawn]:
    """Draw people for every statistic; a design does not depend on the others."""
    seed = [replication, n, list(FORMATS).index(answers)]
    sample = draw_sample(np.random.default_rng(seed), n, answers)
    for compute in FAMILIES:
        yield Drawn(compute(sample, answers))
    for place, (compute, _) in enumerate(DESIGNS):
        yield compute(np.random.default_rng([*seed, place]), n, answers)


def _add(counts: Mapping[str, Count], drawn: Drawn, truth: Mapping[str, float]) -> None:
    for name, one in drawn.estimates.items():
        count = counts[name]
        if np.isnan(one.ci_low) or np.isnan(one.ci_high):
            continue
        true = drawn.truths.get(name, truth.get(name, float("nan")))
        count.computed += 1
        count.level = one.ci_level
        count.holds += one.ci_low <= true <= one.ci_high


def simulate(
    sizes: Iterable[int] = SIZES, *, n_replications: int = N_REPLICATIONS
) -> dict[tuple[str, str, int], Count]:
    """Count every interval, by statistic, response format and number of people."""
    slices = [
        (answers, n, first, min(first + _SLICE, n_replications))
        for answers in FORMATS
        for n in sizes
        for first in range(0, n_replications, _SLICE)
    ]
    found: dict[tuple[str, str, int], Count] = defaultdict(Count)
    with ProcessPoolExecutor(2) as processes:
        for done, ((answers, n, *_), counts) in enumerate(
            zip(slices, processes.map(count_slice, slices), strict=True), 1
        ):
            for name, count in counts.items():
                found[name, answers, n].add(count)
            print(
                f"\rintervals {done}/{len(slices)}", end="", file=sys.stderr, flush=True
            )
    print(file=sys.stderr)
    for count in found.values():
        count.undefined = n_replications - count.computed
    return dict(found)


def is_off(count: Count) -> bool:
    """Tell whether fewer, or more, intervals hold the truth than they say."""
    return abs(count.share - count.level) > _OFF + 1e-9


def render_table(found: Mapping[tuple[str, str, int], Count]) -> str:
    """Write the table of coverage, what lies outside the band in bold."""
    names = dict.fromkeys(name for (name, *_), count in found.items() if count.computed)
    places = list(dict.fromkeys((answers, n) for _, answers, n in found))
    head = ["", *(f"{answers}, n = {n}" for answers, n in places)]
    lines = [_row(head), _row(["---"] * len(head))]
    for name in names:
        cells = [found.get((name, *place), Count()) for place in places]
        lines.append(_row([_name(name, cells), *map(_cell, cells)]))
    return "\n".join(lines)


def _name(name: str, cells: list[Count]) -> str:
    """Name a statistic, how it was drawn, and its level where that is not 95 %."""
    statistic, _, how = name.partition(" ")
    level = next(count.level for count in cells if count.computed)
    return " ".join(
        part
        for part in (
            f"`{statistic}`",
            how.replace("_", " "),
            "" if level == 0.95 else f"({100 * level:.0f} %)",
        )
        if part
    )


def _cell(count: Count) -> str:
    if not count.computed:
        return "–"
    text = f"{100 * count.share:.1f}"
    marked = f"**{text}**" if is_off(count) else text
    return f"{marked} ({count.undefined} –)" if count.undefined else marked


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def put_in_page(page: str, name: str, table: str) -> str:
    """Put a table between its marks."""
    start, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{table}{end}{after}"


def main() -> None:
    """Simulate, and put the tables into the page of the documentation."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=N_REPLICATIONS)
    parser.add_argument("--reports", type=int, default=whole_report.N_REPLICATIONS)
    asked = parser.parse_args()
    tables = {
        "coverage": render_table(simulate(n_replications=asked.replications)),
        "reports": whole_report.render_table(whole_report.simulate(asked.reports)),
    }
    page = PAGE.read_text("utf-8")
    for name, table in tables.items():
        print(table)
        page = put_in_page(page, name, table)
    PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
