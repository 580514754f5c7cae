"""How far one person's score moves although nothing changed."""

from math import isnan, sqrt

from scipy.special import ndtri

from barometre.statistics.estimate import Estimate, build_undefined, join_notes


def compute_standard_error_of_measurement(
    *, sd: float, reliability: float, reliability_name: str, n: int, n_missing: int = 0
) -> Estimate:
    """Compute how far one person's score strays from what it should be.

    SEM = SD * sqrt(1 - reliability), in the units of the score.

    Parameters
    ----------
    sd, n, n_missing
        Standard deviation of the score, and the people behind it.
    reliability, reliability_name
        Its value and its name (``cronbach_alpha``, ``retest_icc``...), kept in
        ``method``. Internal consistency leaves out what moves between two days, so it
        makes the error too small.

    Returns
    -------
    Estimate
        ``standard_error_of_measurement``. NaN with ``reliability_undefined`` when the
        reliability is missing, negative or above 1; with ``too_few_people`` or
        ``no_variance`` when the SD is missing or 0.

    References
    ----------
    de Vet H.C.W. et al. (2006), Journal of Clinical Epidemiology 59,
    doi:10.1016/j.jclinepi.2005.10.015.
    """
    name, method = "standard_error_of_measurement", f"from_{reliability_name}"
    if reason := _find_obstacle(sd, reliability):
        return build_undefined(
            name, reason=reason, n=n, n_missing=n_missing, method=method
        )
    return Estimate(
        statistic=name,
        estimate=sd * sqrt(1 - reliability),
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(n=n),
    )


def _find_obstacle(sd: float, reliability: float) -> str:
    if isnan(sd):
        return "too_few_people"
    if sd == 0:
        return "no_variance"
    return "" if 0 <= reliability <= 1 else "reliability_undefined"


def compute_smallest_detectable_change(
    error: Estimate, *, confidence: float = 0.95
) -> Estimate:
    """Change of one person beyond which measurement error is an unlikely reason.

    z * sqrt(2) * SEM, 1.96 * sqrt(2) * SEM at 95 %. For one person: the mean of a
    group of n moves sqrt(n) times less. `error` is a standard error of measurement;
    where it is NaN, so is this, for the same reason.

    References
    ----------
    de Vet H.C.W. et al. (2006), Journal of Clinical Epidemiology 59,
    doi:10.1016/j.jclinepi.2005.10.015.
    """
    z = float(ndtri((1 + confidence) / 2))
    return Estimate(
        statistic="smallest_detectable_change",
        estimate=z * sqrt(2) * error.estimate,
        n=error.n,
        n_missing=error.n_missing,
        method=error.method,
        note=error.note,
    )
