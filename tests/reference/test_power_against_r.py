"""Power, smallest detectable changes and people needed agree with R."""

import re

import pytest
from read_reference import name_of, read_rows

from barometre.statistics.study_design import (
    Assumptions,
    find_detectable_change,
    find_power,
    solve_units,
)

GIVEN = re.compile(r"sd=(\S+) r=(\S+) power=(\S+) level=(\S+) change=(\S+)")
# R's own searches stop at 1e-13 of a step; its noncentral t is right to about 1e-12,
# and people needed grow with the square of what they are found from.
WITHIN = {"units": 1e-7, "change": 1e-8, "power": 1e-9}


@pytest.mark.parametrize("row", read_rows("power"), ids=name_of)
def test_planning_agrees_with_r(row):
    *numbers, change = map(float, GIVEN.fullmatch(row["dataset"]).groups())
    sd, r, power, level = numbers
    given = Assumptions(
        sd=sd, correlation=r, icc=0.05, cluster_size=20, power=power, confidence=level
    )
    design, asked = row["statistic"].split()
    found = {
        "units": lambda: solve_units(design, change, given),
        "change": lambda: find_detectable_change(design, float(row["item"]), given),
        "power": lambda: find_power(design, float(row["item"]), change, given),
    }[asked]()
    assert found == pytest.approx(row["estimate"], rel=WITHIN[asked])
