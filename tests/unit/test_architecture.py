"""Promises about the shape of the code that no single file can keep."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [*ROOT.glob("src/**/*.py"), *ROOT.glob("flows/*.py")]
LINES = {
    path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
    for path in FILES
}
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "tools"}


def list_nodes(kind: type[ast.AST]) -> list[tuple[str, ast.AST]]:
    return [
        (path.relative_to(ROOT).as_posix(), node)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, kind)
    ]


def count_lines(function: ast.FunctionDef) -> int:
    """Count the lines of a function after its docstring."""
    first, *_ = function.body
    has_docstring = isinstance(first, ast.Expr) and isinstance(
        first.value, ast.Constant
    )
    start = first.end_lineno if has_docstring else first.lineno - 1
    return function.end_lineno - start


def test_no_file_is_above_400_lines():
    assert [name for name, lines in LINES.items() if lines > 400] == []


def test_half_of_the_files_are_under_150_lines():
    assert sorted(LINES.values())[len(LINES) // 2] < 150


def test_no_function_is_above_50_lines():
    long = [
        (name, function.name, count_lines(function))
        for name, function in list_nodes(ast.FunctionDef)
        if count_lines(function) > 50
    ]
    assert long == []


def test_no_file_has_a_name_that_says_nothing():
    assert [path for path in FILES if path.stem in VAGUE] == []


def test_code_raises_and_never_asserts():
    assert [(name, node.lineno) for name, node in list_nodes(ast.Assert)] == []
