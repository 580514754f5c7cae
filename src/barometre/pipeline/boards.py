"""The fieldwork board of each open wave, from the responses as they stand."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from barometre import __version__
from barometre.due import list_open
from barometre.pipeline.fetching import find_snapshots, read_asked
from barometre.pipeline.project import Project
from barometre.pipeline.stage import Made
from barometre.workspace.atomic import make_private_folder, write_atomically
from barometre.workspace.freshness import compute_report_files_hash
from barometre.workspace.snapshots import read_snapshot
from barometre.workspace.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from barometre.evaluation.fieldwork import Fieldwork


def draw_boards(project: Project) -> Made:
    """Draw a page for each open wave, in each language of the study."""
    from barometre.report.board import build_board
    from barometre.report.html import render_html
    from barometre.report.texts import load_texts

    folder = project.workspace.reports
    make_private_folder(folder)
    files: list[Path] = []
    for found in count_open_waves(project):
        report = build_board(
            found,
            study=project.study,
            questionnaire=project.questionnaire,
            today=project.today,
            provenance=_describe_provenance(project, found.wave),
        )
        for language in project.study.languages:
            page = render_html(report, language=language, texts=load_texts(language))
            path = folder / f"board-{found.wave}.{language}.html"
            write_atomically(path, page.encode())
            files.append(path)
    return Made(tuple(files), {"files": len(files)})


def count_open_waves(project: Project) -> "Iterator[Fieldwork]":
    """Count the responses of each wave that is open today."""
    from barometre.evaluation.fieldwork import count_fieldwork

    responses, flags = (
        read_table(project.workspace.table(name)) for name in ("responses", "flags")
    )
    asked = read_asked(project)
    for wave in list_open(project.study, today=project.today):
        yield count_fieldwork(
            wave,
            study=project.study,
            questionnaire=project.questionnaire,
            responses=responses,
            flags=flags,
            asked=asked,
            arrivals=_count_arrivals(project, wave.id),
        )


def _count_arrivals(project: Project, wave: str) -> dict[str, int]:
    """Count the rows of the last snapshot of each day."""
    zone = ZoneInfo(project.study.schedule.timezone)
    kept = [
        read_snapshot(folder).manifest
        for folder in sorted((project.workspace.raw / wave).glob("[0-9]*/"))
    ]
    return {
        str(
            datetime.fromisoformat(str(one["fetched_at"])).astimezone(zone).date()
        ): int(str(one["n_rows"]))
        for one in kept
    }


def describe_boards(project: Project) -> object:
    """Say what a board depends on beside its counts: the day, above all."""
    open_waves = [wave.id for wave in list_open(project.study, today=project.today)]
    return {
        "today": str(project.today),
        "group_names": project.study_parts("group_names", "disclosure"),
        "report_files": compute_report_files_hash(),
        "provenance": [_describe_provenance(project, wave) for wave in open_waves],
    }


def _describe_provenance(project: Project, wave: str) -> dict[str, str]:
    kept = find_snapshots(project.workspace).get(wave)
    fetched = {"fetched_at": str(kept.manifest["fetched_at"])} if kept else {}
    return {"software_version": __version__, **fetched}
