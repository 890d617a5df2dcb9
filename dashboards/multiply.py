"""Repeat a publication until it has the accounts of a large company: what dashboards.bench reads.

It is a multiplied demo, not a built company: every account stands in it many times over, under ids of its own, and no
model has seen it. Tables with ids of accounts, owners or their records are repeated, additive columns of the aggregates
in SCALED are multiplied, and everything else is as it was. Tables in RECENT keep their whole history in the first copy
only.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from dashboards.cs_dash.settings import TABLE_ROWS

STORAGE_VERSION = "v1.4.0"
DATABASE_FILE = "cs_warehouse.duckdb"
SMALL = 2000  # rows of a table of which many copies are written at once
# Ids of lists and rules: every copy shares them.
SHARED = frozenset({
    "check_id", "close_id", "definition_id", "fit_id", "metric_id", "parent_id", "policy_id", "price_id", "product_id",
    "publication_id", "rule_id", "schedule_id", "step_id", "unique_id",
})  # fmt: skip
NAMES = frozenset({"account_name", "owner_name"})
# Values of retention_by_dimension that name one owner or one group.
OWN_VALUES = "dimension in ('owner', 'parent_as_of', 'parent_today')"
# By table, which rows of the later copies are kept: the newest of histories that are too many for a disk.
NEWEST = "{column} > (select max({column}) from source.{table}) - {days}"
RECENT: dict[str, tuple[str, int]] = {
    "account_health": ("as_of_date", 98),
    "billing_reconciliation": ("month_end", 190),
    "billing_reconciliation_lines": ("month_end", 190),
    "churn_predictions": ("as_of_date", 35),
    "csm_book_amounts": ("quarter_end", 370),
    "health_accounts": ("as_of_date", 8),
    "health_assessments": ("as_of_date", 8),
    "health_by_day": ("as_of_date", 98),
    "health_metric_scores": ("as_of_date", 1),
    "renewal_forecast": ("forecast_date", 98),
    "renewal_method_forecasts": ("forecast_date", 98),
    "retention_by_dimension": ("month_end", 370),
    "retention_item_amounts": ("month_end", 370),
}
# Columns that add up over accounts, in tables that have none.
SCALED: dict[str, tuple[str, ...]] = {
    "cadence_scorecard": ("accounts", "accounts_met"),
    "cohorts": ("start_logos", "logos", "gross_logos", "start_mrr", "mrr", "net_mrr", "gross_mrr"),
    "executive_scorecard": (
        "numerator", "denominator", "value", "previous_value", "change_from_previous", "quarter_ago_value",
        "change_from_quarter_ago", "year_ago_value", "change_from_year_ago",
    ),
    "expansion_mix": ("amount", "growth_amount", "expansion_amount"),
    "health_metric_coverage": ("accounts",),
    "health_totals": ("accounts", "arr"),
    "mrr_bridges": ("amount", "accounts"),
    "mrr_footing": (
        "accounts", "opening_mrr", "new_mrr", "reactivation_mrr", "expansion_mrr", "contraction_mrr", "churn_mrr",
        "fx_mrr", "closing_mrr", "residual", "unfooted",
    ),
    "retention": ("numerator", "denominator"),
    "retention_by_dimension": ("numerator", "denominator"),
    "retention_factors": ("factor_numerator", "factor_denominator"),
    "retention_book_items": ("amount",),
}  # fmt: skip
# The column of a table's ranks, and how many of each group it lists.
RANKED: dict[str, tuple[str, int]] = {"largest_movements": ("movement_rank", TABLE_ROWS)}
# What stands before the account in the order of a table that pages read by it, whole.
BEFORE_ACCOUNT: dict[str, tuple[str, ...]] = {
    "account_month_health": ("month_end",),
    "accounts_by_tier": ("segment",),
    "cohort_accounts": ("age_months", "start_month_end"),
    "cost_to_serve": ("month_end",),
    "health_assessments": ("as_of_date",),
    "health_by_day": ("as_of_date", "profile"),
    "health_metric_scores": ("as_of_date",),
    "largest_movements": ("month_end", "window_months", "segment"),
    "month_closes": ("month_end",),
    "renewal_outlook": ("method", "due_date"),
    "restatements": ("month_end",),
    "retention_base": ("month_end", "window_months"),
    "retention_item_amounts": ("month_end", "window_months"),
    "segment_readings": ("segment_set",),
    "segment_scores": ("month_end",),
    "touch_cadence": ("month_end",),
}
# Of these rows only; a rate stays what it is.
SCALED_ROWS = {"executive_scorecard": "unit in ('money', 'count') or '{column}' in ('numerator', 'denominator')"}


@dataclass(frozen=True)
class Copied:
    """A repeated table: its rows as they were and now; `since` days of history in the later copies, None for all."""

    table: str
    rows_before: int
    rows: int
    since: int | None


def quoted(name: str) -> str:
    """An identifier as SQL."""
    return '"' + name.replace('"', '""') + '"'


def is_own(column: str, data_type: str) -> bool:
    """Whether the column names something that each copy has for itself."""
    return data_type == "VARCHAR" and ((column.endswith(("_id", "_key")) and column not in SHARED) or column in NAMES)


def own_value(column: str, condition: str = "true") -> str:
    """The column in copy number `copy`; the first copy keeps what the publication has."""
    name = quoted(column)
    # An id's number in front, so that rows sorted by it in each copy are sorted in all.
    in_front = f"'c' || lpad(copy::varchar, 4, '0') || '-' || {name}"
    changed = f"{name} || ' ' || copy" if column in NAMES else in_front
    return f"case when copy > 0 and {condition} then {changed} else {name} end as {name}"


def scaled_value(table: str, column: str, data_type: str, copies: int, condition: str) -> str:
    """An additive column times the copies, where the condition holds, in its own type."""
    name = quoted(column)
    rows = SCALED_ROWS.get(table, "true").format(column=column)
    return f"case when ({condition}) and ({rows}) then ({name} * {copies})::{data_type} else {name} end as {name}"


def new_rank(table: str, copies: int) -> str:
    """A row's rank among all copies: equals follow one another, the first copy first."""
    return f"({RANKED[table][0]} - 1) * {copies} + copy + 1"


def listed(table: str, columns: dict[str, str], copies: int) -> tuple[str, bool]:
    """The select list that makes a table's copy number `copy`, and whether it is repeated at all."""
    parts = table == "retention_by_dimension"
    repeated = parts or any(is_own(column, data_type) for column, data_type in columns.items())
    chosen = []
    for column, data_type in columns.items():
        if parts and column == "dimension_value":
            chosen.append(own_value(column, OWN_VALUES))
        elif column in SCALED.get(table, ()):
            condition = f"not {OWN_VALUES}" if parts else "true"
            chosen.append(scaled_value(table, column, data_type, copies, condition))
        elif is_own(column, data_type):
            chosen.append(own_value(column))
        elif column == RANKED.get(table, ("", 0))[0]:
            chosen.append(f"({new_rank(table, copies)})::{data_type} as {quoted(column)}")
        else:
            chosen.append(quoted(column))
    return ", ".join(chosen), repeated


def kept(table: str, columns: dict[str, str]) -> str:
    """Which rows of a table the later copies keep, as SQL."""
    wanted = [OWN_VALUES] if table == "retention_by_dimension" else []
    if table in RECENT:
        column, days = RECENT[table]
        newest = NEWEST.format(table=table, column=column, days=days)
        # Days of the last week have scores each; older ones are read by Sunday.
        weekly = f" and (is_weekly or is_current or {column} > (select max({column}) from source.{table}) - 8)"
        wanted.append(newest + (weekly if "is_weekly" in columns and "is_current" in columns else ""))
    return " and ".join(wanted) or "true"


def tables_of(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Column types by column, by table of the attached source; views left out."""
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in con.execute("""
        select columns.table_name, columns.column_name, columns.data_type
        from duckdb_columns() as columns
        inner join duckdb_tables() as tables
            on columns.database_name = tables.database_name and columns.table_oid = tables.table_oid
        where columns.database_name = 'source'
        order by columns.table_name, columns.column_index
    """).fetchall():
        found.setdefault(table, {})[column] = data_type
    return found


def repeat(con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, str], copies: int) -> Copied | None:
    """Write one table; None if it is as it was."""
    chosen, repeated = listed(table, columns, copies)
    name = quoted(table)
    base = f"create temp table base as select * from source.{name} where {kept(table, columns)}"
    con.execute("begin")
    con.execute(base)
    rows = con.execute("select count(*) from base").fetchone()[0]
    copied = repeated and rows > 0
    first = f"select *, rowid as place, 0 as copy from source.{name}"
    if copied and table in BEFORE_ACCOUNT:
        more = f"select base.*, base.rowid as place, unnest(range(1, {copies})) as copy from base"
        order = ", ".join([*map(quoted, BEFORE_ACCOUNT[table]), "copy", "place"])
        few = f"where {new_rank(table, copies)} <= {RANKED[table][1]}" if table in RANKED else ""
        first = f"select * from ({first} union all {more}) {few} order by {order}"
    created = f"create table target.{name} as select {chosen} from ({first})"
    con.execute(created)
    if copied and table not in BEFORE_ACCOUNT:
        # Copy by copy in the order of the source: sorted by account without a sort of the whole.
        step = 1 if rows > SMALL else 100
        for start in range(1, copies, step):
            numbers = f"unnest(range({start}, {min(start + step, copies)})) as copy"
            more = (
                f"insert into target.{name} select {chosen} "
                f"from (select base.*, base.rowid as place, {numbers} from base) order by copy, place"
            )
            con.execute(more)
    con.execute("drop table base")
    con.execute("commit")
    if not repeated:
        return None
    before, after = (
        con.execute("select count(*) from query_table($table)", {"table": f"{place}.{table}"}).fetchone()[0]
        for place in ("source", "target")
    )
    return Copied(table, before, after, RECENT[table][1] if table in RECENT else None)


def views_of(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that make the source's views."""
    found = con.execute("""
        select sql from duckdb_views() where database_name = 'source' and not internal order by view_oid
    """).fetchall()
    return [re.sub(r"^CREATE VIEW (source\.)?(main\.)?", "create view ", sql) for (sql,) in found]


def write_views(con: duckdb.DuckDBPyConnection, views: list[str]) -> None:
    """Run the statements, those first that others read."""
    while views:
        late = []
        for view in views:
            try:
                con.execute(view)
            except duckdb.CatalogException:
                late.append(view)
        if len(late) == len(views):
            con.execute(late[0])
        views = late


def read_tables(names: frozenset[str], dashboards: Path, views: list[str]) -> frozenset[str]:
    """Those of the tables that a page or a view of the publication reads: the others need no copies."""
    texts = [path.read_text(encoding="utf-8") for path in (dashboards / "cs_dash").rglob("*.py")] + views
    words = frozenset(word for text in texts for word in re.findall(r"[a-z_0-9]+", text))
    return names & words


def multiply(source: Path, release: Path, accounts: int, dashboards: Path) -> list[Copied]:
    """Write a release of at least so many accounts, out of a publication's DuckDB file; gives the repeated tables.

    Raises duckdb.Error if `source` is not a publication.
    """
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir(parents=True)
    with duckdb.connect(config={"preserve_insertion_order": True, "memory_limit": "8GB"}) as con:
        attach = f"attach '{source}' as source (read_only)"
        con.execute(attach)
        attach = f"attach '{release / DATABASE_FILE}' as target (storage_version '{STORAGE_VERSION}')"
        con.execute(attach)
        known = con.execute("select count(*) from source.accounts").fetchone()[0]
        copies = max(1, -(-accounts // known))
        tables, views = tables_of(con), views_of(con)
        read = read_tables(frozenset(tables), dashboards, views)
        done = []
        for table, columns in tables.items():
            done.append(repeat(con, table, columns, copies if table in read else 1))
            if done[-1] and table in read:
                print(f"{done[-1].rows:>12,}  {table}", flush=True)
        con.execute("use target")
        write_views(con, views)
        con.execute("checkpoint target")
        con.execute("use memory")
    return [copied for copied in done if copied]
