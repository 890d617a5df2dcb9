"""What Definitions & data shows: figures in words, and what the release says of itself."""

from cs_dash import data_repo, fmt, repo
from cs_dash.models.tiles import Tile
from cs_dash.publication import Publication

TABLES = frozenset({
    "checks", "column_catalogue", "data_freshness", "metric_benchmarks", "metric_catalogue", "metric_targets",
    "model_lineage", "publication_tables", "quarantine", "rule_rows", "source_completeness", "table_catalogue",
})  # fmt: skip


def is_told(publication: Publication) -> bool:
    """Whether the publication holds what the page reads."""
    return repo.tables(publication).issuperset(TABLES)


def source_tiles(publication: Publication) -> list[Tile]:
    """Sources by age, and what of their rows was rejected."""
    found = data_repo.source_totals(publication)
    count = fmt.count
    return [
        Tile(
            "Source tables", count(found["sources"]), f"{count(found['present'])} came", "Tables that a contract reads"
        ),
        Tile(
            "Stale", count(found["stale"]), "older than allowed", "Newest record older than seed freshness_rules allows"
        ),
        Tile(
            "Rows landed",
            count(found["rows_landed"]),
            f"of {count(found['rows_come'])} in {count(found['files_loaded'])} files",
            "Rows of every file that was landed",
        ),
        Tile(
            "Rows rejected",
            count(found["rows_rejected"]),
            f"{fmt.rate(found['rejected_share'])} of what came",
            "Rows in quarantine over rows landed and rejected",
        ),
        Tile("Files refused", count(found["files_rejected"]), "each in quarantine", "Files that were refused whole"),
        Tile(
            "Drifted columns",
            count(found["drift_count"]),
            "unknown or missing",
            "Columns of exports that a contract does not know, or optional ones that were missing",
        ),
    ]


def metric_words(publication: Publication, metric: str) -> str | None:
    """A metric's definition in one paragraph; None for 'all'."""
    found = {row["metric_id"]: row for row in data_repo.metrics(publication, "").to_pylist()}.get(metric)
    if not found:
        return None
    columns = found["numerator_column"]
    if found["denominator_column"]:
        columns = f"{columns} over {found['denominator_column']}"
    return (
        f"{found['metric_title']}, version {found['version']}: {found['formula_words']}. "
        f"It is {columns} of {found['mart']}, told per {found['grain']}; {found['metric_owner']} signs it."
    )


def check_tiles(publication: Publication) -> list[Tile]:
    """How the release's checks ended, and how many look at what."""
    kinds = data_repo.check_totals(publication)
    number = {row["check_kind"]: row["checks"] for row in kinds}
    checks, passed, warned = (sum(row[key] for row in kinds) for key in ("checks", "passed", "warned"))
    generic = sum(found for kind, found in number.items() if kind not in ("invariant", "unit_test"))
    return [
        Tile("Checks", fmt.count(checks), "in this release", "Every test of the project"),
        Tile("Passed", fmt.count(passed), "all failing ones keep a release back", "Checks that found nothing"),
        Tile("Warned", fmt.count(warned), "published all the same", "Checks that only warn, and found something"),
        Tile("Of columns and keys", fmt.count(generic), "not null, unique, known values", "Checks of one table"),
        Tile("Invariants", fmt.count(number.get("invariant", 0)), "between tables", "Sums and orders that must hold"),
        Tile("Unit tests", fmt.count(number.get("unit_test", 0)), "worked by hand", "Models on rows written by hand"),
    ]


def warned(publication: Publication) -> list[str]:
    """Names of the checks that warned."""
    return data_repo.checks(publication, "", "all", "warned", None)["check_name"].to_pylist()


def release_facts(publication: Publication) -> list[dict]:
    """What the release says of itself, one fact a row."""
    found = data_repo.release(publication)
    facts = {
        "Publication": found["publication_id"],
        "Knows things up to": fmt.moment(found["as_of"]),
        "Published at": fmt.moment(found["published_at"]),
        "Commit of the project": found["git_commit"] or fmt.MISSING,
        "dbt": found["dbt_version"],
        "dbt-duckdb": found["dbt_duckdb_version"],
        "DuckDB": found["duckdb_version"],
        "Checks passed": fmt.count(found["tests_passed"]),
        "Tables and views of marts and rules": fmt.count(found["models"]),
        "Tables with rows": fmt.count(found["published_tables"]),
        "Rows": fmt.count(found["published_rows"]),
        "File": publication.path.name,
    }
    return [{"release_fact": name, "release_value": str(value)} for name, value in facts.items()]
