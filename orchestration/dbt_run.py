"""dbt inside this process: one import of dbt for parse and build, and no child that could outlive a killed refresh."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg
from google.protobuf.json_format import MessageToDict

from orchestration import unit_tests
from orchestration.lock import writer_lock

PARTIAL_PARSE = "partial_parse.msgpack"
PARSED = ("dbt_project.yml", "profiles.yml", "models", "macros", "seeds", "tests/invariants")


class DbtFailed(RuntimeError):
    """dbt ended badly; the message has what it said, node by node where nodes failed."""


def load_manifest(project_dir: Path, target_dir: Path) -> dict:
    """The project's manifest as dbt writes it, parsed again when a file of the project is newer. Raises DbtFailed."""
    manifest = target_dir / "manifest.json"
    with writer_lock(target_dir, "dbt parse", wait_seconds=300):
        if not manifest.exists() or manifest.stat().st_mtime < _newest_change(project_dir):
            _invoke(["parse"], project_dir, target_dir, [])
        found = json.loads(manifest.read_bytes())
        if _is_torn(found):
            # dbt's memory of the last parse keeps the old id of a model that was given a version since.
            (target_dir / PARTIAL_PARSE).unlink(missing_ok=True)
            _invoke(["parse"], project_dir, target_dir, [])
            found = json.loads(manifest.read_bytes())
        return _placed(found)


def _is_torn(manifest: dict) -> bool:
    """Whether a node depends on one that is not there."""
    known = {*manifest["nodes"], *manifest["sources"]}
    reads = (node["depends_on"].get("nodes", ()) for node in manifest["nodes"].values())
    return not all(known.issuperset(names) for names in reads)


def _placed(manifest: dict) -> dict:
    """The manifest with every test of several models placed at the first that it names, so that Dagster shows it."""
    for node in manifest["nodes"].values():
        models = [manifest["nodes"][name] for name in node["depends_on"].get("nodes", ()) if name in manifest["nodes"]]
        if node["resource_type"] == "test" and not node.get("attached_node") and models:
            place = {"name": models[0]["name"], "version": models[0].get("version")}
            node["config"]["meta"] = {"dagster": {"ref": place}, **node["config"].get("meta", {})}
    return manifest


def build(
    project_dir: Path, target_dir: Path, parsed_dir: Path, select: list[str], watch: Callable[[dict], None]
) -> list[dict]:
    """`dbt build` of the selected names (none: of all), artefacts in `target_dir`; returns the result events.

    Unit tests are left out where they passed with the project as it is. `watch` gets every event as it happens, in the
    shape of dbt's JSON log. Raises DbtFailed when anything failed, but not before every result was watched.
    """
    target_dir.mkdir(parents=True, exist_ok=True)
    for name in ("run_results.json", unit_tests.RECORD):
        (target_dir / name).unlink(missing_ok=True)
    if not (target_dir / PARTIAL_PARSE).exists() and (parsed_dir / PARTIAL_PARSE).exists():
        shutil.copyfile(parsed_dir / PARTIAL_PARSE, target_dir / PARTIAL_PARSE)

    def on_event(message: EventMsg) -> None:
        if message.info.name.startswith("Log") and message.info.name.endswith(("Result", "StartLine")):
            watch(MessageToDict(message, preserving_proto_field_name=True))

    arguments = ["build", *(["--select", *select] if select else [])]
    known = unit_tests.have_passed(parsed_dir, project_dir)
    if known:
        arguments += ["--exclude-resource-type", "unit_test"]
        shutil.copyfile(parsed_dir / unit_tests.RECORD, target_dir / unit_tests.RECORD)
    try:
        _invoke(arguments, project_dir, target_dir, [on_event])
        if not known and not select:
            unit_tests.remember(target_dir, parsed_dir, project_dir)
    finally:
        # dbt-duckdb keeps the file open until its process ends, and publishing opens it next.
        DuckDBConnectionManager.close_all_connections()


def _invoke(arguments: list[str], project_dir: Path, target_dir: Path, callbacks: list) -> None:
    """Run dbt; once more without its memory of the last parse where that made it stumble (a description that moved)."""
    done = _dbt(arguments, project_dir, target_dir, callbacks)
    if done.exception and (target_dir / PARTIAL_PARSE).exists():
        (target_dir / PARTIAL_PARSE).unlink()
        done = _dbt(arguments, project_dir, target_dir, callbacks)
    if done.exception:
        raise DbtFailed(str(done.exception)) from done.exception
    if not done.success:
        raise DbtFailed(f"dbt {arguments[0]} did not pass")


def _dbt(arguments: list[str], project_dir: Path, target_dir: Path, callbacks: list) -> dbtRunnerResult:
    return dbtRunner(callbacks=callbacks).invoke(
        [
            *arguments,
            "--project-dir",
            str(project_dir),
            "--profiles-dir",
            str(project_dir),
            "--target-path",
            str(target_dir),
            "--log-path",
            str(target_dir),
            "--log-level-file",
            "none",
            "--log-level",
            "none",
            "--no-use-colors",
        ]
    )


def _newest_change(project_dir: Path) -> float:
    """Newest modification among the project's files and folders; a folder's time tells of deleted files."""
    roots = [project_dir / name for name in PARSED]
    paths = [path for root in roots for path in (root, *root.rglob("*"))]
    return max(path.stat().st_mtime for path in paths if path.exists())
