"""From estimates to the files that people read."""

import platform
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from barometre import __version__
from barometre.departures import Departure, list_departures
from barometre.messages import Language
from barometre.pipeline.fetching import find_snapshots
from barometre.pipeline.project import Project
from barometre.pipeline.stage import Made
from barometre.report.index_page import render_index
from barometre.workspace.atomic import make_private_folder, write_atomically
from barometre.workspace.freshness import compute_report_files_hash
from barometre.workspace.frozen_plan import read_frozen_plan
from barometre.workspace.hashes import hash_value
from barometre.workspace.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from barometre.disclosure import Profile
    from barometre.evaluation.parts import Spread
    from barometre.report.model import Report


def draw_reports(project: Project, *, spread: "Spread | None" = None) -> Made:
    """Draw each report in each language, as a page and as a workbook.

    Parameters
    ----------
    project
        The study and its estimates.
    spread
        Who draws; this process by default.
    """
    folder = project.workspace.reports
    make_private_folder(folder)
    files: list[Path] = []
    languages = project.study.languages
    for report, profile in _build_reports(project):
        drawn = (
            spread(_draw, report, languages)
            if spread
            else [_draw(report, language) for language in languages]
        )
        for language, contents in zip(languages, drawn, strict=True):
            for suffix, content in contents.items():
                path = folder / f"{report.audience}.{language}.{suffix}"
                write_atomically(path, content, is_private=profile != "external")
                files.append(path)
    index = folder / "index.html"
    page = render_index(
        project.study.title,
        reports=[path.name for path in (*files, *_find_other_pages(folder))],
        languages=project.study.languages,
    )
    write_atomically(index, page.encode())
    return Made((*files, index), {"files": len(files) + 1})


def _find_other_pages(folder: Path) -> list[Path]:
    """Find the boards and the plan that are there: other commands draw them."""
    return [*sorted(folder.glob("board-*.*.html")), *sorted(folder.glob("plan.*.html"))]


def describe_drawings(project: Project) -> object:
    """Say what a drawing depends on beside its numbers."""
    return {
        "report_files": compute_report_files_hash(),
        "provenance": describe_provenance(project),
        "departures": [asdict(one) for one in find_departures(project)],
    }


def find_departures(project: Project) -> tuple[Departure, ...]:
    """Find what the plan says otherwise since the first answers came."""
    frozen = read_frozen_plan(project.workspace.plan_file)
    return list_departures(
        None if project.is_invented else frozen, project.plan_as_json
    )


def describe_provenance(project: Project) -> dict[str, str]:
    """Say where the numbers come from; not when, so that they can be made again."""
    manifests = [kept.manifest for kept in find_snapshots(project.workspace).values()]
    seed = getattr(project.study.source, "seed", None)
    return {
        "software_version": __version__,
        "python_version": platform.python_version(),
        "fetched_at": max((str(m["fetched_at"]) for m in manifests), default=""),
        **({} if seed is None else {"seed": str(seed)}),
        "study_hash": project.study_hash,
        "plan_hash": project.plan_hash,
        "questionnaire_hash": project.questionnaire_hash,
        "data_hash": hash_value([m["sha256"] for m in manifests]),
    }


def _build_reports(project: Project) -> "Iterator[tuple[Report, Profile]]":
    from barometre.disclosure import protect, protect_participation
    from barometre.report.build import build_report, summarise_flags
    from barometre.report.definition import load_definition

    tables = {
        name: read_table(project.workspace.table(name))
        for name in ("estimates", "participation", "flags", "drift")
    }
    provenance = describe_provenance(project)
    for audience in project.study.reports:
        definition = load_definition(audience)
        report = build_report(
            audience=audience,
            study=project.study,
            questionnaire=project.questionnaire,
            estimates=protect(
                tables["estimates"],
                study=project.study,
                questionnaire=project.questionnaire,
                profile=definition.profile,
            ),
            participation=protect_participation(
                tables["participation"],
                study=project.study,
                profile=definition.profile,
            ),
            flags_summary=summarise_flags(tables["flags"]),
            provenance=provenance,
            departures=find_departures(project),
            drift=tables["drift"],
            definition=definition,
        )
        yield report, definition.profile


def _draw(report: "Report", language: Language) -> dict[str, bytes]:
    from barometre.report.html import render_html
    from barometre.report.texts import load_texts
    from barometre.report.xlsx import render_xlsx

    texts = load_texts(language)
    return {
        "html": render_html(report, language=language, texts=texts).encode(),
        "xlsx": render_xlsx(report, language=language, texts=texts),
    }
