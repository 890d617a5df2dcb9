"""The Dagster code location: its graph, its checks, what starts it, and one writer per run."""

import importlib
import json
import sys
from types import SimpleNamespace

import dagster as dg
import pytest

from orchestration.lock import holder, writer_lock
from tests.orchestration.shop import REPO, Shop


def load(monkeypatch, environment: dict[str, str]):
    """A fresh import of the code location under these variables, as Dagster's code server does it."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "orchestration.definitions", raising=False)
    return importlib.import_module("orchestration.definitions")


@pytest.fixture
def location(shop: Shop, monkeypatch):
    return load(monkeypatch, shop.environment())


def keys(location) -> set[str]:
    return {key.to_user_string() for key in location.defs.resolve_asset_graph().get_all_asset_keys()}


def test_the_graph_runs_from_source_tables_to_the_publication(location):
    assert keys(location) == {
        *("shop/customers", "shop/orders"),
        *(f"landing/{name}" for name in ("loads", "rejected_rows", "rejected_files", "drift", "as_of")),
        *(f"closes/{name}" for name in ("closes", *location.closes.TABLES)),
        *("staging/stg_shop__customers", "staging/stg_shop__orders", "seeds/couriers"),
        *("marts/customer_orders", "marts/shop_totals", "published", "board_pack"),
    }
    graph = location.defs.resolve_asset_graph()
    assert graph.get(dg.AssetKey(["staging", "stg_shop__customers"])).parent_keys == {
        dg.AssetKey(["shop", "customers"])
    }
    assert dg.AssetKey(["marts", "shop_totals"]) in graph.get(dg.AssetKey("published")).parent_keys
    assert {check.name for check in graph.asset_check_keys} == {
        "unique_customer_orders_customer_id",
        "not_null_customer_orders_customer_id",
        "not_null_customer_orders_customer_name",
        "totals_are_the_sum_of_customers",
    }


def test_the_project_s_own_location_loads_with_every_contract_and_model(tmp_path, monkeypatch, project):
    own = Shop(tmp_path, REPO)
    project.remember(own.root / "target", own.warehouse)
    location = load(monkeypatch, own.environment())
    found = keys(location)
    assert {f"{system}/{name}" for system, name in location.CONTRACTS} <= found
    nodes = [node for node in location.MANIFEST["nodes"].values() if node["resource_type"] in ("model", "seed")]
    assert {f"{node['schema']}/{node['name']}" for node in nodes} <= found
    # A test that is no check of an asset would be logged with a warning at every refresh.
    tests = {node["name"] for node in location.MANIFEST["nodes"].values() if node["resource_type"] == "test"}
    assert {check.name for check in location.defs.resolve_asset_graph().asset_check_keys} == tests


def test_the_job_runs_in_process_with_checks_and_metadata(location, shop):
    with dg.DagsterInstance.ephemeral() as instance:
        done = location.defs.resolve_job_def("refresh").execute_in_process(instance=instance)
    assert done.success
    assert all(evaluation.passed for evaluation in done.get_asset_check_evaluations())
    assert len(done.get_asset_check_evaluations()) == 4
    told = done.asset_materializations_for_node("published")[0].metadata
    assert told["path"].value == str(shop.warehouse / "published" / "current").replace(
        "current", f"releases/{shop.query('select publication_id from publication')[0][0]}/cs_warehouse.duckdb"
    )
    landed = done.asset_materializations_for_node("shop__orders")[0].metadata
    assert (landed["files"].value, landed["rows landed"].value) == (2, 2)
    assert holder(shop.warehouse) is None


def test_a_run_that_finds_the_warehouse_taken_fails_with_the_holder_s_name(location, shop):
    with dg.DagsterInstance.ephemeral() as instance, writer_lock(shop.warehouse, "another run"):
        done = location.defs.resolve_job_def("refresh").execute_in_process(instance=instance, raise_on_error=False)
        assert not done.success
        told = str([event.event_specific_data for event in done.all_events if event.is_failure])
        assert "another run since" in told


def test_the_lock_is_held_from_the_first_step_to_the_last_and_not_longer(location, shop, monkeypatch):
    seen = []

    def look(name):
        done = getattr(location, name) if hasattr(location, name) else None

        def looking(*arguments, **options):
            seen.append((name, holder(shop.warehouse)))
            return done(*arguments, **options)

        return looking

    monkeypatch.setattr(location, "open_build", look("open_build"))
    monkeypatch.setattr(location, "publish", look("publish"))
    with dg.DagsterInstance.ephemeral() as instance:
        run = location.defs.resolve_job_def("refresh").execute_in_process(instance=instance)
    assert [name for name, _ in seen] == ["open_build"] * 4 + ["publish"]
    assert {found.split("(")[1].split(" since")[0] for _, found in seen} == {f"Dagster run {run.run_id}"}
    assert len({found for _, found in seen}) == 1  # taken once: the same moment is named all along
    assert holder(shop.warehouse) is None


def test_an_unreadable_share_is_tried_again_and_a_bug_is_not(location, monkeypatch):
    tried = []

    def fail(error):
        def land_table(con, contract, *rest):
            tried.append(contract.object)
            raise error

        return land_table

    def run(error):
        tried.clear()
        monkeypatch.setattr(location.landing, "land_table", fail(error))
        job = location.defs.resolve_job_def("refresh")
        with dg.DagsterInstance.ephemeral() as instance:
            assert not job.execute_in_process(instance=instance, raise_on_error=False).success
        return tried.count("orders")

    monkeypatch.setattr(location, "RETRY_SECONDS", 0)
    assert run(OSError("stale file handle")) == 3
    assert run(ValueError("bug")) == 1


def tick(location, cursor: str | None) -> SimpleNamespace:
    """One look of the sensor: the cursor that it leaves, how many runs it asks for, why none."""
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(instance=instance, cursor=cursor)
        said = location.new_extracts(context)
        runs = len(said.run_requests) if isinstance(said, dg.SensorResult) else 0
        left = said.cursor if isinstance(said, dg.SensorResult) else context.cursor
        return SimpleNamespace(cursor=left, runs=runs, why=getattr(said, "skip_message", None))


def test_the_sensor_waits_for_files_to_settle_and_starts_one_run_for_them(location, shop):
    first = tick(location, None)
    assert first.runs == 0 and "arriving" in first.why
    second = tick(location, first.cursor)
    assert second.runs == 1
    third = tick(location, second.cursor)
    assert (third.runs, third.why) == (0, "no new files")
    shop.export_order(3)
    fourth = tick(location, third.cursor)
    assert fourth.runs == 0
    shop.export_order(4)
    assert tick(location, fourth.cursor).runs == 0  # still arriving
    fifth = tick(location, tick(location, fourth.cursor).cursor)
    assert fifth.runs == 1 and json.loads(fifth.cursor)["refreshed"]


def test_the_sensor_leaves_a_run_in_progress_alone(location, shop):
    settled = tick(location, None).cursor
    with writer_lock(shop.warehouse, "refresh"):
        busy = tick(location, settled)
        assert busy.runs == 0 and "in progress" in busy.why
    assert tick(location, busy.cursor).runs == 1


def test_the_job_is_scheduled_daily(location):
    schedule = location.defs.resolve_schedule_def("daily")
    assert (schedule.job_name, schedule.cron_schedule) == ("refresh", "0 5 * * *")
