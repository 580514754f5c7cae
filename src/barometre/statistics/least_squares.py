"""One coefficient of a regression, with errors that do not assume equal spread."""

from dataclasses import dataclass
from math import nan, sqrt

import numpy as np
from scipy.special import stdtrit

from barometre.statistics.estimate import (
    Estimate,
    FloatArray,
    IntArray,
    build_undefined,
    join_notes,
)
from barometre.statistics.location import two_sided_t

_LEAST_DF = 4  # below, CR2's t is no longer trusted: Pustejovsky and Tipton
_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A regression by ordinary least squares.

    ``inverse`` is (X'X)^-1. ``last`` is the column that the question is about: the
    last one of the design.
    """

    design: FloatArray
    inverse: FloatArray
    coefficients: FloatArray
    residuals: FloatArray

    @property
    def n(self) -> int:
        """People."""
        return int(self.design.shape[0])

    @property
    def df(self) -> int:
        """People minus coefficients."""
        return self.n - int(self.design.shape[1])

    @property
    def last(self) -> float:
        """The coefficient of the last column."""
        return float(self.coefficients[-1])


@dataclass(frozen=True, slots=True)
class ErrorOf:
    """Standard error of the last coefficient, its degrees of freedom, a caveat.

    NaN where it cannot be had, for the reason in ``note``.
    """

    std_error: float
    df: float
    note: str = ""


def fit_least_squares(outcome: FloatArray, design: FloatArray) -> Fit | None:
    """Fit a regression; None where columns are collinear or people too few.

    Parameters
    ----------
    outcome
        One per person, shape (n,), none missing.
    design
        Shape (n, k), the constant among its columns.
    """
    n, k = design.shape
    if n <= k:
        return None
    sizes = np.sqrt((design**2).sum(axis=0))
    if not sizes.all():
        return None
    scaled = design / sizes
    gram = scaled.T @ scaled
    if np.linalg.cond(gram) > 1 / _NOTHING:
        return None
    inverse = np.linalg.inv(gram) / np.outer(sizes, sizes)
    coefficients = inverse @ (design.T @ outcome)
    # Once more on what is left: what rounding took away comes back.
    coefficients += inverse @ (design.T @ (outcome - design @ coefficients))
    return Fit(
        design=design,
        inverse=inverse,
        coefficients=coefficients,
        residuals=outcome - design @ coefficients,
    )


def find_hc3_error(fit: Fit) -> ErrorOf:
    r"""Find the error that allows each person a spread of their own (HC3).

    .. math:: (X'X)^{-1} X' \mathrm{diag}\{e_i^2/(1-h_i)^2\} X (X'X)^{-1}

    NaN with ``too_few_people`` where one person alone holds a coefficient, and with
    ``no_variance`` where nothing is left to explain. The interval is Student's with
    n - k degrees of freedom.

    References
    ----------
    Long J.S., Ervin L.H. (2000), American Statistician 54,
    doi:10.1080/00031305.2000.10474549.
    """
    leverage = ((fit.design @ fit.inverse) * fit.design).sum(axis=1)
    if leverage.max() > 1 - _NOTHING:
        return ErrorOf(nan, nan, "too_few_people")
    pulls = fit.design @ fit.inverse[:, -1]
    std_error = sqrt(float(((pulls * fit.residuals / (1 - leverage)) ** 2).sum()))
    return _unless_nothing(fit, std_error, float(fit.df))


def find_cr2_error(fit: Fit, clusters: IntArray) -> ErrorOf:
    r"""Find the error that allows people of one place to resemble each other (CR2).

    Residuals of each cluster are stretched by :math:`(I-H_{gg})^{-1/2}`, which makes
    the variance unbiased where people are alike; the degrees of freedom are
    Satterthwaite's for that case. With few or unlike clusters they are far fewer than
    the clusters.

    Parameters
    ----------
    fit
        The regression.
    clusters
        Number of the cluster of each person, 0 to G - 1, each with someone.

    Returns
    -------
    ErrorOf
        NaN with ``too_few_clusters`` for one cluster, or where the coefficient rests
        on one; with ``few_clusters`` when fewer than four degrees of freedom remain,
        where the t distribution is no longer a good guide.

    References
    ----------
    Pustejovsky J.E., Tipton E. (2018), Journal of Business & Economic Statistics 36,
    doi:10.1080/07350015.2016.1247004.
    Bell R.M., McCaffrey D.F. (2002), Survey Methodology 28, 169-181.
    """
    products, scores = sum_by_cluster(fit, clusters)
    if products.shape[0] < 2:
        return ErrorOf(nan, nan, "too_few_clusters")
    root = _root(fit.inverse)
    shares, axes = np.linalg.eigh(root @ products @ root)
    left = np.clip(1 - shares, 0.0, None)
    is_left = left > _NOTHING
    stretch = np.where(is_left, 1 / np.sqrt(np.where(is_left, left, 1.0)), 0.0) - 1
    along = np.einsum("gij,i->gj", axes, root[:, -1])
    pulls = fit.inverse[:, -1] + np.einsum("gij,gj->gi", axes, stretch * along) @ root
    std_error = sqrt(float((np.einsum("gi,gi->g", pulls, scores) ** 2).sum()))
    moved = np.einsum("gij,gj->gi", products, pulls)
    covariance = np.diag(np.einsum("gi,gi->g", pulls, moved))
    covariance -= moved @ fit.inverse @ moved.T
    squared = float((covariance**2).sum())
    trace = float(np.trace(covariance))
    if squared <= 0 or trace <= _NOTHING * float(np.abs(fit.inverse[-1, -1])):
        return ErrorOf(nan, nan, "too_few_clusters")
    df = trace**2 / squared
    return _unless_nothing(fit, std_error, df, "few_clusters" if df < _LEAST_DF else "")


def sum_by_cluster(fit: Fit, clusters: IntArray) -> tuple[FloatArray, FloatArray]:
    """Sum X'X and X'e over each cluster: shapes (G, k, k) and (G, k)."""
    return (
        sum_rows(fit.design[:, :, None] * fit.design[:, None, :], clusters),
        sum_rows(fit.design * fit.residuals[:, None], clusters),
    )


def sum_rows(rows: FloatArray, clusters: IntArray) -> FloatArray:
    """Sum the rows of each cluster."""
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
    return np.asarray(np.add.reduceat(rows[order], starts, axis=0))


def describe_coefficient(
    statistic: str,
    fit: Fit,
    error: ErrorOf,
    *,
    method: str,
    n_missing: int,
    confidence: float,
    fewest: int,
) -> Estimate:
    """Put the last coefficient, its error and Student's interval together.

    ``fewest`` people are on the weaker side of what is compared.
    """
    has_error = error.std_error == error.std_error
    margin = (
        float(stdtrit(error.df, (1 + confidence) / 2)) * error.std_error
        if has_error
        else nan
    )
    return Estimate(
        statistic=statistic,
        estimate=fit.last,
        ci_low=fit.last - margin,
        ci_high=fit.last + margin,
        ci_level=confidence if has_error else nan,
        std_error=error.std_error,
        df=error.df,
        p_value=two_sided_t(fit.last / error.std_error, df=error.df)
        if has_error
        else nan,
        n=fit.n,
        n_missing=n_missing,
        method=method,
        note=join_notes(error.note, n=fewest),
    )


def describe_no_fit(
    statistic: str, *, n: int, n_missing: int, n_coefficients: int, method: str
) -> Estimate:
    """Say why a regression could not be fitted."""
    return build_undefined(
        statistic,
        reason="too_few_people" if n <= n_coefficients else "collinear",
        n=n,
        n_missing=n_missing,
        method=method,
    )


def _root(matrix: FloatArray) -> FloatArray:
    """Take the symmetric square root."""
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.sqrt(np.clip(values, 0.0, None))) @ axes.T)


def _unless_nothing(fit: Fit, std_error: float, df: float, note: str = "") -> ErrorOf:
    size = float(np.abs(fit.coefficients).max(initial=0.0)) + 1.0
    if std_error <= _NOTHING * size:
        return ErrorOf(nan, nan, "no_variance")
    return ErrorOf(std_error, df, note)
