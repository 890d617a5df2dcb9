"""A tiny build to publish: a DuckDB file as dbt leaves it, with the two artefacts that publish reads."""

import json
from pathlib import Path

import duckdb

ACCOUNTS = [("a3", "Cranford Mills", 300), ("a1", "Ångström & Söhne", 100), ("a2", "Bo 'Quote' Ltd", None)]
MRR_MONTHS = 4


def write_build(warehouse_dir: Path, generation: int = 1) -> Path:
    """Write build.duckdb and the artefacts of a full passing run; every number carries the generation.

    Returns the target folder. account_mrr has three accounts by four months, `closing_mrr` = amount * generation.
    """
    warehouse_dir.mkdir(parents=True, exist_ok=True)
    (warehouse_dir / "build.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(warehouse_dir / "build.duckdb")) as con:
        con.execute("set TimeZone = 'UTC'")
        for schema in ("raw", "staging", "marts", "seeds"):
            con.execute(f"create schema {schema}")
        con.execute("create table raw._as_of as select timestamptz '2026-10-15 00:00:00+00' as as_of")
        con.execute("create table staging.stg_crm__accounts as select 'hidden' as account_id")
        con.execute("create table marts.accounts (account_id varchar, account_name varchar, employees integer)")
        con.executemany("insert into marts.accounts values (?, ?, ?)", ACCOUNTS)
        con.execute("create table marts.account_redirects as select 'a9' as from_account_id, 'a1' as to_account_id")
        con.execute(
            f"create table marts.account_mrr as select"
            f" (date '2026-01-31' + interval (month_number) month)::date as month_end,"
            f" account_id, (employees * {generation})::decimal(18,6) as closing_mrr"
            f" from marts.accounts, range({MRR_MONTHS}) as months (month_number)"
        )
        con.execute("create table seeds.metric_targets as select 'nrr' as metric_id, 1.1::decimal(9,4) as target_value")
        con.execute("create table seeds.currencies as select 'usd' as currency, 2 as minor_unit_digits")
    nodes = [
        model("accounts", "marts", meta={"key": ["account_id"]}, columns={"account_id": "CRM id, surviving account."}),
        model("account_mrr", "marts", columns={"month_end": "Last day of the month."}),
        model("account_redirects", "marts", access="protected"),
        model("stg_crm__accounts", "staging"),
        view("mrr_by_name", ["accounts", "account_mrr"]),
        seed("metric_targets", meta={"publish": True}),
        seed("currencies"),
        test("unique_accounts_account_id"),
    ]
    target_dir = warehouse_dir / "dbt"
    write_artefacts(target_dir, nodes)
    return target_dir


def model(
    name: str, folder: str, access: str = "public", meta: dict | None = None, columns: dict | None = None
) -> dict:
    """A manifest node of a model in models/<folder>."""
    return {
        "unique_id": f"model.cs_warehouse.{name}",
        "resource_type": "model",
        "alias": name,
        "schema": folder,
        "relation_name": f'"build"."{folder}"."{name}"',
        "path": f"{folder}/{name}.sql",
        "access": access,
        "description": f"One row per {name}; it's a test.",
        "columns": {column: {"name": column, "description": text} for column, text in (columns or {}).items()},
        "config": {"enabled": True, "materialized": "table", "meta": meta or {}, "tags": []},
    }


def view(name: str, reads: list[str]) -> dict:
    """A manifest node of a public view: names and MRR from the models that it `reads`."""
    node = model(name, "marts")
    joined = " natural join ".join(f'"build"."marts"."{table}"' for table in reads)
    return {
        **node,
        "config": {**node["config"], "materialized": "view"},
        "compiled_code": f"select account_name, month_end, closing_mrr from {joined}",
        "depends_on": {"nodes": [f"model.cs_warehouse.{table}" for table in reads]},
    }


def seed(name: str, meta: dict | None = None) -> dict:
    """A manifest node of a seed."""
    node = model(name, "seeds", meta=meta)
    return {**node, "unique_id": f"seed.cs_warehouse.{name}", "resource_type": "seed", "path": f"{name}.csv"}


def test(name: str) -> dict:
    """A manifest node of a data test."""
    node = model(name, "dbt_test__audit")
    return {**node, "unique_id": f"test.cs_warehouse.{name}.0a1b2c3d4e", "resource_type": "test", "access": None}


def unit_test(name: str) -> dict:
    """A manifest entry of a unit test."""
    return {
        "unique_id": f"unit_test.cs_warehouse.{name}",
        "resource_type": "unit_test",
        "config": {"enabled": True},
        "model": "accounts",
        "given": [],
        "expect": {"rows": [{"mrr": 1}]},
        "overrides": None,
    }


test.__test__ = False  # a maker of nodes, not a test of pytest's


def write_artefacts(target_dir: Path, nodes: list[dict], status: dict | None = None, **changes: object) -> None:
    """manifest.json and run_results.json of a full build; `status` by unique id where it is not a pass.

    `changes` replaces `which`, `select` and `left_out` of the run's arguments, its `invocation_id`, its `unit_tests`,
    its `sources` or its `exposures`.
    """
    target_dir.mkdir(parents=True, exist_ok=True)
    manifest = {
        "metadata": {"invocation_id": "run-1", "dbt_version": "1.11.0"},
        "nodes": {node["unique_id"]: node for node in nodes},
        "unit_tests": changes.get("unit_tests", {}),
        "sources": changes.get("sources", {}),
        "exposures": changes.get("exposures", {}),
    }
    results = [
        {
            "unique_id": name,
            "failures": 2 if found == "fail" else None,
            "status": found,
            "message": "Got 2 results, configured to fail if != 0" if found == "fail" else "OK",
        }
        for name in manifest["nodes"]
        if (found := (status or {}).get(name, "pass" if name.startswith("test") else "success")) != "missing"
    ]
    run_results = {
        "metadata": {"invocation_id": changes.get("invocation_id", "run-1")},
        "results": results,
        "args": {
            "which": changes.get("which", "build"),
            "select": changes.get("select", []),
            "exclude": [],
            "exclude_resource_types": changes.get("left_out", []),
        },
    }
    (target_dir / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (target_dir / "run_results.json").write_text(json.dumps(run_results), encoding="utf-8")
