"""The command line; each command stands in a file of its own."""

from barometre.cli.main import main

__all__ = ["main"]
