"""``barometre run --due``: what the calendar calls for, told to whom it concerns."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from barometre.cli.progress import show_progress
from barometre.cli.purge import print_purge
from barometre.cli.run import print_remarks, print_reports
from barometre.cli.terminal import Terminal

if TYPE_CHECKING:
    from barometre.pipeline.calendar import News


def do_due(terminal: Terminal, folder: Path) -> None:
    """Do what is due and say what came of it; a failure is told by notice too."""
    from barometre.notices import complain_by_notice, tell_news
    from barometre.pipeline.calendar import run_due

    with show_progress(terminal) as progress, complain_by_notice(folder) as problems:
        found = run_due(
            folder,
            now=datetime.now(UTC),
            progress=progress,
            tell=lambda study, news: problems.extend(tell_news(study, news)),
        )
        for news in found:
            print_news(terminal, news)
    if not found:
        terminal.print("cli_due_nothing")
    for problem in problems:
        terminal.print_text(problem.render(terminal.language))


def print_news(terminal: Terminal, news: "News") -> None:
    """Say what was done, and where its files are."""
    waves = list(dict.fromkeys(task.wave for task in news.tasks if task.wave))
    if news.kind == "fetched":
        is_new = news.run and not news.run.is_nothing_new
        code = "cli_due_fetched" if is_new else "cli_due_nothing_new"
        terminal.print(code, waves=waves)
    elif news.kind == "report_ready":
        terminal.print("cli_due_report", waves=waves)
    elif news.kind == "purge_near":
        terminal.print("purge_near", day=news.purge_day)
    if news.purge:
        print_purge(terminal, news.purge)
    if news.run:
        print_remarks(terminal, news.run)
        print_reports(terminal, (*news.run.reports, *news.run.boards))
