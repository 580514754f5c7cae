"""Rules on doubtful responses that could not work, so that silence is no all-clear."""

from barometre.evaluation.material import Material
from barometre.evaluation.rows import Place, write_rows
from barometre.responses.quality import find_idle_rules
from barometre.statistics.estimate import build_undefined

Rows = list[dict[str, object]]


def evaluate_quality(material: Material) -> Rows:
    """Write one row without number for each rule that a wave left without work.

    ``category`` is the rule, ``note`` the reason, ``n`` the kept responses of the wave.
    How many responses the other rules flagged stands in the table of flags.
    """
    idle = find_idle_rules(
        material.kept,
        questionnaire=material.questionnaire,
        study=material.study,
        working=material.working_rules,
    )
    people = material.kept["wave"].value_counts()
    rows: Rows = []
    for (wave, rule), reason in idle.items():
        place = Place(analysis="participation", wave=wave)
        nothing = build_undefined("share_flagged", reason=reason, n=int(people[wave]))
        rows += write_rows(place, [nothing], category=rule)
    return rows
