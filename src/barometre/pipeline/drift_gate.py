"""The gate before answers are read: whether the survey is the questionnaire."""

from collections.abc import Mapping
from pathlib import Path

from barometre.errors import ResponseError
from barometre.frames import DRIFT, check_table
from barometre.pipeline.project import Project
from barometre.workspace.tables import write_csv, write_table


def pass_drift_gate(
    project: Project, structures: Mapping[str, bytes]
) -> tuple[Path, ...]:
    """Compare the survey of each wave with the questionnaire.

    Every difference is kept in ``data/drift.parquet`` and ``data/drift.csv``.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    ResponseError
        With every difference that makes answers impossible to compare.
    """
    from barometre.responses.drift import build_drift_table, compare_structures

    workspace = project.workspace
    differences = compare_structures(
        structures, study=project.study, questionnaire=project.questionnaire
    )
    table = build_drift_table(differences)
    check_table(table, DRIFT)
    files = (workspace.table("drift"), workspace.data / "drift.csv")
    write_table(files[0], table)
    write_csv(files[1], table)
    breaking = [one.problem for one in differences if one.is_breaking]
    if breaking:
        raise ResponseError(*breaking)
    return files
