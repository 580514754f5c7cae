"""Write the pages again: ``python -m barometre.reference docs/reference``."""

import sys
from pathlib import Path

from barometre.reference.pages import PAGES


def write_pages(folder: Path) -> None:
    """Write every page into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, render in PAGES.items():
        (folder / name).write_text(render(), "utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
