"""Reliability of a scale of two items."""

from math import atanh, nan, sqrt, tanh

from scipy.special import ndtri

from barometre.statistics.estimate import Estimate, build_undefined, join_notes
from barometre.statistics.item_moments import ItemMoments, find_obstacle

# Closer to |r| = 1 than this, two items differ by rounding alone.
_ROUNDING = 1e-12


def compute_spearman_brown(
    moments: ItemMoments, *, confidence: float = 0.95
) -> Estimate:
    """Reliability of the sum of two items: 2r / (1 + r).

    Missing answers: listwise, as everything from `moments`.

    Notes
    -----
    Interval: Fisher's z of r with standard error 1/sqrt(n - 3), both ends carried
    through the formula. None below four people (``too_few_people``) or at |r| = 1; a
    negative r is noted as ``reverse_key_suspect``, and r = -1 has no reliability.

    References
    ----------
    Eisinga R., te Grotenhuis M., Pelzer B. (2013), International Journal of Public
    Health 58, doi:10.1007/s00038-012-0416-3.
    """
    name, method = "spearman_brown", "fisher_z"
    n, n_missing = moments.n, moments.n_missing
    reason = find_obstacle(moments) or ("" if moments.n_items == 2 else "not_two_items")
    if reason:
        return build_undefined(
            name, reason=reason, n=n, n_missing=n_missing, method=method
        )
    (first, shared), (_, second) = moments.covariance
    r = float(shared / sqrt(first * second))
    is_perfect = abs(r) > 1 - _ROUNDING
    has_interval = n > 3 and not is_perfect
    few = "too_few_people" if n <= 3 else ""
    margin = float(ndtri((1 + confidence) / 2)) / sqrt(n - 3) if has_interval else nan
    z = nan if is_perfect else atanh(r)
    return Estimate(
        statistic=name,
        estimate=_step_up(r),
        ci_low=_step_up(tanh(z - margin)),
        ci_high=_step_up(tanh(z + margin)),
        ci_level=confidence if has_interval else nan,
        n=n,
        n_missing=n_missing,
        method=method,
        note=join_notes(
            "perfect_correlation" if is_perfect else few,
            "reverse_key_suspect" if r < 0 else "",
            n=n,
        ),
    )


def _step_up(r: float) -> float:
    return 2 * r / (1 + r) if 1 + r > _ROUNDING else nan
