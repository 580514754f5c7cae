"""A mixed model of waves: fixed waves, people who differ, restricted likelihood."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from barometre.statistics.estimate import FloatArray
from barometre.statistics.repeated_measures import Repeated

Model = Literal["intercept", "slope", "random_territory"]
_MOST_STEPS = 100
_MOST_HALVINGS = 40
_STILL = 1e-22  # what one more step would add to the likelihood
_CONVERGED = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A model that was fitted.

    Parameters
    ----------
    coefficients
        Mean of each wave, then the covariates of people.
    covariance
        Of the coefficients, after Kenward and Roger.
    unadjusted
        The same as if the variances were known.
    gradients
        ``unadjusted`` by each variance: coefficients squared, one table a variance.
    variances, variance_covariance
        Intercept and rest; or intercept, both together, slope and rest. Their
        covariance is the inverse of the expected information.
    likelihood
        Restricted log likelihood but for a constant.
    is_converged, is_singular
        Whether a peak was found; whether a variance of people there is not above zero.
    """

    model: Model
    coefficients: FloatArray
    covariance: FloatArray
    unadjusted: FloatArray
    gradients: FloatArray
    variances: FloatArray
    variance_covariance: FloatArray
    likelihood: float
    is_converged: bool
    is_singular: bool

    def contrast(self, weights: FloatArray) -> tuple[float, float, float]:
        """Give a contrast of coefficients, its error and its degrees of freedom."""
        value = float(weights @ self.coefficients)
        variance = float(weights @ self.covariance @ weights)
        known = float(weights @ self.unadjusted @ weights)
        slopes = np.einsum("a,iab,b->i", weights, self.gradients, weights)
        spread = float(slopes @ self.variance_covariance @ slopes)
        df = 2 * known**2 / spread if spread > 0 else float("inf")
        return value, float(np.sqrt(variance)), df


@dataclass(frozen=True, slots=True)
class Sums:
    """Covariance of the coefficients; X'KX for kernels of one and of two variances."""

    known: FloatArray
    first: FloatArray
    second: FloatArray


@dataclass(frozen=True, slots=True)
class At:
    """The restricted likelihood and its derivatives at some variances."""

    likelihood: float
    gradient: FloatArray
    expected: FloatArray
    observed: FloatArray
    coefficients: FloatArray
    sums: Sums


Evaluate = Callable[[FloatArray], At | None]


def fit_mixed_model(repeated: Repeated, *, model: Model = "intercept") -> Fit | None:
    r"""Fit a mean to each wave and a variance to people, by restricted likelihood.

    .. math:: y_{ij} = \mu_j + c_i'\gamma + b_i + s_i t_j + e_{ij}

    Parameters
    ----------
    repeated
        Scores summed up by pattern of presence; each wave has one at least.
    model
        ``intercept``: people differ by as much at every wave (:math:`s_i = 0`).
        ``slope``: they also move apart, wave after wave.

    Returns
    -------
    Fit or None
        None where the data leave no variance to estimate: fewer people than numbers
        asked for, nobody seen twice, or scores without spread. The variance of people
        may be below zero, as long as scores stay possible: it is then a covariance of
        two waves, and the fit says that it is singular.

    Notes
    -----
    All is a function of the variances alone, and the variances enter the covariance of
    a person's scores linearly; so derivatives are exact, and Kenward and Roger's
    adjustment is too.

    References
    ----------
    Laird N.M., Ware J.H. (1982), Biometrics 38, doi:10.2307/2529876. Kenward M.G.,
    Roger J.H. (1997), Biometrics 53, doi:10.2307/2533558.
    """
    structure = _build_structure(repeated.n_waves, model)
    start = _start(repeated, model)
    if start is None:
        return None
    return climb(
        lambda variances: _evaluate(repeated, structure, variances), start, model=model
    )


def climb(evaluate: Evaluate, start: FloatArray, *, model: Model) -> Fit | None:
    """Climb the restricted likelihood from some variances to its peak."""
    variances, at = start, evaluate(start)
    if at is None:
        return None
    for _ in range(_MOST_STEPS):
        direction = _find_direction(at)
        if direction @ at.gradient < _STILL:
            break
        moved = _move(evaluate, variances, at, direction)
        if moved is None:
            break
        variances, at = moved
    return _conclude(model, variances, at)


def _build_structure(n_waves: int, model: Model) -> FloatArray:
    """Matrices that the variances multiply in the covariance of one person."""
    ones, rest = np.ones((n_waves, n_waves)), np.eye(n_waves)
    if model == "intercept":
        return np.stack([ones, rest])
    time = np.arange(n_waves, dtype=np.float64)
    both = np.add.outer(time, time)
    return np.stack([ones, both, np.outer(time, time), rest])


def _start(repeated: Repeated, model: Model) -> FloatArray | None:
    """Start from half the variance to people and half to the rest."""
    n_scores = repeated.people @ repeated.is_present.sum(axis=1)
    n_coefficients = repeated.n_waves + repeated.covariates.shape[1]
    is_twice = (repeated.is_present.sum(axis=1) > 1) & (repeated.people > 0)
    if n_scores <= n_coefficients + 1 or not is_twice.any():
        return None
    if model == "slope":
        fitted = fit_mixed_model(repeated)
        if fitted is None or not fitted.is_converged or fitted.is_singular:
            return None
        between, rest = fitted.variances
        return np.array([between, 0.0, rest / repeated.n_waves**2, rest])
    squares = float(np.einsum("pww->", repeated.products))
    means = repeated.scores.sum(axis=0) / repeated.at_wave
    spread = (squares - float(repeated.at_wave @ means**2)) / float(n_scores)
    if spread <= 1e-12 * max(1.0, squares / float(n_scores)):
        return None
    return np.array([spread / 2, spread / 2])


def _invert(
    repeated: Repeated, covariance: FloatArray
) -> tuple[FloatArray, float] | None:
    """Invert the covariance of each pattern, zero outside; and sum the log sizes."""
    is_there = repeated.is_present
    inside = is_there[:, :, np.newaxis] & is_there[:, np.newaxis, :]
    padding = np.eye(repeated.n_waves) * ~is_there[:, np.newaxis, :]
    blocks = np.where(inside, covariance, 0.0) + padding
    try:
        roots = np.linalg.cholesky(blocks)
        inverses = np.where(inside, np.linalg.inv(blocks), 0.0)
    except np.linalg.LinAlgError:
        return None
    sizes = 2 * np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(axis=1)
    return inverses, float(repeated.people @ sizes)


def _evaluate(
    repeated: Repeated, structure: FloatArray, variances: FloatArray
) -> At | None:
    """Work out the restricted likelihood and all derivatives at some variances."""
    inverted = _invert(repeated, np.tensordot(variances, structure, axes=1))
    if inverted is None:
        return None
    inverse, size = inverted
    # Kernels of one person: V⁻¹; V⁻¹GV⁻¹ for each variance; V⁻¹GV⁻¹HV⁻¹ for each two.
    turned = inverse @ structure[:, np.newaxis]
    once = turned @ inverse
    twice = turned[:, np.newaxis] @ once[np.newaxis]
    twice = (twice + twice.swapaxes(-1, -2)) / 2
    information = _by_design(repeated, inverse)
    sign, log_size = np.linalg.slogdet(information)
    if sign <= 0 or not np.isfinite(log_size):
        return None
    known = np.asarray(np.linalg.inv(information), dtype=np.float64)
    fitted = known @ _by_scores(repeated, inverse)
    sums = Sums(known, _by_design(repeated, once), _by_design(repeated, twice))
    left = _squares(repeated, inverse, information, fitted)
    squares = _squares(repeated, once, sums.first, fitted)
    traces = np.einsum("p,ipaa->i", repeated.people, turned)
    expected, observed = _informations(
        np.einsum("p,ipab,jpba->ij", repeated.people, turned, turned),
        sums,
        _by_scores(repeated, once) - sums.first @ fitted,
        _squares(repeated, twice, sums.second, fitted),
    )
    return At(
        likelihood=-(size + float(log_size) + float(left)) / 2,
        gradient=(squares - traces + np.einsum("ab,iba->i", known, sums.first)) / 2,
        expected=expected,
        observed=observed,
        coefficients=fitted,
        sums=sums,
    )


def _by_design(repeated: Repeated, kernels: FloatArray) -> FloatArray:
    """Sum X'KX over people, for kernels K by pattern (last but two axes)."""
    across = kernels.sum(axis=-1)
    corner = np.einsum("...pw,pc->...wc", across, repeated.covariates)
    people = np.einsum("p,...pwv->...wv", repeated.people, kernels)
    products = repeated.covariate_products
    covariates = np.einsum("...p,pcd->...cd", across.sum(axis=-1), products)
    upper = np.concatenate([people, corner], axis=-1)
    lower = np.concatenate([corner.swapaxes(-1, -2), covariates], axis=-1)
    return np.concatenate([upper, lower], axis=-2)


def _by_scores(repeated: Repeated, kernels: FloatArray) -> FloatArray:
    """Sum X'Ky over people, for kernels K by pattern."""
    waves = np.einsum("...pwv,pv->...w", kernels, repeated.scores)
    across = kernels.sum(axis=-2)
    covariates = np.einsum("...pw,pwc->...c", across, repeated.score_covariates)
    return np.concatenate([waves, covariates], axis=-1)


def _squares(
    repeated: Repeated, kernels: FloatArray, design: FloatArray, fitted: FloatArray
) -> FloatArray:
    """Sum r'Kr over people, r being what the coefficients leave of the scores."""
    scores = np.einsum("...pwv,pwv->...", kernels, repeated.products)
    linear = _by_scores(repeated, kernels) @ fitted
    return np.asarray(scores - 2 * linear + (design @ fitted) @ fitted)


def _informations(
    people: FloatArray, at: Sums, left: FloatArray, squares: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Give the expected and the observed information about the variances.

    ``people`` holds tr(V⁻¹GV⁻¹H), ``left`` X'V⁻¹GV⁻¹r and ``squares`` r'V⁻¹GV⁻¹HV⁻¹r.
    """
    drawn = at.known @ at.first
    design = np.einsum("ab,ijba->ij", at.known, at.second)
    traces = people - 2 * design + np.einsum("iab,jba->ij", drawn, drawn)
    return traces / 2, squares - left @ at.known @ left.T - traces / 2


def _find_direction(at: At) -> FloatArray:
    """Newton's step where the likelihood is a hill, Fisher's elsewhere."""
    for information in (at.observed, at.expected):
        try:
            np.linalg.cholesky(information)
            return np.asarray(np.linalg.solve(information, at.gradient))
        except np.linalg.LinAlgError:
            continue
    return np.asarray(at.gradient)


def _move(
    evaluate: Evaluate, variances: FloatArray, at: At, direction: FloatArray
) -> tuple[FloatArray, At] | None:
    """Go as far as the likelihood rises; None where it does not."""
    noise = 1e-14 * abs(at.likelihood)
    for halving in range(_MOST_HALVINGS):
        there = variances + direction / 2**halving
        found = evaluate(there)
        if found is not None and found.likelihood >= at.likelihood - noise:
            return there, found
    return None


def _conclude(model: Model, variances: FloatArray, at: At) -> Fit | None:
    try:
        spread = np.asarray(np.linalg.inv(at.expected), dtype=np.float64)
        decrement = float(at.gradient @ spread @ at.gradient)
    except np.linalg.LinAlgError:
        return None
    known, first = at.sums.known, at.sums.first
    drawn = np.einsum("iab,bc,jcd->ijad", first, known, first)
    adjustment = np.einsum("ij,ijab->ab", spread, at.sums.second - drawn)
    covariance = known + 2 * known @ adjustment @ known
    return Fit(
        model=model,
        coefficients=at.coefficients,
        covariance=covariance,
        unadjusted=known,
        gradients=known @ first @ known,
        variances=variances,
        variance_covariance=spread,
        likelihood=at.likelihood,
        is_converged=decrement < _CONVERGED and _is_positive(covariance),
        is_singular=_is_singular(model, variances),
    )


def _is_positive(covariance: FloatArray) -> bool:
    """Tell whether every contrast has an error: the adjustment may go too far."""
    return bool(np.linalg.eigvalsh(covariance).min() > 0)


def _is_singular(model: Model, variances: FloatArray) -> bool:
    """Tell whether people do not differ, or by one number only."""
    floor = 1e-9 * abs(float(variances[-1]))
    if model != "slope":
        return bool(variances[0] <= floor)
    level, both, slope = (float(v) for v in variances[:3])
    return min(level, slope) <= floor or level * slope - both**2 <= floor**2
