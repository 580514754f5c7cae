"""The people a factor model is fitted to, group by group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy.typing as npt

from barometre.statistics.factor_model.patterns import Patterns, find_patterns
from barometre.statistics.factor_model.saturated import Saturated, fit_saturated


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Groups of people, their answers by pattern and their moments without a model."""

    groups: tuple[Patterns, ...]
    saturated: tuple[Saturated, ...]

    @property
    def n(self) -> int:
        """People of all groups with at least one answer."""
        return sum(group.n for group in self.groups)


def gather_sample(answers: Sequence[npt.ArrayLike]) -> Sample | None:
    """Prepare one table of answers per group: people in rows, items in columns.

    Missing answers (NaN): everyone counts with the answers given; those who gave none
    are left out. None where a group's covariances cannot be had: items that repeat
    each other or do not vary, fewer people than items, two items never answered by
    the same people.
    """
    groups = tuple(find_patterns(table) for table in answers)
    saturated = []
    for group in groups:
        best = fit_saturated(group)
        if best is None:
            return None
        saturated.append(best)
    return Sample(groups=groups, saturated=tuple(saturated))
