"""Where the texts, templates and theme of reports stand."""

from pathlib import Path


def reports_folder() -> Path:
    """Find ``reports/``: beside the code in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "reports"
    return inside if inside.is_dir() else package.parents[1] / "reports"
