"""All pages that are written from the program."""

from barometre.questionnaire import reference as questionnaire
from barometre.reference.commands_page import render_commands_page
from barometre.reference.statistics_page import render_statistics_page
from barometre.reference.study_page import render_study_page
from barometre.reference.tables_page import render_tables_page
from barometre.reference.witnesses_page import render_witnesses_page


def render_pages() -> dict[str, str]:
    """Render every page of ``docs/reference``, by file name."""
    return {
        "study.md": render_study_page(),
        "tables.md": render_tables_page(),
        "statistics.md": render_statistics_page(),
        "witnesses.md": render_witnesses_page(),
        "command-line.md": render_commands_page(),
        **questionnaire.render_pages(),
    }
