"""Files, functions, views and templates stay short enough to be read at once."""

import ast

from tests.architecture.source import KSBB, functions, python_files, shown, templates, tree

FILE, FUNCTION, VIEW, TEMPLATE = 400, 50, 25, 150  # lines


def test_files_are_short():
    long = {shown(path): n for path in python_files() if (n := len(path.read_text().splitlines())) > FILE}

    assert long == {}


def test_functions_are_short():
    long = {
        f"{shown(path)}:{one.name}": n
        for path in python_files()
        for one in functions(tree(path))
        if (n := _lines(one)) > FUNCTION
    }

    assert long == {}


def test_views_are_short():
    long = {
        f"{shown(path)}:{one.name}": n
        for path in python_files()
        if path.is_relative_to(KSBB / "web")
        for one in functions(tree(path))
        if one.args.args and one.args.args[0].arg == "request" and (n := _lines(one)) > VIEW
    }

    assert long == {}


def test_templates_are_short():
    long = {shown(path): n for path in templates() if (n := len(path.read_text().splitlines())) > TEMPLATE}

    assert long == {}


def _lines(one: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The body, without the docstring: a list of keyword arguments, one a line, is no length to be ashamed of."""
    body = one.body[1:] if ast.get_docstring(one) else one.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1 if body else 0
