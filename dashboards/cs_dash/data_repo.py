"""The SQL texts of Definitions & data: metrics and tables, checks and lineage, sources, quarantine, rules."""

import pyarrow as pa

from cs_dash.publication import Publication


def metrics(publication: Publication, search: str) -> pa.Table:
    """Metrics in force whose name, formula, mart or owner holds `search`."""
    return publication.table(
        """
        select
            name as metric_title, formula_words, numerator as numerator_column, denominator as denominator_column,
            grain, mart, unit as metric_unit, owner as metric_owner, better, version, effective_from, metric_id
        from metric_catalogue
        where
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true)
            and contains(lower(concat_ws(' ', metric_id, name, formula_words, mart, owner)), lower($search))
        order by name
        """,
        {"search": search},
    )


def metric_names(publication: Publication) -> dict[str, str]:
    """Names of the metrics in force by their ids."""
    return {row["metric_id"]: row["metric_title"] for row in metrics(publication, "").to_pylist()}


def thresholds(publication: Publication, metric: str) -> pa.Table:
    """Targets and benchmark bands of a metric, or of 'all', that are in force, each with its version."""
    return publication.table(
        """
        with ranges as (
            select
                metric_id, 'target' as threshold_kind, 'target' as threshold_name, segment, window_months,
                target_value as lower_bound, null as upper_bound, source, version, effective_from, effective_to
            from metric_targets
            union all
            select
                metric_id, benchmark_set, band, segment, window_months, lower_bound, upper_bound, source, version,
                effective_from, effective_to
            from metric_benchmarks
        )
        select
            coalesce(metric_catalogue.name, ranges.metric_id) as metric_title, ranges.threshold_kind,
            ranges.threshold_name, ranges.segment, ranges.window_months,
            ranges.lower_bound::decimal(18, 4) as threshold_from, ranges.upper_bound::decimal(18, 4) as threshold_to,
            ranges.source as threshold_source, ranges.version, ranges.effective_from
        from ranges
        left join metric_catalogue
            on
                ranges.metric_id = metric_catalogue.metric_id
                and metric_catalogue.effective_from <= (select as_of::date from publication)
                and coalesce(metric_catalogue.effective_to > (select as_of::date from publication), true)
        where
            $metric in ('all', ranges.metric_id)
            and ranges.effective_from <= (select as_of::date from publication)
            and coalesce(ranges.effective_to > (select as_of::date from publication), true)
        order by
            metric_title, ranges.threshold_kind <> 'target', ranges.threshold_kind, ranges.segment <> 'all',
            ranges.segment, ranges.window_months, ranges.lower_bound nulls first
        """,
        {"metric": metric},
    )


def tables(publication: Publication, search: str, kind: str) -> pa.Table:
    """Tables of the release whose name, words or columns hold `search`; `kind` 'all' gives every kind."""
    return publication.table(
        """
        with columns as (
            select table_name, count(*) as column_count, string_agg(column_name, ' ') as names
            from column_catalogue
            group by table_name
        ),
        looks as (
            select table_name, count(*) as check_count from checks group by table_name
        )
        select
            catalogue.table_name, catalogue.description, catalogue.kind as table_kind,
            catalogue.subject as table_subject,
            counts.row_count as table_rows, columns.column_count, coalesce(looks.check_count, 0) as check_count,
            catalogue.model_version, catalogue.is_view
        from table_catalogue as catalogue
        left join columns on catalogue.table_name = columns.table_name
        left join looks on catalogue.table_name = looks.table_name
        left join publication_tables as counts on catalogue.table_name = counts.table_name
        where
            $kind in ('all', catalogue.kind)
            and contains(
                lower(concat_ws(' ', catalogue.table_name, catalogue.description, columns.names)), lower($search)
            )
        order by catalogue.kind, catalogue.table_name
        """,
        {"search": search, "kind": kind},
    )


def described(publication: Publication, table: str) -> str | None:
    """What one row of a table stands for, where somebody wrote it down."""
    found = publication.rows("select description from table_catalogue where table_name = $table", {"table": table})
    return found[0]["description"] if found else None


def columns(publication: Publication, table: str) -> pa.Table:
    """A table's columns in order, each with the number of checks that look at it."""
    return publication.table(
        """
        select
            catalogue.position as column_position, catalogue.column_name, catalogue.data_type, catalogue.description,
            count(checks.check_id) as check_count
        from column_catalogue as catalogue
        left join checks
            on catalogue.table_name = checks.table_name and catalogue.column_name = checks.column_name
        where catalogue.table_name = $table
        group by all
        order by catalogue.position
        """,
        {"table": table},
    )


def parents(publication: Publication, table: str) -> pa.Table:
    """All that a table is made of, nearest first, down to the source tables and their newest files."""
    return publication.table(
        """
        with recursive ancestors as (
            select parent_name, parent_kind, parent_is_published, 1 as steps
            from model_lineage
            where model_name = $table
            union
            select lineage.parent_name, lineage.parent_kind, lineage.parent_is_published, ancestors.steps + 1
            from ancestors
            inner join model_lineage as lineage on ancestors.parent_name = lineage.model_name
        )
        select
            min(ancestors.steps) as steps_away, ancestors.parent_kind as node_kind, ancestors.parent_name as node_name,
            ancestors.parent_is_published as is_published, any_value(freshness.files_loaded) as files_loaded,
            any_value(freshness.rows_landed) as rows_landed, any_value(freshness.last_file) as last_file
        from ancestors
        left join data_freshness as freshness
            on ancestors.parent_name = freshness.source_system || '.' || freshness.source_object
        group by ancestors.parent_kind, ancestors.parent_name, ancestors.parent_is_published
        order by steps_away, node_kind, node_name
        """,
        {"table": table},
    )


def readers(publication: Publication, table: str) -> pa.Table:
    """Pages and models that read a table."""
    return publication.table(
        """
        select model_name as node_name, model_kind as node_kind, model_is_published as is_published
        from model_lineage
        where parent_name = $table
        order by model_kind <> 'page', model_name
        """,
        {"table": table},
    )


def sources(publication: Publication, which: str) -> pa.Table:
    """Source tables: 'all', or those that are stale, never came, have rejected rows or files, or drifted."""
    return publication.table(
        """
        select
            source_system, source_object, newest_record_at, age_hours, is_stale, files_loaded, rows_landed,
            rows_rejected, files_rejected, drift_count, test_mode_rows_excluded, last_file
        from data_freshness
        where
            case $which
                when 'stale' then is_stale
                when 'absent' then files_loaded = 0
                when 'rejected' then rows_rejected + files_rejected > 0
                when 'drifted' then drift_count > 0
                else true
            end
        order by is_stale desc, source_system, source_object
        """,
        {"which": which},
    )


def source_totals(publication: Publication) -> dict:
    """The sums of all of `sources`, and what share of the rows that came was rejected."""
    return publication.rows("""
        select
            count(*) as sources, count(*) filter (where files_loaded > 0) as present,
            count(*) filter (where is_stale) as stale, sum(files_loaded) as files_loaded,
            sum(rows_landed) as rows_landed, sum(rows_rejected) as rows_rejected,
            sum(files_rejected) as files_rejected, sum(drift_count) as drift_count,
            sum(rows_landed + rows_rejected) as rows_come,
            sum(rows_rejected) / nullif(sum(rows_landed + rows_rejected), 0) as rejected_share
        from data_freshness
    """)[0]


def findings(publication: Publication) -> pa.Table:
    """What is missing from what was exported, the gravest first."""
    return publication.table("""
        select
            label as finding, severity, source_system, source_object, finding_count, amount as finding_amount,
            examples as finding_examples, source_file
        from source_completeness
        where finding_count > 0
        order by array_position(['error', 'warning', 'info'], severity), finding_count desc, label, source_file
    """)


def check_totals(publication: Publication) -> list[dict]:
    """Checks by kind: how many there are, passed and warned."""
    return publication.rows("""
        select
            kind as check_kind, count(*) as checks, count(*) filter (where status = 'passed') as passed,
            count(*) filter (where status = 'warned') as warned
        from checks
        group by kind
        order by kind
    """)


CHOSEN = """
    from checks
    where
        $kind in ('all', kind) and $status in ('all', status)
        and contains(lower(concat_ws(' ', check_name, table_name, column_name, description)), lower($search))
"""


def checks(publication: Publication, search: str, kind: str, status: str, limit: int | None) -> pa.Table:
    """Checks, those that warned first."""
    return publication.table(
        """
        select
            check_name, status as check_status, kind as check_kind, table_name, column_name, severity,
            failures as failed_rows, description
        """
        + CHOSEN
        + " order by status <> 'warned', table_name, column_name nulls first, check_name limit $limit",
        {"search": search, "kind": kind, "status": status, "limit": limit},
    )


def check_count(publication: Publication, search: str, kind: str, status: str) -> int:
    """How many rows `checks` has in all."""
    chosen = {"search": search, "kind": kind, "status": status}
    return publication.rows("select count(*) as checks" + CHOSEN, chosen)[0]["checks"]


def quarantine_reasons(publication: Publication) -> pa.Table:
    """What was rejected by table, column and kind, most first."""
    return publication.table("""
        select
            source_system, source_object, kind as quarantine_kind, column_name, count(*) as rejected,
            count(distinct source_file) as source_files, min(reason) as reason
        from quarantine
        group by source_system, source_object, kind, column_name
        order by rejected desc, source_system, source_object, column_name
    """)


def quarantine(publication: Publication, kind: str, system: str, limit: int | None) -> pa.Table:
    """Rejected records and refused files of a system, or of 'all', newest first."""
    return publication.table(
        """
        select
            source_system, source_object, kind as quarantine_kind, reason, column_name, source_file, source_row, shape,
            row_text, seen_at
        from quarantine
        where $kind in ('all', kind) and $system in ('all', source_system)
        order by seen_at desc, source_system, source_object, source_file, source_row
        limit $limit
        """,
        {"kind": kind, "system": system, "limit": limit},
    )


def quarantine_count(publication: Publication, kind: str, system: str) -> int:
    """How many rows `quarantine` has in all."""
    return publication.rows(
        "select count(*) as refused from quarantine where $kind in ('all', kind) and $system in ('all', source_system)",
        {"kind": kind, "system": system},
    )[0]["refused"]


RULE_ROWS = """
    with dated as (
        select
            *,
            effective_from <= (select as_of::date from publication)
            and coalesce(effective_to > (select as_of::date from publication), true) as is_in_force
        from rule_rows
    )
"""


def rule_tables(publication: Publication) -> pa.Table:
    """Rule tables: rows, those in force, the newest version and since when."""
    return publication.table(
        RULE_ROWS
        + """
        select
            dated.rule_table, any_value(catalogue.description) as description, count(*) as rule_count,
            count(*) filter (where dated.is_in_force) as in_force_count,
            max(dated.version) filter (where dated.is_in_force) as version,
            max(dated.effective_from) filter (where dated.is_in_force) as effective_from
        from dated
        left join table_catalogue as catalogue on dated.rule_table = catalogue.table_name
        group by dated.rule_table
        order by dated.rule_table
        """
    )


def rules(publication: Publication, table: str) -> pa.Table:
    """Every row of a rule table, those in force first."""
    return publication.table(
        RULE_ROWS
        + """
        select content as rule_content, is_in_force, version, effective_from, effective_to
        from dated
        where rule_table = $table
        order by not is_in_force, rule_row
        """,
        {"table": table},
    )


def release(publication: Publication) -> dict:
    """What the release says of itself, with the sums of its tables."""
    return publication.rows("""
        select
            *,
            (select count(*) from publication_tables) as published_tables,
            (select sum(row_count) from publication_tables) as published_rows
        from publication
    """)[0]


def release_tables(publication: Publication) -> pa.Table:
    """The tables of the release with their rows and checksums."""
    return publication.table("""
        select table_name, row_count as table_rows, checksum as table_checksum
        from publication_tables
        order by table_name
    """)
