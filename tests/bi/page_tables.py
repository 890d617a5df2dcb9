"""Which published tables each page of the dashboards reads, told by its source, and written as dbt exposures.

`python -m tests.bi.page_tables` writes models/_exposures.yml anew. From a page's view the names it uses are followed
through the package; what counts are the tables in the SQL texts that are met on the way.
"""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DASHBOARDS = PROJECT / "dashboards"
EXPOSURES = PROJECT / "models" / "_exposures.yml"
READ = re.compile(r"\b(?:from|join)\s+([a-z_][a-z0-9_]*)")
ADDRESS = "http://localhost:8501"
# What a page is for, in the words that leaders use; the owner answers for what it shows.
OWNERS = {
    "executive": "Leadership of customer success",
    "finance": "Finance",
    "retention": "Finance",
    "data": "Data engineering",
}
OWNER = "Customer success operations"


@dataclass(frozen=True)
class Page:
    """A page of the navigation: its view's name, its title, where it is and what it answers."""

    view: str
    title: str
    path: str
    question: str


@dataclass(frozen=True)
class Module:
    """A module: `names` are its own top-level definitions, `imported` what other names stand for (module, name)."""

    name: str
    names: dict[str, list[ast.stmt]]
    imported: dict[str, tuple[str, str | None]]
    reads_tables: bool


def pages() -> list[Page]:
    """The pages that app.py names, in the order of the navigation; the first is at the address itself."""
    found = []
    for view, (title, _) in _named_pages().items():
        docstring = ast.get_docstring(ast.parse((DASHBOARDS / "views" / f"{view}.py").read_text(encoding="utf-8")))
        question = docstring.split(": ", 1)[-1].splitlines()[0]
        found.append(Page(view, title, f"/{view}" if found else "/", question))
    return found


def _named_pages() -> dict[str, tuple[str, str]]:
    """PAGES of app.py: title and icon by the view's name."""
    tree = ast.parse((DASHBOARDS / "app.py").read_text(encoding="utf-8"))
    (value,) = [
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PAGES"
    ]
    return ast.literal_eval(value)


def published_names() -> set[str]:
    """Models of the marts and seeds: what a table of a publication can be called."""
    models = {path.stem for path in (PROJECT / "models" / "marts").rglob("*.sql")}
    return models | {path.stem for path in (PROJECT / "seeds").glob("*.csv")}


def tables_of(view: str) -> list[str]:
    """Names of the models and seeds that a page reads."""
    root = _module("view", DASHBOARDS / "views" / f"{view}.py")
    waiting = [(root, body) for bodies in root.names.values() for body in bodies]
    seen, found = set(), set()
    while waiting:
        module, node = waiting.pop()
        found |= _read_by(node) if module.reads_tables else set()
        for target in _references(module, node):
            if target not in seen:
                seen.add(target)
                owner = _package().get(target[0])
                waiting += [(owner, body) for body in owner.names.get(target[1], ())] if owner else []
    return sorted(found & published_names())


def _read_by(node: ast.stmt) -> set[str]:
    docstrings = {
        id(one.body[0].value)
        for one in ast.walk(node)
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and isinstance(one.body[0], ast.Expr)
    }
    texts = (one for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return {name for text in texts if id(text) not in docstrings for name in READ.findall(text.value)}


def _references(module: Module, node: ast.stmt) -> set[tuple[str, str]]:
    """(module, name) of everything of the package that a statement uses."""
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Name):
            if one.id in module.names:
                found.add((module.name, one.id))
            elif module.imported.get(one.id, (None, None))[1]:
                found.add(module.imported[one.id])
        elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            owner, name = module.imported.get(one.value.id, (None, None))
            if owner and name is None:
                found.add((owner, one.attr))
    return found


@cache
def _package() -> dict[str, Module]:
    root = DASHBOARDS / "cs_dash"
    found = {}
    for path in root.rglob("*.py"):
        name = ".".join(("cs_dash", *path.relative_to(root).with_suffix("").parts))
        found[name] = _module(name, path)
    return found


def _module(name: str, path: Path) -> Module:
    names: dict[str, list[ast.stmt]] = {}
    imported: dict[str, tuple[str, str | None]] = {}
    for number, statement in enumerate(ast.parse(path.read_text(encoding="utf-8")).body):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").startswith("cs_dash"):
            for one in statement.names:
                inner = f"{statement.module}.{one.name}"
                is_module = (DASHBOARDS / Path(*inner.split("."))).with_suffix(".py").exists()
                imported[one.asname or one.name] = (inner, None) if is_module else (statement.module, one.name)
        elif isinstance(statement, ast.FunctionDef | ast.ClassDef):
            names.setdefault(statement.name, []).append(statement)
        elif not isinstance(statement, ast.Import | ast.ImportFrom):
            targets = {one.id for one in ast.walk(statement) if isinstance(one, ast.Name)
                       and isinstance(one.ctx, ast.Store)}  # fmt: skip
            for target in targets or {f"statement {number}"}:
                names.setdefault(target, []).append(statement)
    return Module(name, names, imported, path.stem.endswith("repo"))


def as_yaml() -> str:
    """All exposures as the text of their file."""
    lines = [
        "# Written by `python -m tests.bi.page_tables` from the source of the dashboards; a test compares both.",
        "version: 2",
        "",
        "exposures:",
    ]
    for page in pages():
        lines += [
            f"  - name: page_{page.view}",
            f"    label: {page.title}",
            "    type: dashboard",
            "    maturity: high",
            f"    url: {ADDRESS}{page.path}",
            f"    description: {page.question[:1].upper()}{page.question[1:]}",
            f"    owner: {{name: {OWNERS.get(page.view, OWNER)}}}",
            "    depends_on:",
            *(f"      - ref('{table}')" for table in tables_of(page.view)),
        ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    EXPOSURES.write_text(as_yaml(), encoding="utf-8")
