"""The Dagster code location: loaders, the dbt project, the publication, and what starts them.

One run is one writer. Every asset needs the resource `session`, which holds the warehouse's lock; the in-process
executor makes a resource once for all steps of a run and ends it with the run.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
import duckdb
from dagster_dbt import DagsterDbtTranslator, dbt_assets
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration import closes, dbt_run, landing, releases
from orchestration.board_pack import board_pack_asset
from orchestration.build_file import open_build
from orchestration.contract import TableContract
from orchestration.lock import holder
from orchestration.publish import publish
from orchestration.session import Session, places, read_contracts, writing

LEDGERS = ("loads", "rejected_rows", "rejected_files", "drift", "as_of")
WAITING = [dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED, dg.DagsterRunStatus.STARTING]
NEEDS = {"session"}
RETRY_SECONDS = 2

PLACES = places()
CONTRACTS = read_contracts(PLACES.project_dir)
MANIFEST = dbt_run.load_manifest(PLACES.project_dir, PLACES.parsed_dir)


class Translator(DagsterDbtTranslator):
    """dbt's nodes as assets; the newest version of a model goes by the key that it had without one."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """As Dagster names it, [schema, model]."""
        is_newest = dbt_resource_props.get("version") == dbt_resource_props.get("latest_version")
        return super().get_asset_key({**dbt_resource_props, "version": None} if is_newest else dbt_resource_props)


# One for all: it remembers what it has worked out, which is dear to repeat for every result.
TRANSLATOR = Translator()


@dg.resource
def session(context: dg.InitResourceContext) -> Iterator[Session]:
    """The run's hold on the warehouse; a run that finds it taken fails with the holder's name."""
    with writing(PLACES, CONTRACTS, f"Dagster run {context.run.run_id}", context.log.info, context.log.debug) as held:
        yield held


def loader(contract: TableContract) -> dg.AssetsDefinition:
    """The asset of one source table: what its folder holds, and nested rows from its parents' files."""
    parents = {nesting.parent for nesting in contract.nested_in} - {contract.object}

    @dg.asset(
        key=[contract.system, contract.object],
        deps=[[contract.system, parent] for parent in sorted(parents)],
        group_name=contract.system,
        kinds={"duckdb"},
        required_resource_keys=NEEDS,
    )
    def land(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
        run: Session = context.resources.session
        where = run.places
        try:
            # One short connection per step: DuckDB takes no second opener, and dbt opens the file after the loaders.
            with open_build(where.warehouse_dir) as con:
                report = landing.land_table(con, contract, where.extracts_dir, where.warehouse_dir, run.mention)
        except (OSError, duckdb.IOException) as error:
            # A share that hiccups deserves another try; a bug or a bad contract would fail the same way again.
            raise dg.RetryRequested(max_retries=2, seconds_to_wait=RETRY_SECONDS) from error
        if report.files or report.refused or report.waiting:
            run.say(report.line())
        counts = {"files": report.files, "rows landed": report.rows, "rows rejected": report.rejected}
        return dg.MaterializeResult(metadata={**counts, "files refused": report.refused})

    return land


@dg.multi_asset(
    name="landing",
    specs=[
        dg.AssetSpec(["landing", name], deps=[list(key) for key in CONTRACTS], group_name="landing", kinds={"duckdb"})
        for name in LEDGERS
    ],
    required_resource_keys=NEEDS,
)
def ledgers(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """Files that no table takes, and the moment up to which this build knows things."""
    run: Session = context.resources.session
    with open_build(run.places.warehouse_dir) as con:
        landing.reject_unrecognised(con, CONTRACTS, run.places.extracts_dir)
        landing.set_as_of(con, run.as_of, run.places.reporting_time_zone)
    for name in LEDGERS:
        yield dg.MaterializeResult(asset_key=["landing", name])


@dg.multi_asset(
    name="closes",
    specs=[
        dg.AssetSpec(["closes", name], group_name="closes", kinds={"parquet", "duckdb"})
        for name in ("closes", *closes.TABLES)
    ],
    required_resource_keys=NEEDS,
)
def month_closes(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
    """What `make close` froze, checked and brought into the build file; a damaged close fails the run."""
    run: Session = context.resources.session
    with open_build(run.places.warehouse_dir) as con:
        count = closes.load(con, run.places.warehouse_dir)
    if count:
        run.say(f"closes: {count} read")
    for name in ("closes", *closes.TABLES):
        yield dg.MaterializeResult(asset_key=["closes", name], metadata={"closes": count})


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=TRANSLATOR, required_resource_keys=NEEDS)
def dbt_models(context: dg.AssetExecutionContext) -> Iterator:
    """`dbt build`: models, seeds and tests; every result is told before a failure ends the step."""
    run: Session = context.resources.session
    events: list[dict] = []

    def watch(event: dict) -> None:
        if event["info"]["name"].endswith("Result"):
            events.append(event)
        run.mention(event["info"]["msg"])

    def results() -> Iterator:
        for event in events:
            message = DbtCoreCliEventMessage(raw_event=event, event_history_metadata={})
            yield from message.to_default_asset_events(MANIFEST, TRANSLATOR, context)

    try:
        dbt_run.build(run.places.project_dir, run.places.target_dir, run.places.parsed_dir, selected(context), watch)
    except dbt_run.DbtFailed:
        yield from results()
        raise
    run.say(f"dbt: {len(events)} models, seeds and tests passed")
    yield from results()


def selected(context: dg.AssetExecutionContext) -> list[str]:
    """Names for dbt's --select when only some of its assets were asked for, else nothing: all."""
    if not context.is_subset:
        return []
    key_of = TRANSLATOR.get_asset_key
    nodes = [node for node in MANIFEST["nodes"].values() if node["resource_type"] in ("model", "seed", "snapshot")]
    return [node["name"] for node in nodes if key_of(node) in context.selected_asset_keys]


@dg.asset(deps=[dbt_models], group_name="publication", kinds={"duckdb", "parquet"}, required_resource_keys=NEEDS)
def published(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """The release that readers see, made only when the whole build passed its tests."""
    where = context.resources.session.places
    release = publish(where.warehouse_dir, where.project_dir, where.target_dir)
    manifest = json.loads((release / "manifest.json").read_bytes())
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(release / releases.DATABASE_FILE),
            "as_of": manifest["as_of"],
            "tables": len(manifest["tables"]),
            "rows": sum(table["row_count"] for table in manifest["tables"]),
            "tests_passed": manifest["tests_passed"],
        }
    )


loaders = [loader(contract) for contract in CONTRACTS.values()]
board_pack = board_pack_asset(PLACES.warehouse_dir, published)
refresh = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - dg.AssetSelection.assets(board_pack),
    description="Land new files, build, test, publish.",
)
monthly_pack = dg.define_asset_job(
    "board_pack", selection=dg.AssetSelection.assets(board_pack), description="The board pack of a month that is over."
)


@dg.sensor(job=refresh, minimum_interval_seconds=60)
def new_extracts(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Starts a refresh when files arrived or changed, and have stayed the same since the last look."""
    seen = extracts_digest()
    before = json.loads(context.cursor or "{}")
    if seen == before.get("refreshed"):
        return dg.SkipReason("no new files")
    # The lock, not Dagster's word, tells of a run in progress: a killed run stays `STARTED` in Dagster's books.
    busy = holder(PLACES.warehouse_dir) or context.instance.get_runs_count(
        dg.RunsFilter(job_name=refresh.name, statuses=WAITING)
    )
    if busy:
        return dg.SkipReason(f"a refresh is in progress or waiting: {busy}")
    if seen != before.get("seen"):
        context.update_cursor(json.dumps({**before, "seen": seen}))
        return dg.SkipReason("files are arriving; the next look decides")
    return dg.SensorResult(run_requests=[dg.RunRequest()], cursor=json.dumps({"seen": seen, "refreshed": seen}))


def extracts_digest() -> str:
    """One value for the paths, sizes and times of all files in the drop folder."""
    found = []
    for path in sorted(PLACES.extracts_dir.rglob("*")):
        try:
            stat = path.lstat()
        except FileNotFoundError:  # moved away while we looked
            continue
        found.append(f"{path}\t{stat.st_size}\t{stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(found).encode("utf-8", "surrogateescape")).hexdigest()


defs = dg.Definitions(
    assets=[*loaders, ledgers, month_closes, dbt_models, published, board_pack],
    jobs=[refresh, monthly_pack],
    schedules=[
        dg.ScheduleDefinition(name="daily", job=refresh, cron_schedule="0 5 * * *"),
        # After the daily refresh of the third day, when a month's last records have come.
        dg.build_schedule_from_partitioned_job(monthly_pack, name="monthly", day_of_month=3, hour_of_day=7),
    ],
    sensors=[new_extracts],
    resources={"session": session},
    executor=dg.in_process_executor,
)
