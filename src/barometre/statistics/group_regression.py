"""Two groups before and after: change, and level given the start, by regression."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import Estimate, FloatArray, IntArray
from barometre.statistics.least_squares import (
    describe_coefficient,
    describe_no_fit,
    find_cr2_error,
    find_hc3_error,
    fit_least_squares,
)

Question = Literal["did", "ancova", "ancova_lin"]
QUESTIONS: tuple[Question, ...] = ("did", "ancova", "ancova_lin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """People of two groups, each with both scores.

    ``clusters`` numbers the place each belongs to, -1 where it is not known; None where
    the study has no places.
    """

    before: FloatArray
    after: FloatArray
    is_treated: npt.NDArray[np.bool_]
    clusters: IntArray | None
    n_missing: int

    @property
    def n(self) -> int:
        """People of both groups."""
        return self.before.size

    @property
    def change(self) -> FloatArray:
        """After minus before, rounded to ten decimals as every change is."""
        return np.asarray(np.round(self.after - self.before, 10))

    @property
    def fewest(self) -> int:
        """People of the smaller group."""
        treated = int(self.is_treated.sum())
        return min(treated, self.n - treated)

    @property
    def n_clusters(self) -> int:
        """Places that are known."""
        if self.clusters is None:
            return 0
        return np.unique(self.clusters[self.clusters >= 0]).size

    def with_cluster(self) -> "Compared":
        """Keep the people whose place is known; the others count as missing."""
        if self.clusters is None or (self.clusters >= 0).all():
            return self
        is_known = self.clusters >= 0
        return Compared(
            before=self.before[is_known],
            after=self.after[is_known],
            is_treated=self.is_treated[is_known],
            clusters=self.clusters[is_known],
            n_missing=self.n_missing + int((~is_known).sum()),
        )


def keep_compared(
    before: npt.ArrayLike,
    after: npt.ArrayLike,
    is_treated: npt.ArrayLike,
    clusters: npt.ArrayLike | None = None,
) -> Compared:
    """Keep the people with both scores (not NaN), and count the others.

    Parameters
    ----------
    before, after, is_treated
        One per linked person of either group.
    clusters
        Number of each person's place, -1 where unknown; None without places.
    """
    earlier, later = (np.asarray(x, dtype=np.float64) for x in (before, after))
    is_kept = ~(np.isnan(earlier) | np.isnan(later))
    places = None if clusters is None else np.asarray(clusters, dtype=np.int64)
    return Compared(
        before=earlier[is_kept],
        after=later[is_kept],
        is_treated=np.asarray(is_treated, dtype=np.bool_)[is_kept],
        clusters=None if places is None else places[is_kept],
        n_missing=int((~is_kept).sum()),
    )


def build_regression(
    compared: Compared, question: Question
) -> tuple[FloatArray, FloatArray]:
    """Give outcome and design of a question; the group is the last column.

    ``did`` explains the change by the group, ``ancova`` the later score by the group
    and the earlier score, ``ancova_lin`` lets the earlier score count differently in
    each group, centred on everyone's mean.
    """
    treated = compared.is_treated.astype(np.float64)
    ones = np.ones(compared.n)
    if question == "did":
        return compared.change, np.column_stack([ones, treated])
    centred = compared.before - compared.before.mean() if compared.n else ones
    columns = [ones, centred]
    if question == "ancova_lin":
        columns.append(centred * treated)
    return compared.after, np.column_stack([*columns, treated])


def compute_group_regressions(
    compared: Compared, *, confidence: float = 0.95
) -> list[Estimate]:
    """Compute the difference between two groups' changes, by several named methods.

    Parameters
    ----------
    compared
        From :func:`keep_compared`: people with a missing score are already out.
    confidence
        Level of the intervals, all Student's.

    Returns
    -------
    list of Estimate
        ``did_hc3``: difference of mean changes. ``ancova``: difference of later scores
        between people who started alike. ``ancova_lin``: the same, the start counting
        differently in each group. All three with HC3 errors; where places are known,
        each once more with cluster-robust CR2 errors (``did_cluster_cr2``, ...), and
        ``n_clusters``.

    Notes
    -----
    Where people chose their group, ``did`` and ``ancova`` answer two questions and may
    disagree (Lord's paradox): neither is right by itself, so both are given.

    References
    ----------
    Lord F.M. (1967), Psychological Bulletin 68, doi:10.1037/h0025105.
    Van Breukelen G.J.P. (2006), Journal of Clinical Epidemiology 59,
    doi:10.1016/j.jclinepi.2006.02.007.
    Lin W. (2013), Annals of Applied Statistics 7, doi:10.1214/12-AOAS583.
    Pustejovsky J.E., Tipton E. (2018), Journal of Business & Economic Statistics 36,
    doi:10.1080/07350015.2016.1247004.
    """
    found = [_explain(compared, question, confidence, "") for question in QUESTIONS]
    if compared.clusters is None:
        return found
    known = compared.with_cluster()
    n_clusters = Estimate(
        statistic="n_clusters",
        estimate=float(known.n_clusters),
        n=known.n,
        n_missing=known.n_missing,
    )
    by_place = [_explain(known, question, confidence, "cr2") for question in QUESTIONS]
    return [*found, n_clusters, *by_place]


def _explain(
    compared: Compared, question: Question, confidence: float, error: str
) -> Estimate:
    name = f"{question}_cluster_cr2" if error else name_of(question)
    method = error or "hc3"
    outcome, design = build_regression(compared, question)
    has_both = compared.fewest > 0
    fit = fit_least_squares(outcome, design) if has_both else None
    if fit is None:
        return describe_no_fit(
            name,
            n=compared.n,
            n_missing=compared.n_missing,
            n_coefficients=design.shape[1] if has_both else compared.n,
            method=method,
        )
    found = (
        find_cr2_error(fit, number_clusters(compared)) if error else find_hc3_error(fit)
    )
    return describe_coefficient(
        name,
        fit,
        found,
        method=method,
        n_missing=compared.n_missing,
        confidence=confidence,
        fewest=compared.fewest,
    )


def name_of(question: Question) -> str:
    """Name the estimate with HC3 errors: ``did`` alone is Welch's."""
    return "did_hc3" if question == "did" else question


def number_clusters(compared: Compared) -> IntArray:
    """Give the clusters numbers without gaps."""
    if compared.clusters is None:
        return np.zeros(compared.n, dtype=np.int64)
    return np.unique(compared.clusters, return_inverse=True)[1].astype(np.int64)
