"""Write people seen at two to four waves, some of them not at all of them.

Run once, from this folder; the file is committed.
"""

import csv
from pathlib import Path

import numpy as np

N_WAVES = 4
STUDIES = {
    # name: people, territories, sd between, sd of slopes, rest, leaving, means
    "two_waves": (40, 3, 1.0, 0.0, 0.8, 0.25, (0, 0.4)),
    "three_waves": (70, 4, 1.1, 0.0, 0.9, 0.15, (0, 0.4, 0.2)),
    "complete": (25, 1, 0.9, 0.0, 0.8, 0.0, (0, 0.5, 0.3)),
    "small": (9, 1, 0.8, 0.0, 0.7, 0.1, (0, 0.5, 0.3)),
    "slopes": (120, 3, 1.0, 0.45, 0.7, 0.08, (0, 0.2, 0.4, 0.9)),
    "against": (30, 1, 0.0, 0.0, 1.0, 0.1, (0, 0.1, 0.2)),
    "places": (90, 6, 0.8, 0.0, 0.7, 0.1, (0, 0.3, 0.5)),
}


def make(rng, name, people, territories, between, slope, rest, leaving, means):
    waves = np.arange(len(means))
    place = rng.integers(0, territories, people)
    level, pace = rng.normal(0, between, people), rng.normal(0, slope, people)
    noise = rng.normal(0, rest, (people, waves.size))
    if name == "against":  # whoever is high once is low the next time
        noise -= 0.9 * noise.mean(axis=1, keepdims=True)
    scores = 5 + 0.3 * place[:, None] + np.array(means) + level[:, None] + noise
    scores += pace[:, None] * waves
    if leaving:
        for wave in waves[1:]:
            scores[rng.random(people) < leaving * wave, wave] = np.nan
        scores[rng.random(people) < leaving / 2, 0] = np.nan
    for person in range(people):
        written = [
            "" if np.isnan(score) else f"{score:.3f}" for score in scores[person]
        ]
        padding = [""] * (N_WAVES - waves.size)
        yield [name, person + 1, place[person], *written, *padding]


def main():
    rng = np.random.default_rng(77)
    with (Path(__file__).parent / "trajectories.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["dataset", "person", "territory", "t0", "t1", "t2", "t3"])
        for name, (people, territories, *rest, means) in STUDIES.items():
            writer.writerows(make(rng, name, people, territories, *rest, means))


if __name__ == "__main__":
    main()
