"""Ready-made models: blocks of items at one time, several times, in several groups."""

from collections.abc import Mapping, Sequence, Set
from typing import Literal

from barometre.statistics.factor_model.model import Cell, FactorModel

Step = Literal["configural", "metric", "scalar"]


def build_factors(blocks: Sequence[Sequence[int]], *, n_items: int) -> FactorModel:
    """One factor per block of items; the factors may go together, items are apart.

    Parameters
    ----------
    blocks
        Columns of the items of each factor.
    n_items
        Number of columns.

    Notes
    -----
    Factors have mean 0 and variance 1; loadings, residual variances, intercepts and
    the covariances between factors are free.
    """
    cells = [
        Cell(part="loading", row=item, column=factor, label=f"l{item}.{factor}")
        for factor, items in enumerate(blocks)
        for item in items
    ]
    cells += _items(range(n_items))
    for factor in range(len(blocks)):
        cells.append(Cell(part="factor_covariance", row=factor, column=factor, value=1))
        cells += [
            Cell(
                part="factor_covariance",
                row=factor,
                column=other,
                label=f"p{factor}.{other}",
            )
            for other in range(factor)
        ]
    return FactorModel(n_items=n_items, n_factors=len(blocks), groups=(tuple(cells),))


def build_waves(
    n_items: int,
    n_waves: int,
    *,
    step: Step,
    free: Mapping[str, Set[int]] | None = None,
) -> FactorModel:
    """One factor, the same items at several times, the same people.

    Columns are the items of the first wave, then those of the next. Each item's
    residuals may go together between waves: what is its own stays its own.

    Parameters
    ----------
    n_items, n_waves
        Items of a wave, and waves.
    step
        ``configural``: the same items behind the factor; ``metric``: loadings equal;
        ``scalar``: intercepts equal too, and the mean of the factor free after the
        first wave.
    free
        Under ``loading`` and ``intercept``, items whose equality is given up.

    References
    ----------
    Widaman K.F., Ferrer E., Conger R.D. (2010), Child Development Perspectives 4,
    doi:10.1111/j.1750-8606.2009.00110.x.
    """
    cells: list[Cell] = []
    for wave in range(n_waves):
        first = wave * n_items
        cells += _measurement(
            n_items, wave, step, free or {}, first_row=first, factor=wave
        )
        cells += [
            Cell(
                part="residual",
                row=first + item,
                column=first + item,
                label=f"e{item}.{wave}",
            )
            for item in range(n_items)
        ]
        cells += [
            Cell(
                part="residual",
                row=first + item,
                column=before * n_items + item,
                label=f"e{item}.{before}.{wave}",
            )
            for before in range(wave)
            for item in range(n_items)
        ]
        cells += _factor(wave, step, factor=wave)
        cells += [
            Cell(
                part="factor_covariance",
                row=wave,
                column=before,
                label=f"p{before}.{wave}",
            )
            for before in range(wave)
        ]
    return FactorModel(
        n_items=n_items * n_waves, n_factors=n_waves, groups=(tuple(cells),)
    )


def build_groups(
    n_items: int,
    n_groups: int,
    *,
    step: Step,
    free: Mapping[str, Set[int]] | None = None,
) -> FactorModel:
    """One factor, the same items, different people in each group.

    As :func:`build_waves`, without anything between the groups.
    """
    groups = []
    for group in range(n_groups):
        cells = _measurement(n_items, group, step, free or {}, first_row=0, factor=0)
        cells += [
            Cell(part="residual", row=item, column=item, label=f"e{item}.{group}")
            for item in range(n_items)
        ]
        cells += _factor(group, step, factor=0)
        groups.append(tuple(cells))
    return FactorModel(n_items=n_items, n_factors=1, groups=tuple(groups))


def _items(items: Sequence[int]) -> list[Cell]:
    residuals = [
        Cell(part="residual", row=item, column=item, label=f"e{item}") for item in items
    ]
    return residuals + [
        Cell(part="intercept", row=item, label=f"i{item}") for item in items
    ]


def _measurement(
    n_items: int,
    occasion: int,
    step: Step,
    free: Mapping[str, Set[int]],
    *,
    first_row: int,
    factor: int,
) -> list[Cell]:
    """Give loadings and intercepts of an occasion: its own, or those of the first."""

    def label(letter: str, item: int, *, is_equal: bool) -> str:
        return (
            f"{letter}{item}"
            if is_equal or not occasion
            else f"{letter}{item}.{occasion}"
        )

    loads, starts = free.get("loading", set()), free.get("intercept", set())
    cells = [
        Cell(
            part="loading",
            row=first_row + item,
            column=factor,
            label=label("l", item, is_equal=step != "configural" and item not in loads),
        )
        for item in range(n_items)
    ]
    return cells + [
        Cell(
            part="intercept",
            row=first_row + item,
            label=label("i", item, is_equal=step == "scalar" and item not in starts),
        )
        for item in range(n_items)
    ]


def _factor(occasion: int, step: Step, *, factor: int) -> list[Cell]:
    """Variance 1 and mean 0 at the first occasion; free where loadings bind them."""
    is_scaled = step != "configural" and occasion > 0
    is_placed = step == "scalar" and occasion > 0
    return [
        Cell(
            part="factor_covariance",
            row=factor,
            column=factor,
            label=f"p{occasion}" if is_scaled else None,
            value=1.0,
        ),
        Cell(
            part="factor_mean", row=factor, label=f"m{occasion}" if is_placed else None
        ),
    ]
