"""Rules that the dashboards' source keeps, read from the source."""

import ast
from pathlib import Path

import pytest

DASHBOARDS = Path(__file__).parents[2] / "dashboards"
FILES = sorted(DASHBOARDS.rglob("*.py"))
PACKAGE = DASHBOARDS / "cs_dash"


def named(*patterns: str) -> list[Path]:
    """Modules of the package by their names' patterns."""
    return sorted(path for pattern in patterns for path in PACKAGE.glob(f"{pattern}.py"))


PURE = named("models/*", "*repo", "*charts", "fmt", "*column*", "theme_tokens", "export", "xlsx", "wording")
NO_ARITHMETIC = named("models/*", "*blocks", "*filters", "ui", "export", "xlsx", "downloads", "wording")
QUERIES = {"rows", "table", "execute", "sql", "executemany"}


def calls(path: Path) -> list[ast.Call]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]


def called(call: ast.Call) -> str:
    """`st.html` for st.html(...)."""
    return ast.unparse(call.func)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_html_but_escaped(path):
    text = path.read_text(encoding="utf-8")
    assert "unsafe_allow" not in text
    for call in calls(path):
        if called(call) == "st.html":
            body = ast.unparse(call.args[0])
            names = [ast.unparse(node) for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)]
            assert "html.escape(" in body or names == ["cells"], body
            assert not any(isinstance(node, ast.JoinedStr) for node in ast.walk(call.args[0]))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "cells":
            assert ast.unparse(node.value).count("html.escape(") == 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_sql_is_made_of_values(path):
    for call in calls(path):
        if isinstance(call.func, ast.Attribute) and call.func.attr in QUERIES and call.args:
            for node in ast.walk(call.args[0]):
                assert not isinstance(node, ast.JoinedStr), ast.unparse(node)
                assert not isinstance(node, ast.Mod)
                assert not (isinstance(node, ast.Attribute) and node.attr in ("format", "join", "replace"))


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.name)
def test_models_charts_and_sql_do_without_streamlit(path):
    imported = {
        name.name.split(".")[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    assert "streamlit" not in imported


@pytest.mark.parametrize("path", sorted((DASHBOARDS / "views").glob("*.py")), ids=lambda path: path.name)
def test_views_are_layout_only(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 80
    assert "select " not in text.lower()


def test_no_folder_is_called_pages():
    assert not [path for path in DASHBOARDS.rglob("pages") if path.is_dir()]


@pytest.mark.parametrize("path", NO_ARITHMETIC, ids=lambda path: path.name)
def test_ratios_are_not_made_in_python(path):
    divisions = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div | ast.FloorDiv)
    ]
    assert divisions == []


DRAWERS = {"ui.table", "ui.account_table", "ui.account_choice"}
SAVERS = {"downloads.of_shown", "downloads.buttons"}


def functions_with_calls() -> dict[tuple[str, str], set[str]]:
    """What each function calls, by (module, name); a view's own lines are the function '' of it."""
    found = {}
    for path in sorted([*(DASHBOARDS / "views").glob("*.py"), *PACKAGE.glob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        own = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        found |= {(path.stem, node.name): {called(call) for call in calls_in(node)} for node in own}
        rest = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
        found[(path.stem, "")] = {called(call) for node in rest for call in calls_in(node)}
    return found


def calls_in(node: ast.AST) -> list[ast.Call]:
    return [inner for inner in ast.walk(node) if isinstance(inner, ast.Call)]


def test_no_table_is_without_its_downloads():
    """What draws a table offers its rows, or is called by nothing but functions that do."""
    called_by = functions_with_calls()
    drawing = {place for place, names in called_by.items() if names & DRAWERS and place[0] != "ui"}
    assert len(drawing) > 30
    for module, name in sorted(place for place in drawing if not called_by[place] & SAVERS):
        callers = [
            names
            for (other, _), names in called_by.items()
            if f"{module}.{name}" in names or (other == module and name in names)
        ]
        assert callers, f"{module}.{name} shows a table and no download"
        assert all(names & SAVERS for names in callers), f"{module}.{name} shows a table and no download"
