"""How R works out each statistic, or why it does not: one table."""

from barometre.reference.markdown import load_words, render_page, render_table


def render_witnesses_page() -> str:
    """Render the witness of each name of the statistics, in their order."""
    witnesses = load_words("witnesses.yaml")
    rows = [
        ((f"`{name}`",), _find_witness(name, witnesses))
        for name in load_words("statistics.yaml")["statistics"]
    ]
    return render_page("witnesses", render_table(("nom · name",), rows))


def _find_witness(
    name: str, witnesses: dict[str, dict[str, dict[str, str]]]
) -> dict[str, str]:
    """Say the same in both languages where R says it."""
    if name in witnesses["without_r"]:
        return witnesses["without_r"][name]
    found = witnesses["from_r"][name]
    scripts = ", ".join(f"`{script}.R`" for script in found["scripts"])
    return {
        "fr": f"{found['by']} — {scripts}",
        "en": f"{found['by']} — {scripts}",
    }
