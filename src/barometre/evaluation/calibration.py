"""Weights of the people behind a number: their own, or fitted to known margins."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from barometre.errors import Problem, StudyError
from barometre.evaluation.material import Material
from barometre.evaluation.people import name_groups
from barometre.statistics.estimate import FloatArray
from barometre.statistics.raking import Margin, Raked, rake
from barometre.statistics.weighted import Design, list_replicates
from barometre.study import KnownShare, Study

_Rows = npt.NDArray[np.intp]
_UNKNOWN = ""
_FEW = 12


@dataclass(frozen=True, slots=True)
class Weighed:
    """People with a weight, by their place among those given.

    ``n_trimmed`` of them had theirs cut; ``notes`` say what was done to the margins.
    """

    is_weighed: npt.NDArray[np.bool_]
    design: Design
    n_trimmed: int
    notes: tuple[str, ...]


def check_margins(
    responses: pd.DataFrame, margins: Sequence[KnownShare], study: Study
) -> None:
    """Check that margins and responses speak of the same categories.

    Raises
    ------
    StudyError
        With every variable that no response has, and every category that only one of
        the two has.
    """
    if not margins or responses.empty:
        return
    fitted = study.weights.fitted if study.weights else None
    where = str(fitted.margins) if fitted else ""
    problems = []
    for variable in _list_variables(margins):
        columns = [part for part in variable.split("+") if part not in responses]
        if columns:
            problems.append(
                Problem(
                    "margins_variable_absent",
                    f"{where} › {variable}",
                    columns=columns,
                )
            )
            continue
        found = set(_name_categories(responses, variable)) - {_UNKNOWN}
        known = {share.category for share in margins if share.variable == variable}
        if found != known:
            problems.append(
                Problem(
                    "margins_categories",
                    f"{where} › {variable}",
                    only_margins=sorted(known - found) or "–",
                    # A column with many values is no column of groups: say how many.
                    only_responses=_show(found - known),
                )
            )
    if problems:
        raise StudyError(*problems)


def _show(names: set[str]) -> object:
    if not names:
        return "–"
    return sorted(names) if len(names) <= _FEW else len(names)


def _list_variables(margins: Sequence[KnownShare]) -> list[str]:
    return list(dict.fromkeys(share.variable for share in margins))


def _name_categories(responses: pd.DataFrame, variable: str) -> npt.NDArray[np.object_]:
    """Name the category of each response; empty where a part of it is unknown."""
    parts = [
        name_groups(responses[column]).to_numpy(dtype=object)
        for column in variable.split("+")
    ]
    names = parts[0]
    for part in parts[1:]:
        both = names + "+" + part
        names = np.where((names == _UNKNOWN) | (part == _UNKNOWN), _UNKNOWN, both)
    return np.asarray(names, dtype=np.object_)


def weigh(
    material: Material, rows: _Rows, own: FloatArray, *, has_replicates: bool
) -> Weighed | None:
    """Give each person the weight of the study; None where nobody has one.

    Parameters
    ----------
    material
        Study, responses and margins.
    rows
        Positions of people among the kept responses: what is known of them is read
        there.
    own
        Weight that each came with, 1 where the study names no column. Without one
        (missing or zero) a person is not weighed.
    has_replicates
        Whether the weights without each person are worked out too.

    Raises
    ------
    StudyError
        When the margins cannot be reached with weights under the cap.
    """
    is_weighed = np.isfinite(own) & (own > 0)
    if not is_weighed.any():
        return None
    base = own[is_weighed] / own[is_weighed].mean()
    margins, notes = _build_margins(material, rows[is_weighed], base)
    fitted = material.study.weights.fitted if material.study.weights else None
    cap = fitted.cap if fitted and margins else float("inf")
    raked = rake(base, margins, cap=cap)
    if not raked.is_reached:
        raise StudyError(_say_not_reached(material, raked, cap))
    replicates = None
    if has_replicates:
        left_out = list_replicates(base.size)
        # From the weights found, the cut ones too: the margins are a short way off.
        without = np.where(left_out, 0.0, raked.weights[:, np.newaxis])
        replicates = rake(without, margins).weights
    notes += ("weights_trimmed",) if raked.n_trimmed else ()
    design = Design(
        weights=raked.weights,
        base=base,
        calibration=_spread(margins, base.size),
        replicates=replicates,
    )
    return Weighed(is_weighed, design, raked.n_trimmed, notes)


def _build_margins(
    material: Material, rows: _Rows, base: FloatArray
) -> tuple[list[Margin], tuple[str, ...]]:
    """Find the category of each person, with too small ones put together."""
    fitted = material.study.weights.fitted if material.study.weights else None
    if fitted is None:
        return [], ()
    margins, notes = [], set()
    for variable in _list_variables(material.margins):
        shares = {
            share.category: share.share
            for share in material.margins
            if share.variable == variable
        }
        names = _name_categories(material.kept.iloc[rows], variable)
        cells = _collapse(names, shares, fitted.smallest_cell)
        if any(len(cell) > 1 for cell in cells):
            notes.add("cells_collapsed")
        if (names == _UNKNOWN).any():
            notes.add("margin_unknown")
        if len(cells) > 1:
            margins.append(_build_margin(variable, names, shares, cells, base))
    return margins, tuple(sorted(notes))


def _collapse(
    names: npt.NDArray[np.object_], shares: dict[str, float], smallest: int
) -> list[list[str]]:
    """Put the category with fewest people to the next one until all have enough."""
    people = {category: int((names == category).sum()) for category in shares}
    cells = [[category] for category in shares]

    def count(cell: list[str]) -> tuple[int, str]:
        return sum(people[category] for category in cell), cell[0]

    while len(cells) > 1:
        cells.sort(key=count)
        if count(cells[0])[0] >= smallest:
            break
        cells[:2] = [sorted(cells[0] + cells[1])]
    return sorted(cells)


def _build_margin(
    variable: str,
    names: npt.NDArray[np.object_],
    shares: dict[str, float],
    cells: list[list[str]],
    base: FloatArray,
) -> Margin:
    """Give each category its share; people of whom nothing is known keep theirs."""
    place = {category: i for i, cell in enumerate(cells) for category in cell}
    is_unknown = names == _UNKNOWN
    wanted = np.array([sum(shares[category] for category in cell) for cell in cells])
    unknown = float(base[is_unknown].sum() / base.sum())
    if is_unknown.any():
        wanted = np.append(wanted * (1 - unknown), unknown)
    codes = np.array([place.get(str(name), len(cells)) for name in names])
    return Margin(variable, codes, wanted / wanted.sum())


def _spread(margins: Sequence[Margin], n: int) -> FloatArray:
    """One column a category, 0 or 1."""
    columns = [np.zeros((n, 0))]
    columns += [
        np.equal.outer(margin.codes, np.arange(margin.shares.size)).astype(np.float64)
        for margin in margins
    ]
    return np.concatenate(columns, axis=1)


def _say_not_reached(material: Material, raked: Raked, cap: float) -> Problem:
    weights = material.study.weights
    fitted = weights.fitted if weights else None
    return Problem(
        "margins_not_reached",
        f"{fitted.margins if fitted else ''} › {raked.worst_variable}",
        off=round(100 * raked.worst, 2),
        cap=cap,
        n=raked.weights.size,
    )
