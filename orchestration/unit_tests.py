"""Unit tests depend on the project and on no row of data: once passed, they wait for a change of it."""

import hashlib
import json
from importlib.metadata import version
from pathlib import Path

RECORD = "unit_tests_passed.json"
PROJECT_FILES = ("dbt_project.yml", "profiles.yml")
PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb")


def fingerprint(manifest: dict) -> str:
    """One value for all of a dbt manifest that a unit test can depend on, names and descriptions of people left out.

    Models, seeds and macros by their text, models and sources by the types of their columns, and the tests themselves.
    """
    relations = [*manifest["nodes"].values(), *manifest.get("sources", {}).values()]
    parts = {
        "relations": {
            node["unique_id"]: [
                node.get("checksum"),
                {name: column.get("data_type") for name, column in node.get("columns", {}).items()},
                node.get("config", {}).get("materialized"),
            ]
            for node in relations
            if node["resource_type"] in ("model", "seed", "source")
        },
        "macros": {name: macro["macro_sql"] for name, macro in manifest.get("macros", {}).items()},
        "tests": {
            name: [test[field] for field in ("model", "given", "expect", "overrides")]
            for name, test in manifest.get("unit_tests", {}).items()
        },
        "packages": {name: version(name) for name in PACKAGES},
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def project_files(project_dir: Path) -> str:
    """One value for the files of the project that no manifest holds: variables and settings."""
    return hashlib.sha256(b"".join((project_dir / name).read_bytes() for name in PROJECT_FILES)).hexdigest()


def have_passed(parsed_dir: Path, project_dir: Path) -> bool:
    """Whether the project, as last parsed into `parsed_dir`, is the one whose unit tests all passed."""
    manifest, record = parsed_dir / "manifest.json", parsed_dir / RECORD
    if not (manifest.exists() and record.exists()):
        return False
    kept = json.loads(record.read_bytes())
    return kept == {
        "manifest": fingerprint(json.loads(manifest.read_bytes())),
        "project_files": project_files(project_dir),
    }


def remember(target_dir: Path, parsed_dir: Path, project_dir: Path) -> None:
    """Keep that a build's unit tests passed: in its `target_dir` for the gate, in `parsed_dir` for later builds."""
    manifest = json.loads((target_dir / "manifest.json").read_bytes())
    text = json.dumps({"manifest": fingerprint(manifest), "project_files": project_files(project_dir)})
    for folder in (target_dir, parsed_dir):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{RECORD}.new"
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(folder / RECORD)


def passed_before(target_dir: Path, manifest: dict) -> bool:
    """Whether the record beside a build tells of this very manifest."""
    record = target_dir / RECORD
    return record.exists() and json.loads(record.read_bytes())["manifest"] == fingerprint(manifest)
