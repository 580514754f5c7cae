"""The retrospective pre-test: the start as it was said then, and as it is seen now."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from barometre.statistics.estimate import Estimate
from barometre.statistics.location import describe_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class ThenTest:
    """Three means of the same people, and the three differences between them."""

    before: Estimate
    then: Estimate
    after: Estimate
    response_shift: Estimate
    retrospective_change: Estimate
    prospective_change: Estimate

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """Means first, then differences."""
        return (
            self.before,
            self.then,
            self.after,
            self.response_shift,
            self.retrospective_change,
            self.prospective_change,
        )


def compute_then_test(
    before: npt.ArrayLike,
    then: npt.ArrayLike,
    after: npt.ArrayLike,
    *,
    confidence: float = 0.95,
) -> ThenTest:
    """Set the start as it was answered beside the start as it is remembered.

    Parameters
    ----------
    before, then, after
        Answers of the same people: at the start, later about the start, later about
        now. A person with any of the three missing (NaN) is left out and counted.
    confidence
        Level of the t intervals.

    Returns
    -------
    ThenTest
        ``then_test_before``, ``then_test_then``, ``then_test_after``;
        ``response_shift`` (then minus before), ``retrospective_change`` (after minus
        then), ``prospective_change`` (after minus before). Not tested: a second
        reading, never the main change. No interval with ``too_few_people`` or
        ``no_variance``.

    Notes
    -----
    A shift can come from another understanding of the question, and as well from
    memory, from politeness, and from wishing that the time was well spent.

    References
    ----------
    Howard G.S. (1980), Evaluation Review 4, doi:10.1177/0193841X8000400105.
    Hill L.G., Betz D.L. (2005), American Journal of Evaluation 26,
    doi:10.1177/1098214005281356.
    """
    table = np.column_stack(
        [np.asarray(answers, dtype=np.float64) for answers in (before, then, after)]
    )
    complete = table[~np.isnan(table).any(axis=1)]
    start, remembered, now = complete.T
    numbers = {
        "then_test_before": start,
        "then_test_then": remembered,
        "then_test_after": now,
        "response_shift": remembered - start,
        "retrospective_change": now - remembered,
        "prospective_change": now - start,
    }
    found = [
        describe_mean(
            name,
            values,
            n_missing=len(table) - len(complete),
            confidence=confidence,
        )
        for name, values in numbers.items()
    ]
    return ThenTest(
        before=found[0],
        then=found[1],
        after=found[2],
        response_shift=found[3],
        retrospective_change=found[4],
        prospective_change=found[5],
    )
