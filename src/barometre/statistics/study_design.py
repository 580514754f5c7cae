"""Designs of a study of change: their error, and how many people each needs."""

from dataclasses import dataclass
from math import ceil, inf, nan, sqrt

from scipy.optimize import brentq

from barometre.statistics.power import (
    Design,
    compute_power,
    solve_multiplier,
    solve_noncentrality,
)

_CLUSTERED: tuple[Design, ...] = ("clustered", "two_group_clustered")
_MOST_UNITS = 1e7


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What a plan takes for granted.

    Parameters
    ----------
    sd
        Standard deviation of the score at one wave, in its units.
    correlation
        Of the same people's scores at the two waves.
    icc, cluster_size
        Share of the variance of the changes that lies between clusters (territories,
        classes), and people of a cluster with a change.
    power, confidence
        Chance of finding a true change, and level of the two-sided test.
    """

    sd: float
    correlation: float = 0.6
    icc: float = 0.05
    cluster_size: int = 20
    power: float = 0.8
    confidence: float = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """Standard error of a design with so many units, and its degrees of freedom."""

    std_error: float
    df: float


def measure_error(design: Design, units: float, given: Assumptions) -> Error:
    r"""Give the standard error of what a design estimates.

    Parameters
    ----------
    design
        ``paired``: change of the same people; SD :math:`s\sqrt{2(1-r)}`.
        ``unpaired``: difference of two waves of different people.
        ``two_group_change``, ``two_group_ancova``: difference between two equal groups
        in change, or in the later score given the earlier one, SD
        :math:`s\sqrt{1-r^2}`.
        ``clustered``: change of the same people in clusters,
        :math:`s\sqrt{2(1-r)}\sqrt{(\rho + (1-\rho)/m)/J}`, J - 1 degrees of freedom.
        ``two_group_clustered``: difference in change between two halves of the
        clusters, twice that error, J - 2 degrees of freedom.
    units
        People at the end: in all (``paired``), at each wave (``unpaired``), in each
        group (``two_group_*``); clusters in all for clustered designs.
    given
        Spread, correlation and clusters.

    References
    ----------
    Bloom H.S. (1995), Evaluation Review 19, doi:10.1177/0193841X9501900504.
    Borm G.F. et al. (2007), Journal of Clinical Epidemiology 60,
    doi:10.1016/j.jclinepi.2007.02.006.
    Dong N., Maynard R. (2013), Journal of Research on Educational Effectiveness 6,
    doi:10.1080/19345747.2012.673143.
    """
    sd_change = given.sd * sqrt(2 * (1 - given.correlation))
    per_cluster = given.icc + (1 - given.icc) / given.cluster_size
    match design:
        case "paired":
            return Error(std_error=sd_change / sqrt(units), df=units - 1)
        case "unpaired":
            return Error(std_error=given.sd * sqrt(2 / units), df=2 * units - 2)
        case "two_group_change":
            return Error(std_error=sd_change * sqrt(2 / units), df=2 * units - 2)
        case "two_group_ancova":
            left = given.sd * sqrt(1 - given.correlation**2)
            return Error(std_error=left * sqrt(2 / units), df=2 * units - 3)
        case "clustered":
            return Error(std_error=sd_change * sqrt(per_cluster / units), df=units - 1)
        case "two_group_clustered":
            return Error(
                std_error=2 * sd_change * sqrt(per_cluster / units), df=units - 2
            )


def find_detectable_change(design: Design, units: float, given: Assumptions) -> float:
    """Find the smallest true change that so many units find with the power asked.

    Clustered designs use Bloom's multiplier, the others the noncentral t. NaN where no
    degrees of freedom are left.

    References
    ----------
    Bloom H.S. (1995), Evaluation Review 19, doi:10.1177/0193841X9501900504.
    """
    error = measure_error(design, units, given)
    solve = solve_multiplier if design in _CLUSTERED else solve_noncentrality
    distance = solve(df=error.df, power=given.power, confidence=given.confidence)
    return distance * error.std_error


def find_power(
    design: Design, units: float, change: float, given: Assumptions
) -> float:
    """Chance that so many units find a true change; NaN without degrees of freedom.

    References
    ----------
    Cohen J. (1988), Statistical Power Analysis for the Behavioral Sciences,
    doi:10.4324/9780203771587.
    """
    error = measure_error(design, units, given)
    if error.std_error == 0:
        return 1.0 if change else 1 - given.confidence
    return compute_power(
        change / error.std_error, df=error.df, confidence=given.confidence
    )


def solve_units(design: Design, change: float, given: Assumptions) -> float:
    """Find how many units, not whole, find a true change with the power asked.

    The smallest number that leaves a degree of freedom where even that is enough;
    infinity above ten million, or where clusters differ too much.

    References
    ----------
    Bloom H.S. (1995), Evaluation Review 19, doi:10.1177/0193841X9501900504.
    """
    fewest = {"paired": 2.0, "clustered": 2.0, "two_group_clustered": 3.0}
    low = fewest.get(design, 2.0)

    def excess(units: float) -> float:
        return find_detectable_change(design, units, given) - change

    if excess(low) <= 0:
        return low
    high = 2 * low
    while excess(high) > 0:
        high *= 2
        if high > _MOST_UNITS:
            return inf
    return float(brentq(excess, low, high, xtol=1e-10, rtol=1e-14, maxiter=500))


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What a design needs for a change, people of both groups and all clusters.

    ``people`` have answered at the end (of a wave, where waves are of different
    people), ``start`` are asked at the start;
    ``detectable`` is what so many people of a wished start could show. ``clusters`` is
    0 for designs without them. Numbers are NaN where there is none.
    """

    design: Design
    people: float
    start: float
    clusters: float
    detectable: float


def plan_design(
    design: Design,
    *,
    change: float,
    attrition: float,
    given: Assumptions,
    people: int | None = None,
    clusters: int | None = None,
) -> Needed:
    """Work out how many people a design needs, and what the people at hand could show.

    Parameters
    ----------
    design
        One of the designs.
    change
        Smallest true change to be found, in the units of the score.
    attrition
        Share of people lost between the waves; those left are what is counted.
    given
        Spread, correlation, clusters, power.
    people, clusters
        People, or clusters, at hand at the start, over all groups; None where that is
        open.

    References
    ----------
    Dong N., Maynard R. (2013), Journal of Research on Educational Effectiveness 6,
    doi:10.1080/19345747.2012.673143.
    """
    units = solve_units(design, change, given)
    at_hand = count_units(
        design, people=people, attrition=attrition, given=given, clusters=clusters
    )
    detectable = find_detectable_change(design, at_hand, given)
    is_clustered, sides = design in _CLUSTERED, _count_sides(design)
    if units == inf:
        return Needed(
            design=design, people=nan, start=nan, clusters=nan,
            detectable=detectable,
        )  # fmt: skip
    whole = float(ceil(units - 1e-9))
    if design == "two_group_clustered":
        whole += whole % 2
    per_unit = given.cluster_size if is_clustered else 1
    size = float(ceil(given.cluster_size / (1 - attrition) - 1e-9))
    start = whole * size if is_clustered else ceil(whole / (1 - attrition) - 1e-9)
    return Needed(
        design=design,
        people=whole * per_unit * sides,
        start=float(start * sides),
        clusters=whole if is_clustered else 0.0,
        detectable=detectable,
    )


def _count_sides(design: Design) -> int:
    """Count the groups that have so many units each; waves are not groups."""
    return 2 if design in ("two_group_change", "two_group_ancova") else 1


def count_units(
    design: Design,
    *,
    people: int | None,
    attrition: float,
    given: Assumptions,
    clusters: int | None = None,
) -> float:
    """Count the units of a design that are left of the people at the start.

    NaN where they are not known, or fewer than two. `clusters`, where they are known,
    stand for the people of clustered designs.
    """
    if design in _CLUSTERED and clusters is not None:
        units = float(clusters)
    elif people is None:
        return nan
    else:
        left = people * (1 - attrition) + 1e-9
        size = given.cluster_size if design in _CLUSTERED else _count_sides(design)
        units = float(int(left / size))
    return units if units >= 2 else nan
