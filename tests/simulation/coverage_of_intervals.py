"""How often each interval holds the truth: ``make simulations`` writes the page."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
import whole_report
from intervals import FAMILIES, SAME_TRUTH
from people import FORMATS, draw_sample

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "coverage.md"
SIZES = (20, 50, 200)
N_REPLICATIONS = 2000
_N_TRUTH = 400_000
_N_PLACES_TRUTH = 3000
_LOW, _HIGH = 0.935, 0.965
_SLICE = 100


@dataclass(slots=True)
class Count:
    """Intervals of one statistic: how many hold the truth, lie below it, are none."""

    holds: int = 0
    computed: int = 0
    undefined: int = 0
    notes: set[str] = field(default_factory=set)

    @property
    def share(self) -> float:
        """Share of the computed intervals that hold the truth."""
        return self.holds / self.computed if self.computed else float("nan")

    def add(self, other: "Count") -> None:
        """Take in the counts of another slice."""
        self.holds += other.holds
        self.computed += other.computed
        self.undefined += other.undefined


@cache
def find_truth(answers: str) -> Mapping[str, float]:
    """Work out every quantity on so many people that chance hardly plays."""
    rng = np.random.default_rng(20_260)
    crowd = draw_sample(rng, _N_TRUTH, answers, n_places=0)
    truth = {}
    for compute in FAMILIES[:4]:
        truth |= {name: one.estimate for name, one in compute(crowd, answers).items()}
    # Everyone who is asked three times: the scores that leavers would have given too.
    waves = draw_three_waves(rng, answers)
    truth["mixed_model_change"] = waves
    truth |= _find_retest(crowd)
    truth["pooled_change"] = _find_pooled(rng, answers)
    truth |= {name: truth[same] for name, same in SAME_TRUTH.items()}
    return truth


def draw_three_waves(rng: np.random.Generator, answers: str) -> float:
    """Mean of the third wave minus the first; who misses a wave is drawn by lot."""
    waves = draw_sample(rng, _N_TRUTH, answers, n_places=0).waves
    return float(np.nanmean(waves[:, 2]) - np.nanmean(waves[:, 0]))


def _find_retest(crowd: object) -> dict[str, float]:
    from barometre.statistics.pairs import keep_pairs
    from barometre.statistics.retest import compute_retest

    pairs = keep_pairs(crowd.control_before, crowd.control_after)  # type: ignore[attr-defined]
    found = compute_retest(pairs)
    return {
        "retest_icc_agreement": found.agreement.estimate,
        "retest_icc_consistency": found.consistency.estimate,
    }


def _find_pooled(rng: np.random.Generator, answers: str) -> float:
    places = draw_sample(rng, 200, answers, n_places=_N_PLACES_TRUTH).places
    return float(np.mean([place.mean() for place in places]))


def count_slice(task: tuple[str, int, int, int]) -> dict[str, Count]:
    """Draw some samples and count the intervals that hold the truth."""
    answers, n, first, last = task
    truth = find_truth(answers)
    counts: dict[str, Count] = defaultdict(Count)
    for replication in range(first, last):
        rng = np.random.default_rng([replication, n, list(FORMATS).index(answers)])
        sample = draw_sample(rng, n, answers)
        for compute in FAMILIES:
            for name, one in compute(sample, answers).items():
                count = counts[name]
                if np.isnan(one.ci_low) or np.isnan(one.ci_high):
                    count.undefined += 1
                    continue
                count.computed += 1
                count.holds += one.ci_low <= truth[name] <= one.ci_high
    return dict(counts)


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
            print(f"\r{done}/{len(slices)}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return dict(found)


def is_short(share: float) -> bool:
    """Tell whether fewer, or more, intervals hold the truth than they should."""
    return not _LOW <= share <= _HIGH


def render_table(found: Mapping[tuple[str, str, int], Count]) -> str:
    """Write the table of coverage, what lies outside the band in bold."""
    names = list(dict.fromkeys(name for name, *_ in found))
    places = list(dict.fromkeys((answers, n) for _, answers, n in found))
    head = ["", *(f"{answers}, n = {n}" for answers, n in places)]
    lines = [_row(head), _row(["---"] * len(head))]
    for name in names:
        cells = [found.get((name, *place), Count()) for place in places]
        lines.append(_row([f"`{name}`", *map(_cell, cells)]))
    return "\n".join(lines)


def _cell(count: Count) -> str:
    if not count.computed:
        return "–"
    text = f"{100 * count.share:.1f}"
    marked = f"**{text}**" if is_short(count.share) else text
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
