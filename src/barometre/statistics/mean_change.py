"""Mean and median change of linked people, later minus earlier."""

from barometre.statistics.estimate import Estimate
from barometre.statistics.location import describe_mean, describe_median
from barometre.statistics.pairs import Pairs


def compute_mean_change(pairs: Pairs, *, confidence: float = 0.95) -> Estimate:
    """Compute the mean change with the paired t interval and test.

    Pairs with either score missing are out and counted in ``n_missing``. One pair, or
    the same change for all, has a mean but no interval and no p-value
    (``too_few_people``, ``no_variance``).

    References
    ----------
    Student (1908), Biometrika 6, doi:10.1093/biomet/6.1.1.
    """
    return describe_mean(
        "mean_change",
        pairs.change,
        n_missing=pairs.n_missing,
        confidence=confidence,
        is_tested=True,
    )


def compute_median_change(pairs: Pairs) -> Estimate:
    """Compute the median of the changes; pairs with either score missing are out."""
    return describe_median("median_change", pairs.change, n_missing=pairs.n_missing)
