"""When questions count as read alike: named rules with their sources."""

from dataclasses import dataclass
from typing import Literal

StepWord = Literal["step_holds", "step_fails", "step_unclear"]
Verdict = Literal[
    "means_comparable",
    "means_comparable_in_part",
    "means_not_comparable",
    "reading_unclear",
    "structure_unclear",
    "few_for_model",
    "too_few_people",
    "not_converged",
    "not_identified",
    "singular_covariance",
    "two_items",
    "one_item",
]

# Below the first, nothing is fitted; below the second, nothing is concluded. Groups
# are many models at once: below the second, nothing is fitted for them either.
FEWEST_FITTED = 50
FEWEST_JUDGED = 100
_MANY = 300
_LEVEL = 0.05
# A model whose error is this small leaves nothing to explain.
_CLOSE_FIT = 0.05
_LEAST_CFI = 0.90
_MOST_SRMR = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class StepChange:
    """What one more equality costs: fit of a step minus that of the step before."""

    delta_cfi: float
    delta_rmsea: float
    p_value: float
    rmsea: float
    n: int


def judge_step(change: StepChange) -> StepWord:
    """Say whether answers bear one more equality.

    It holds where CFI falls by at most .010 (.005 below 300 people in all) and
    RMSEA rises by at most .015 (.010), or stays at .05 or below: close fit leaves
    nothing to explain. It fails where CFI falls further and the scaled difference of
    chi-squares is beyond chance (p < .05). Else unclear.

    References
    ----------
    Cheung G.W., Rensvold R.B. (2002), doi:10.1207/S15328007SEM0902_5. Chen F.F.
    (2007), doi:10.1080/10705510701301834. Close fit: Browne M.W., Cudeck R. (1992),
    doi:10.1177/0049124192021002005.
    """
    is_small = change.n < _MANY
    most_cfi, most_rmsea = (0.005, 0.010) if is_small else (0.010, 0.015)
    is_cfi_kept = -change.delta_cfi <= most_cfi
    is_rmsea_kept = change.delta_rmsea <= most_rmsea or change.rmsea <= _CLOSE_FIT
    if is_cfi_kept and is_rmsea_kept:
        return "step_holds"
    if not is_cfi_kept and change.p_value < _LEVEL:
        return "step_fails"
    return "step_unclear"


def has_structure(*, cfi: float, srmr: float) -> bool:
    """Tell whether one factor each time describes answers well enough to go on.

    CFI of .90 or more, SRMR of .08 or less; no rule on RMSEA, which is too high where
    degrees of freedom are few.

    References
    ----------
    Bentler P.M. (1990), doi:10.1037/0033-2909.107.2.238. Hu L., Bentler P.M. (1999),
    doi:10.1080/10705519909540118. Kenny D.A., Kaniskan B., McCoach D.B. (2015),
    doi:10.1177/0049124114543236.
    """
    return cfi >= _LEAST_CFI and srmr <= _MOST_SRMR


def count_releasable(n_items: int) -> int:
    """Most items whose equality may be given up: more than half stay equal.

    With half against half, answers cannot tell which half moved.

    References
    ----------
    Byrne B.M., Shavelson R.J., Muthén B. (1989), doi:10.1037/0033-2909.105.3.456
    (partial invariance). Steenkamp J.-B., Baumgartner H. (1998), doi:10.1086/209528
    (at least two items). More than half: Vandenberg R.J., Lance C.E. (2000),
    doi:10.1177/109442810031002.
    """
    return max(n_items - 1, 0) // 2
