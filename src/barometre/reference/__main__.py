"""Write the pages again: ``python -m barometre.reference docs/reference``."""

import argparse
from pathlib import Path

from barometre.reference.pages import render_pages


def write_pages(folder: Path) -> None:
    """Write every page into a folder that is there."""
    for name, page in render_pages().items():
        (folder / name).write_text(page, "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the reference pages again.")
    parser.add_argument("folder", type=Path, help="docs/reference")
    write_pages(parser.parse_args().folder)
