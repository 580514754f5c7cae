"""Write people to weigh: territory, age, a weight of their own, two scores.

Run once, from this folder; the file is committed.
"""

import csv
from pathlib import Path

import numpy as np


def main():
    rng = np.random.default_rng(41)
    n = 90
    territory = rng.choice(["east", "north", "west"], n, p=[0.55, 0.3, 0.15])
    age = rng.choice(["old", "young"], n, p=[0.7, 0.3])
    base = rng.uniform(0.5, 2.5, n).round(3)
    shift = (territory == "west") * 0.8 + (age == "young") * 0.5
    first = (5 + shift + rng.normal(0, 1.5, n)).round(2)
    second = (first + 0.4 + rng.normal(0, 1.0, n)).round(2)
    lost = rng.random(n) < 0.15
    with (Path(__file__).parent / "weighted.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["territory", "age", "base", "first", "second"])
        for i in range(n):
            after = "" if lost[i] else second[i]
            writer.writerow([territory[i], age[i], base[i], first[i], after])


if __name__ == "__main__":
    main()
