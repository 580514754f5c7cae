"""The parts of a report: one file each, named in ``reports/<audience>.yaml``.

A section chooses and arranges estimates that disclosure has let through; it computes
no statistic and writes no sentence. A file with a function ``build`` is a section.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from barometre.errors import Problem, ReportError
from barometre.report.model import Section
from barometre.report.sections.context import Context

Builder = Callable[[Context], Section]

__all__ = ["Builder", "list_builders", "load_builder"]


@cache
def list_builders() -> dict[str, Builder]:
    """List the sections that a report may have, by name."""
    modules = {
        module.name: import_module(f"{__name__}.{module.name}")
        for module in iter_modules(__path__)
    }
    return {
        name: cast("Builder", module.build)
        for name, module in sorted(modules.items())
        if hasattr(module, "build")
    }


def load_builder(name: str) -> Builder:
    """Find the function that builds a section.

    Raises
    ------
    ReportError
        When no section has that name.
    """
    builders = list_builders()
    if name not in builders:
        raise ReportError(Problem("sections_unknown", key=name, known=list(builders)))
    return builders[name]
