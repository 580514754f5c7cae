"""Which equality of a model answers contradict most: score tests of giving one up."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from barometre.statistics.factor_model.fit import FactorFit, gather_information
from barometre.statistics.factor_model.model import FactorModel, compile_model
from barometre.statistics.factor_model.moments import slope


def compute_score_test(fit: FactorFit, *, label: str) -> float:
    r"""How much the fit would gain, to first order, if equal cells were set free.

    .. math:: g' I^{-1} g

    with *g* the slopes and *I* the expected information of the model without that
    equality, at the estimates with it. Chi-square with as many degrees of freedom as
    cells beyond the first.

    Parameters
    ----------
    fit
        A fitted model.
    label
        Label of the equal cells.

    References
    ----------
    Rao C.R. (1948), doi:10.1017/S0305004100023987. Sörbom D. (1989), Psychometrika
    54, doi:10.1007/BF02294623.
    """
    freed, origin = _release(fit.model, label)
    place = {name: number for number, name in enumerate(fit.model.labels)}
    parameters = fit.parameters[[place[origin[name]] for name in freed.labels]]
    slopes = tuple(group.differentiate(parameters) for group in compile_model(freed))
    gradient = np.zeros(parameters.size)
    parts = zip(fit.sample.groups, fit.fitted, slopes, strict=True)
    for patterns, fitted, jacobian in parts:
        gradient += jacobian @ slope(patterns, fitted)
    information = gather_information(fit.sample, fit.fitted, slopes)
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    inverse = np.linalg.pinv(information / np.outer(scale, scale), hermitian=True)
    scaled = gradient / scale
    return float(scaled @ inverse @ scaled)


def find_worst(fit: FactorFit, labels: Sequence[str]) -> str:
    """Give the label whose equality is contradicted most."""
    return max(labels, key=lambda label: compute_score_test(fit, label=label))


def _release(model: FactorModel, label: str) -> tuple[FactorModel, dict[str, str]]:
    """Give every cell with a label one of its own; tell where each came from."""
    origin = {name: name for name in model.labels}
    count = 0
    groups = []
    for group in model.groups:
        cells = []
        for cell in group:
            if cell.label != label:
                cells.append(cell)
                continue
            name = f"{label}#{count}" if count else label
            origin[name] = label
            cells.append(replace(cell, label=name))
            count += 1
        groups.append(tuple(cells))
    return replace(model, groups=tuple(groups)), origin
