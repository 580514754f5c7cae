"""The vocabulary of the estimates: statistics, methods and caveat codes."""

from barometre.reference.markdown import load_words, render_page, render_table

_TITLES = {
    "statistics": "Nombres · Numbers (`statistic`)",
    "methods": "Méthodes · Methods (`method`)",
    "notes": "Réserves · Caveats (`note`)",
}


def render_statistics_page() -> str:
    """Render the reference of the words of the estimates table."""
    words = load_words("statistics.yaml")
    sections = [
        f"## {title}\n\n"
        + render_table(
            ("nom · name",),
            [((f"`{name}`",), meaning) for name, meaning in words[part].items()],
        )
        for part, title in _TITLES.items()
    ]
    return render_page("statistics", *sections)
