"""The gate before publishing: the dbt artefacts of a build must show that all of it ran and all of it passed."""

import json
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path

from orchestration import unit_tests

PASSED = {"success", "pass", "warn"}  # a test that only warns says so on purpose
BUILT_TYPES = {"model", "seed", "snapshot", "test", "unit_test"}


class PublishRefused(RuntimeError):
    """The build must not be published; the message says why."""


# What these columns say is the same in every rule table.
VALIDITY = {
    "version": "Version of the row.",
    "effective_from": "First day on which the row is in force.",
    "effective_to": "First day on which it no longer is; null when open.",
}


@dataclass(frozen=True)
class Table:
    """A relation of the build that is published: where it stands and how it is described."""

    name: str
    schema: str
    description: str
    column_descriptions: dict[str, str]
    key: list[str]
    may_hold_personal_data: bool
    database: str = "build"


@dataclass(frozen=True)
class View:
    """A public model that is published as a query over published tables: no copy of what they hold already."""

    name: str
    description: str
    column_descriptions: dict[str, str]
    column_types: dict[str, str]
    query: str


@dataclass(frozen=True)
class Build:
    """A build that passed: its public tables and views, and what is told about it.

    `nodes` are dbt's models, seeds, sources, exposures and tests by unique id, `results` how those that ran ended,
    `published` the unique ids of what the tables and views are.
    """

    tables: list[Table]
    views: list[View]
    dbt_version: str
    tests_passed: int
    tests_warned: int
    nodes: dict[str, dict] = field(repr=False)
    results: dict[str, dict] = field(repr=False)
    published: list[str] = field(repr=False)

    def kind_of(self, name: str) -> str:
        """model or seed, of a published table."""
        return next(self.nodes[one]["resource_type"] for one in self.published if self.nodes[one]["alias"] == name)


@dataclass(frozen=True)
class Failure:
    """A node that did not pass: what dbt said about it, and how many rows a failing test found."""

    name: str
    status: str
    message: str
    rows: int | None


def failures(target_dir: Path) -> list[Failure]:
    """Nodes of the last dbt run in this folder that failed, skipped ones left out; empty when there was no run."""
    path = target_dir / "run_results.json"
    if not path.exists():
        return []
    return [
        Failure(short_name(one["unique_id"]), one["status"], (one["message"] or "").strip(), one["failures"])
        for one in json.loads(path.read_bytes())["results"]
        if one["status"] not in PASSED | {"skipped", "no-op"}
    ]


def passed_build(target_dir: Path) -> Build:
    """The build whose dbt artefacts lie in `target_dir`; raises PublishRefused unless every part of it passed."""
    manifest, results = (_read(target_dir / name) for name in ("manifest.json", "run_results.json"))
    if results["metadata"]["invocation_id"] != manifest["metadata"]["invocation_id"]:
        raise PublishRefused(f"{target_dir}: run_results.json belongs to another run than manifest.json; build again")
    arguments = results["args"]
    if arguments.get("which") != "build" or any(arguments.get(name) for name in ("select", "exclude", "selector")):
        raise PublishRefused("only a full `dbt build` can be published, and the last run was a partial one")
    status = {result["unique_id"]: result["status"] for result in results["results"]}
    left_out = arguments.get("exclude_resource_types") or []
    if left_out not in ([], ["unit_test"]):
        raise PublishRefused(f"the last build left out {', '.join(left_out)}; only a full `dbt build` can be published")
    if left_out:
        if not unit_tests.passed_before(target_dir, manifest):
            raise PublishRefused("the unit tests passed with another state of the project than was built; build again")
        status |= dict.fromkeys(manifest.get("unit_tests", {}), "pass")
    nodes = {**manifest["nodes"], **manifest.get("unit_tests", {})}
    due = [name for name, node in nodes.items() if _is_built(node)]
    bad = failures(target_dir)
    if bad:
        raise PublishRefused("; ".join(f"{failure.name}: {failure.message or failure.status}" for failure in bad))
    missing = sorted(short_name(name) for name in due if status.get(name) not in PASSED)
    if missing:
        raise PublishRefused(f"{len(missing)} of {len(due)} nodes did not run, such as {', '.join(missing[:5])}")
    public = [node for node in nodes.values() if _is_public(node)]
    tables = sorted((_table(node) for node in public if not _is_view(node)), key=lambda table: table.name)
    views = [_view(node, public) for node in _in_order([node for node in public if _is_view(node)])]
    if not tables:
        raise PublishRefused("the project has no public model or published seed")
    tests = [status[name] for name in due if nodes[name]["resource_type"] in ("test", "unit_test")]
    return Build(
        tables,
        views,
        manifest["metadata"]["dbt_version"],
        len(tests) - tests.count("warn"),
        tests.count("warn"),
        nodes={**nodes, **manifest.get("sources", {}), **manifest.get("exposures", {})},
        results={result["unique_id"]: result for result in results["results"]},
        published=sorted((node["unique_id"] for node in public), key=lambda name: nodes[name]["alias"]),
    )


def _read(path: Path) -> dict:
    if not path.exists():
        raise PublishRefused(f"there is no {path}; run the build first")
    return json.loads(path.read_bytes())


def _is_built(node: dict) -> bool:
    if node["resource_type"] not in BUILT_TYPES or not node["config"].get("enabled", True):
        return False
    return node["config"].get("materialized") != "ephemeral"


def _is_public(node: dict) -> bool:
    if node["resource_type"] == "model":
        return node["path"].startswith("marts/") and node.get("access") == "public"
    return node["resource_type"] == "seed" and bool(node["config"].get("meta", {}).get("publish"))


def _is_view(node: dict) -> bool:
    return node["config"].get("materialized") == "view"


def _in_order(views: list[dict]) -> list[dict]:
    """Views after the views that they read, else by name."""
    by_id = {node["unique_id"]: node for node in sorted(views, key=lambda node: node["alias"])}
    reads = {name: [other for other in node["depends_on"]["nodes"] if other in by_id] for name, node in by_id.items()}
    return [by_id[name] for name in TopologicalSorter(reads).static_order()]


def _view(node: dict, public: list[dict]) -> View:
    """The model's compiled query over published tables and views by their bare names; refuses any other reading."""
    query = node["compiled_code"]
    published = {other["unique_id"]: other for other in public}
    for name in node["depends_on"]["nodes"]:
        if name not in published:
            raise PublishRefused(f"the public view {node['alias']} reads {short_name(name)}, which is not published")
        query = query.replace(published[name]["relation_name"], f'"{published[name]["alias"]}"')
    columns = {name: column["description"] for name, column in node["columns"].items()}
    types = {name: column.get("data_type") or "" for name, column in node["columns"].items()}
    return View(node["alias"], node["description"], columns, types, query)


def _table(node: dict) -> Table:
    config = node["config"]
    meta = config.get("meta", {})
    described = {name: text for name, text in VALIDITY.items() if name in config.get("column_types", {})}
    described |= {name: column["description"] for name, column in node["columns"].items() if column["description"]}
    return Table(
        name=node["alias"],
        schema=node["schema"],
        description=node["description"],
        column_descriptions=described,
        key=list(meta.get("key", [])),
        may_hold_personal_data="personal_data" in config.get("tags", []) or bool(meta.get("personal_data")),
    )


def short_name(unique_id: str) -> str:
    """A node's name: `test.cs_warehouse.unique_accounts_account_id.0a1b` as `unique_accounts_account_id`."""
    parts = unique_id.split(".")
    return ".".join(parts[2:-1] if parts[0] == "test" and len(parts) > 3 else parts[2:])
