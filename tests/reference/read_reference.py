"""Reference values that R made, and the data they were made from."""

import csv
from math import nan
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parent
SHARED = Path(__file__).parents[2].parent / "shared" / "data"
NUMBERS = ("estimate", "ci_low", "ci_high", "std_error", "df", "p_value")


def read_rows(topic):
    """Rows of a reference table as dictionaries, empty cells as NaN."""
    with (FOLDER / f"{topic}.csv").open(encoding="utf-8") as file:
        return [
            {
                name: (float(cell) if cell else nan)
                if name not in ("dataset", "statistic", "item")
                else cell
                for name, cell in row.items()
            }
            for row in csv.DictReader(file)
        ]


def read_data(name):
    return np.genfromtxt(FOLDER / "data" / f"{name}.csv", delimiter=",", skip_header=1)


def read_pairs(name):
    """Before, after and whether treated."""
    before, after, treated = read_data(name).T
    return before, after, treated == 1


def agrees(estimate, row, *, within, numbers=NUMBERS):
    """Compare each number that R gave; n and n_missing must be equal."""
    for name in numbers:
        if not np.isnan(row[name]):
            expected = pytest.approx(row[name], abs=within, rel=within)
            assert getattr(estimate, name) == expected, name
    for name in ("n", "n_missing"):
        if not np.isnan(row[name]):
            assert getattr(estimate, name) == row[name], name


def name_of(row):
    return "-".join(
        part for part in (row["dataset"], row["statistic"], row["item"]) if part
    )
