"""What came out of a run, for those who only see Prefect's page: no small group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from barometre.errors import BarometreError
from barometre.load_study import load_study
from barometre.pipeline.project import Project, load_project
from barometre.pipeline.run import find_study
from barometre.workspace.run_record import read_record
from barometre.workspace.tables import read_table

if TYPE_CHECKING:
    import pandas as pd

    from barometre.disclosure import Profile

Rows = list[dict[str, object]]
# Whoever opens the page may be anyone.
_PROFILE: "Profile" = "external"
_RELIABILITY = ("cronbach_alpha", "spearman_brown", "mcdonald_omega_total")


@dataclass(frozen=True, slots=True)
class Results:
    """Aggregates after disclosure, as JSON can write them.

    ``tables`` hold plain rows by name, ``pages`` the files to open by name; ``slug``
    names the study in lower case with dashes.
    """

    slug: str
    headline: str
    tables: dict[str, Rows]
    pages: dict[str, Path]


def name_study(address: str, waves: Sequence[str] | None = None) -> str:
    """Name a study and waves for a list of runs; its folder where it cannot be read."""
    try:
        study = load_study(Path(address) / "study.yaml")
    except BarometreError:
        return PurePosixPath(address).name
    return f"{study.id} {'+'.join(waves or study.wave_ids)}"


def summarise_results(folder: Path) -> Results:
    """Summarise response rates, flags and reliability of what the last run made.

    Tables that were not made yet are left out.
    """
    workspace = find_study(folder)
    project = load_project(workspace)
    record = read_record(workspace.record_file)
    tables = {
        name: rows
        for name, rows in (
            ("response-rate", _list_response_rates(project)),
            ("flags", _list_flags(project)),
            ("reliability", _list_reliability(project)),
        )
        if rows
    }
    language = project.study.languages[0]
    pages = {
        _slug(path.stem): path
        for stage in ("report", "board")
        if stage in record.stages
        for path in map(workspace.folder.joinpath, record.stages[stage].outputs)
        if path.name.endswith(f".{language}.html")
    }
    lines = [f"# {project.study.title.get(language)}", ""]
    lines += [f"- {path.name}" for path in pages.values()]
    return Results(_slug(project.study.id), "\n".join(lines), tables, pages)


def _list_response_rates(project: Project) -> Rows:
    from barometre.disclosure import protect_participation
    from barometre.evaluation.participation import derive_response_rates

    counts = _read(project, "participation")
    if counts is None:
        return []
    shown = protect_participation(counts, study=project.study, profile=_PROFILE)
    place = ["wave", "group_by", "group"]
    rates = derive_response_rates(shown).set_index(place)["estimate"].to_dict()
    rows: Rows = []
    for named, found in shown[~shown["is_suppressed"]].groupby(place, sort=False):
        counted = {
            stage: int(n)
            for stage, n in zip(
                found["stage"].tolist(), found["n"].tolist(), strict=True
            )
        }
        row: dict[str, object] = {**dict(zip(place, named, strict=True)), **counted}
        if named in rates:
            row["response_rate"] = round(rates[named], 3)
        rows.append(row)
    return rows


def _list_flags(project: Project) -> Rows:
    from barometre.disclosure import protect_flags
    from barometre.report.build import summarise_flags
    from barometre.report.texts import load_texts

    flags = _read(project, "flags")
    if flags is None:
        return []
    found = summarise_flags(flags)
    shown = protect_flags(found, study=project.study, profile=_PROFILE)
    too_few = load_texts(project.study.languages[0])["absent.suppressed"]
    return [
        {"wave": wave, "rule": rule, "responses": too_few if is_hidden else int(n)}
        for wave, rule, n, is_hidden in shown[
            ["wave", "rule", "n", "is_suppressed"]
        ].itertuples(index=False, name=None)
    ]


def _list_reliability(project: Project) -> Rows:
    from barometre.disclosure import protect

    estimates = _read(project, "estimates")
    if estimates is None:
        return []
    shown = protect(
        estimates,
        study=project.study,
        questionnaire=project.questionnaire,
        profile=_PROFILE,
    )
    is_wanted = (
        shown["statistic"].isin(_RELIABILITY)
        & shown["analysis"].eq("reliability")
        & shown["group_by"].eq("")
        & shown["population"].eq("all")
        & ~shown["is_suppressed"]
        & shown["estimate"].notna()
    )
    columns = [
        "wave",
        "scale",
        "subscale",
        "statistic",
        "estimate",
        "ci_low",
        "ci_high",
    ]
    return [
        {
            name: round(value, 3) if isinstance(value, float) else value
            for name, value in zip([*columns, "n"], row, strict=True)
            if value == value  # an end of an interval may not exist
        }
        for row in shown.loc[is_wanted, [*columns, "n"]].itertuples(
            index=False, name=None
        )
    ]


def _read(project: Project, name: str) -> "pd.DataFrame | None":
    path = project.workspace.table(name)
    return read_table(path) if path.is_file() else None


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
