"""All pages that are written from the program."""

from collections.abc import Callable, Mapping

from barometre.reference.commands_page import render_commands_page
from barometre.reference.statistics_page import render_statistics_page
from barometre.reference.study_page import render_study_page
from barometre.reference.tables_page import render_tables_page

# File of docs/reference to what writes it.
PAGES: Mapping[str, Callable[[], str]] = {
    "study.md": render_study_page,
    "tables.md": render_tables_page,
    "statistics.md": render_statistics_page,
    "command-line.md": render_commands_page,
}
