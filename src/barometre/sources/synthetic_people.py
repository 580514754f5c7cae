"""Invented people: where they live, which group they are in, who comes back."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from barometre.errors import Problem, SourceError
from barometre.questionnaire.scale import Questionnaire, Scale
from barometre.responses.columns import group_columns
from barometre.study import Study, SyntheticSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

TERRITORY, GROUP = "territory", "md_group"
_TERRITORIES = ("A", "B", "C")
# Share of what people have in common over all scales: a trusting person trusts widely.
_GENERAL = 0.3


@dataclass(frozen=True, slots=True)
class People:
    """Invented people, one row each.

    ``breakdowns`` holds the group of each person by column; ``traits`` the lasting
    part of each scale, standard normal.
    """

    numbers: "NDArray[np.intp]"
    is_treated: "NDArray[np.bool_]"
    breakdowns: "Mapping[str, NDArray[np.str_]]"
    traits: "Mapping[str, NDArray[np.float64]]"


def seed_stream(seed: int, *labels: str) -> np.random.Generator:
    """Make a stream of chance for one thing: adding another does not disturb it."""
    return np.random.default_rng([seed, *(zlib.crc32(x.encode()) for x in labels)])


def invent_people(
    source: SyntheticSource, *, study: Study, questionnaire: Questionnaire
) -> People:
    """Invent the people of a study, in their groups."""
    n = source.people
    is_treated = seed_stream(source.seed, "group").random(n) >= source.comparison_share
    column, treated, control = GROUP, "participant", "comparison"
    if study.comparison:
        column = study.comparison.column
        treated, control = study.comparison.treated, study.comparison.control
    territories = np.array(source.territories or _TERRITORIES)
    breakdowns = {
        column: np.where(is_treated, treated, control),
        TERRITORY: seed_stream(source.seed, TERRITORY).choice(territories, n),
    }
    _check_groups(study, questionnaire, breakdowns)
    general = seed_stream(source.seed, "general").standard_normal(n)
    traits = {
        scale.id: np.sqrt(_GENERAL) * general
        + np.sqrt(1 - _GENERAL)
        * seed_stream(source.seed, "trait", scale.id).standard_normal(n)
        for scale in questionnaire.scales
    }
    declared = {
        name: breakdowns[name]
        for name in breakdowns
        if name in (*group_columns(study), column)
    }
    return People(np.arange(n), is_treated, declared, traits)


def _check_groups(
    study: Study, questionnaire: Questionnaire, known: Mapping[str, object]
) -> None:
    unknown = [
        column
        for column in group_columns(study)
        if column not in known and column not in questionnaire.items
    ]
    if unknown:
        raise SourceError(
            *(
                Problem("synthetic_group_unknown", "study.yaml › groups", column=column)
                for column in unknown
            )
        )


def draw_stayers(
    is_there: "NDArray[np.bool_]",
    first_trust: "NDArray[np.float64]",
    *,
    source: SyntheticSource,
    wave: str,
) -> "NDArray[np.bool_]":
    """Draw who comes back to a further wave; who has left stays away.

    The expected share of leavers is the stated one; each standard deviation of lower
    first-wave trust adds ``attrition_by_trust`` to the log-odds of leaving.
    """
    if source.attrition == 0 or not is_there.any():
        return is_there
    lean = -source.attrition_by_trust * first_trust

    def miss(level: float) -> float:
        return float(expit(level + lean[is_there]).mean()) - source.attrition

    reach = 10 + np.abs(lean).max()
    centre = float(logit(source.attrition))
    level = brentq(miss, centre - reach, centre + reach)
    chance = seed_stream(source.seed, "attrition", wave).random(len(lean))
    is_staying: NDArray[np.bool_] = is_there & (chance >= expit(level + lean))
    return is_staying


def find_trust_scale(questionnaire: Questionnaire) -> Scale:
    """Find the scale whose first wave decides who leaves: trust, else the first."""
    trust = [scale for scale in questionnaire.scales if "trust" in scale.id]
    return next(iter([*trust, *questionnaire.scales]))
