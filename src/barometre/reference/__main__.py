"""Write the pages again: ``python -m barometre.reference docs/reference``."""

import sys
from pathlib import Path

from barometre.reference.pages import render_pages


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in render_pages().items():
        (folder / name).write_text(page, "utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
