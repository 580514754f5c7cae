"""Who comes back: each person's chance of it, from what they said at the start."""

from dataclasses import dataclass
from math import exp

import numpy as np
import numpy.typing as npt
from scipy.special import expit, ndtr, ndtri

from barometre.statistics.estimate import Estimate, FloatArray, IntArray, join_notes

BoolArray = npt.NDArray[np.bool_]
N_FOLDS = 5
_LEAST = 5  # people on each side
_PEOPLE_A_PREDICTOR = 10
_LONGEST = 10.0  # a coefficient per standard deviation: people are told apart
_STEPS, _AT_REST, _ILL = 30, 1e-8, 1e10
_TRIM = (0.01, 0.99)
_HEAVIEST = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Staying:
    """A logistic regression of coming back, and the weights that follow from it.

    ``coefficients`` and ``std_errors`` are log odds per standard deviation of each
    predictor, without the constant. ``chances`` are cross-fitted, one per person at the
    start; ``weights`` one per person who stayed, in their order. Empty with the reason
    in ``note`` where no model can be had.
    """

    coefficients: FloatArray
    std_errors: FloatArray
    chances: FloatArray
    weights: FloatArray
    note: str = ""

    @property
    def effective_n(self) -> float:
        """People that the weighted ones are worth (Kish)."""
        if not self.weights.size:
            return 0.0
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())


def count_predictors(is_staying: BoolArray) -> int:
    """Most predictors allowed: one for ten people on the smaller side, at least one.

    References
    ----------
    Peduzzi P. et al. (1996), Journal of Clinical Epidemiology 49,
    doi:10.1016/S0895-4356(96)00236-3.
    """
    stayers = int(is_staying.sum())
    fewest = min(stayers, is_staying.size - stayers)
    return max(1, fewest // _PEOPLE_A_PREDICTOR)


def fit_staying(
    predictors: FloatArray,
    is_staying: BoolArray,
    *,
    n_folds: int = N_FOLDS,
    seed: int = 0,
) -> Staying:
    r"""Fit the chance of coming back, and weigh those who did by its inverse.

    Parameters
    ----------
    predictors
        Shape (n, k), people at the start in an order that does not depend on the file.
        A missing one (NaN) counts as the mean: it tells nothing.
    is_staying
        Whose change is known.
    n_folds, seed
        Each person's chance comes from a model of the other folds, so that nobody
        predicts their own return; 1 fits and predicts on everyone.

    Returns
    -------
    Staying
        Not penalised. Chances are trimmed at their 1st and 99th hundredths, weights
        capped at ten times their mean. ``too_few_people`` below five people on either
        side, ``no_variance`` without a predictor that varies, ``collinear`` where one
        follows from the others, ``separation`` where one tells both sides apart.

    References
    ----------
    Seaman S.R., White I.R. (2013), Statistical Methods in Medical Research 22,
    doi:10.1177/0962280210395740.
    """
    stayers = int(is_staying.sum())
    if min(stayers, is_staying.size - stayers) < _LEAST:
        return _nothing("too_few_people")
    if not predictors.shape[1]:
        return _nothing("no_variance")
    design = _standardise(predictors)
    if np.linalg.cond(design.T @ design) > _ILL:
        return _nothing("collinear")
    whole = _fit(design, is_staying)
    if whole is None:
        return _nothing("separation")
    chances = expit(whole[0] + design @ whole[1:])
    std_errors = _find_errors(design, chances)
    if n_folds > 1:
        folds = _deal(is_staying, n_folds, seed)
        crossed = _cross(design, is_staying, folds)
        if crossed is None:
            return _nothing("separation")
        chances = crossed
    return Staying(
        coefficients=whole[1:],
        std_errors=std_errors[1:],
        chances=chances,
        weights=_weigh(chances, is_staying),
    )


def describe_odds(
    staying: Staying, place: int, *, n: int, confidence: float = 0.95
) -> Estimate:
    """Say how the odds of coming back move with one predictor.

    ``staying_odds_ratio`` per standard deviation of the predictor, with Wald's interval
    and test; people with a missing one count at the mean. NaN where the model is.

    References
    ----------
    Hosmer D.W., Lemeshow S., Sturdivant R.X. (2013), Applied Logistic Regression,
    doi:10.1002/9781118548387.
    """
    slope, error = (
        float(numbers[place]) for numbers in (staying.coefficients, staying.std_errors)
    )
    margin = float(ndtri((1 + confidence) / 2)) * error
    return Estimate(
        statistic="staying_odds_ratio",
        estimate=exp(slope),
        ci_low=exp(slope - margin),
        ci_high=exp(slope + margin),
        ci_level=confidence,
        p_value=2 * float(ndtr(-abs(slope / error))),
        n=n,
        method="logistic",
        note=join_notes(n=n),
    )


def count_chances(chances: FloatArray, n_bins: int = 10) -> IntArray:
    """Count people by tenth of their chance of coming back.

    Two groups whose counts lie apart cannot be weighed into one another.
    """
    place = np.clip((chances * n_bins).astype(np.int64), 0, n_bins - 1)
    return np.bincount(place, minlength=n_bins).astype(np.int64)


def _nothing(note: str) -> Staying:
    empty = np.empty(0)
    return Staying(
        coefficients=empty, std_errors=empty, chances=empty, weights=empty, note=note
    )


def _standardise(predictors: FloatArray) -> FloatArray:
    """Mean 0, standard deviation 1; a missing one becomes 0, its mean."""
    given = ~np.isnan(predictors)
    counts = np.maximum(given.sum(axis=0), 1)
    centred = predictors - np.where(given, predictors, 0.0).sum(axis=0) / counts
    filled = np.where(given, centred, 0.0)
    spread = np.sqrt((filled**2).sum(axis=0) / np.maximum(counts - 1, 1))
    return np.asarray(filled / np.where(spread > 0, spread, 1.0))


def _fit(design: FloatArray, is_staying: BoolArray) -> FloatArray | None:
    """Constant and slopes; None where the search runs away.

    That is found out beforehand, by a few steps of our own: scikit-learn would go on
    and warn, and warnings cannot be caught where several analyses run side by side.
    """
    from sklearn.linear_model import LogisticRegression

    if not _has_an_end(design, is_staying):
        return None
    model = LogisticRegression(
        C=np.inf, solver="newton-cholesky", tol=1e-10, max_iter=100
    )
    model.fit(design, is_staying)
    found = np.concatenate([model.intercept_, model.coef_[0]])
    return np.asarray(found, dtype=np.float64)


def _has_an_end(design: FloatArray, is_staying: BoolArray) -> bool:
    """Tell whether Newton's steps come to rest before anyone's odds are extreme."""
    whole = np.column_stack([np.ones(is_staying.size), design])
    slopes = np.zeros(whole.shape[1])
    for _ in range(_STEPS):
        chances = expit(whole @ slopes)
        information = (whole * (chances * (1 - chances))[:, None]).T @ whole
        if np.linalg.cond(information) > _ILL:
            return False
        step = np.linalg.solve(information, whole.T @ (is_staying - chances))
        slopes += step
        if np.abs(slopes).max() > _LONGEST:
            return False
        if np.abs(step).max() < _AT_REST:
            return True
    return False


def _find_errors(design: FloatArray, chances: FloatArray) -> FloatArray:
    whole = np.column_stack([np.ones(chances.size), design])
    information = (whole * (chances * (1 - chances))[:, None]).T @ whole
    return np.asarray(np.sqrt(np.diag(np.linalg.pinv(information))))


def _deal(is_staying: BoolArray, n_folds: int, seed: int) -> IntArray:
    """Deal those who stayed, then those who left, to the folds like cards."""
    rng = np.random.default_rng(seed)
    folds = np.empty(is_staying.size, dtype=np.int64)
    for side in (is_staying, ~is_staying):
        count = int(side.sum())
        folds[side] = rng.permutation(np.arange(count) % n_folds)
    return folds


def _cross(
    design: FloatArray, is_staying: BoolArray, folds: IntArray
) -> FloatArray | None:
    chances = np.empty(is_staying.size)
    for fold in range(int(folds.max()) + 1):
        is_out = folds == fold
        found = _fit(design[~is_out], is_staying[~is_out])
        if found is None:
            return None
        chances[is_out] = expit(found[0] + design[is_out] @ found[1:])
    return chances


def _weigh(chances: FloatArray, is_staying: BoolArray) -> FloatArray:
    """Invert the trimmed chances of those who stayed, and cap what is left."""
    low, high = np.quantile(chances, _TRIM)
    weights = 1 / np.clip(chances[is_staying], low, high)
    return np.asarray(np.minimum(weights, _HEAVIEST * weights.mean()))
