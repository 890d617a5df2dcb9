"""A column added to an incremental table comes with its past: macro should_full_refresh, in a project of one table."""

from pathlib import Path

import duckdb
import pytest

from orchestration import dbt_run

REPO = Path(__file__).parents[2]
PROJECT = """
name: calls
version: "0.1.0"
config-version: 2
profile: calls
flags: {send_anonymous_usage_stats: false}
"""
MODEL = """
{{ config(materialized='incremental', unique_key='id', on_schema_change='fail') }}
select COLUMNS
from (values (1, 10), (2, 20), (3, 30)) as calls(id, amount)
where id <= LAST {% if is_incremental() %} and id > (select max(held.id) from {{ this }} as held) {% endif %}
"""
NAMES = "models: [{name: calls, columns: [%s]}]"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "models").mkdir()
    (tmp_path / "macros").mkdir()
    (tmp_path / "macros" / "kept.sql").write_text((REPO / "macros" / "should_full_refresh.sql").read_text())
    (tmp_path / "dbt_project.yml").write_text(PROJECT)
    path = tmp_path / "build.duckdb"
    (tmp_path / "profiles.yml").write_text(
        f"calls: {{target: duckdb, outputs: {{duckdb: {{type: duckdb, path: {path}, threads: 1}}}}}}\n"
    )
    return tmp_path


def build(project: Path, columns: tuple[str, ...], last: int) -> list[tuple]:
    """Rows of the table after a build that knows ids up to `last` and whose model and YAML have `columns`."""
    sql = MODEL.replace("COLUMNS", ", ".join(columns)).replace("LAST", str(last))
    (project / "models" / "calls.sql").write_text(sql)
    (project / "models" / "_calls.yml").write_text(NAMES % ", ".join(f"{{name: {name}}}" for name in columns))
    dbt_run.build(project, project / "target", project / "target", [], lambda event: None)
    with duckdb.connect(str(project / "build.duckdb")) as con:
        rows = con.execute("from calls order by id").fetchall()
        # What an incremental build must leave alone.
        con.execute("delete from calls where id = 1")
    return rows


def test_a_table_without_the_column_is_made_anew_and_any_other_is_extended(project):
    assert build(project, ("id",), last=2) == [(1,), (2,)]
    assert build(project, ("id",), last=3) == [(2,), (3,)]
    assert build(project, ("id", "amount"), last=3) == [(1, 10), (2, 20), (3, 30)]
    assert build(project, ("id", "amount"), last=3) == [(2, 20), (3, 30)]
