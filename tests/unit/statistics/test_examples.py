import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

from barometre import statistics

MODULES = [module.name for module in iter_modules(statistics.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_docstrings_run(name):
    module = import_module(f"barometre.statistics.{name}")
    assert doctest.testmod(module).failed == 0


def test_there_are_examples_to_run():
    modules = [import_module(f"barometre.statistics.{name}") for name in MODULES]
    assert sum(doctest.testmod(module).attempted for module in modules) >= 5
