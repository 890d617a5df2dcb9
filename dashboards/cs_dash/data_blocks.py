"""Blocks of Definitions & data: what a number means, what it is made of, and whether that was checked."""

from functools import partial

import pyarrow as pa
import streamlit as st

from cs_dash import cache, data_repo, downloads, fmt, ui
from cs_dash.data_filters import (
    REFUSED,
    SOURCES,
    STATUSES,
    TABLE_KINDS,
    named,
    pick,
    search_filter,
    side_by_side,
)
from cs_dash.downloads import Extract
from cs_dash.filters import one_of
from cs_dash.models import data
from cs_dash.publication import Publication
from cs_dash.settings import TABLE_ROWS

NAMED = 12


def shown(publication: Publication, table: pa.Table, alt: str, key: str, currency: str = "USD", **options) -> None:
    """A table that is whole on the page, with its downloads."""
    ui.table(table, alt, f"{key}_table", currency, **options)
    downloads.of_shown(alt.lower(), table, publication, key)


def metrics(publication: Publication) -> None:
    """The catalogue of metrics, and the thresholds of one or all."""
    with st.container(border=True):
        st.subheader("What does this number mean?")
        text = search_filter("metric_search", "A word of its name, formula, mart or owner")
        found = data_repo.metrics(publication, text)
        if not found.num_rows:
            st.info("No metric holds this.")
        else:
            st.caption(
                f"{fmt.count(found.num_rows)} metrics in force. Numerator and denominator are columns of the mart; a "
                "ratio is the sum of the one over the sum of the other. Select a row for its thresholds."
            )
            select = partial(pick, "metrics_table", "metric", found["metric_id"].to_pylist())
            shown(publication, found, "Metrics", "metrics", select=select)
    with st.container(border=True):
        st.subheader("Which thresholds are in force?")
        metric = named("Metric", "metric", cache.model(data_repo.metric_names, publication))
        told = cache.model(data.metric_words, publication, metric)
        if told:
            st.markdown(fmt.inert(told))
        listed = cache.model(data_repo.thresholds, publication, metric)
        if not listed.num_rows:
            st.info("No target or benchmark is in force for it.")
            return
        st.caption(
            "Targets, and what counts as good by whom: sources disagree, so each is a set of its own. A band holds its "
            "lower bound and not its upper one. A change is a new version from a day on."
        )
        shown(publication, listed, "Thresholds in force", "thresholds")


def tables(publication: Publication) -> None:
    """The tables of the release; one of them with its columns, checks and lineage."""
    with st.container(border=True):
        st.subheader("Which tables are there?")
        with side_by_side():
            text = search_filter("table_search", "A word of its name, description or columns")
            kind = one_of("Kind", "table_kind", TABLE_KINDS, 180)
        found = data_repo.tables(publication, text, kind)
        if not found.num_rows:
            st.info("No table holds this.")
        else:
            st.caption(f"{fmt.count(found.num_rows)} tables. Select a row for its columns, checks and lineage.")
            select = partial(pick, "tables_table", "table", found["table_name"].to_pylist())
            shown(publication, found, "Tables", "tables", select=select)
    every = cache.model(data_repo.tables, publication, "", "all")["table_name"].to_pylist()
    table = named("Table", "table", {name: name for name in sorted(every)})
    if table == "all":
        st.info("Choose a table to see what it is made of.")
        return
    one_table(publication, table)


def one_table(publication: Publication, table: str) -> None:
    """Columns, checks, what it is made of and who reads it."""
    with st.container(border=True):
        st.subheader("What do its columns hold?")
        told = cache.model(data_repo.described, publication, table)
        if told:
            st.markdown(fmt.inert(told))
        shown(publication, cache.model(data_repo.columns, publication, table), f"Columns of {table}", "columns")
    with st.container(border=True):
        st.subheader("What is it made of?")
        found = cache.model(data_repo.parents, publication, table)
        if not found.num_rows:
            st.info("It is made of no other table: people keep it, or the release says it of itself.")
        else:
            kinds = found["node_kind"].to_pylist()
            st.caption(
                f"{fmt.count(len(kinds))} tables, nearest first, {fmt.count(kinds.count('source'))} of them sources "
                "with the newest file that was landed."
            )
            shown(publication, found, f"Lineage of {table}", "parents")
    with st.container(border=True):
        st.subheader("Who reads it?")
        found = cache.model(data_repo.readers, publication, table)
        if not found.num_rows:
            st.info("No page and no other model does; BI tools may.")
        else:
            shown(publication, found, f"Readers of {table}", "readers")


def sources(publication: Publication, currency: str) -> None:
    """How new each source is, what was landed of it and what is missing."""
    ui.tiles(cache.model(data.source_tiles, publication))
    with st.container(border=True):
        st.subheader("How fresh are the sources?")
        which = one_of("Sources", "which_sources", SOURCES, 220)
        found = cache.model(data_repo.sources, publication, which)
        if not found.num_rows:
            st.info("No source table is so.")
        else:
            st.caption(f"{SOURCES[which]}: {fmt.count(found.num_rows)} source tables, stale ones first.")
            shown(publication, found, "Source tables", "sources")
    with st.container(border=True):
        st.subheader("What is missing from the exports?")
        if ui.is_closed(publication, "source_completeness"):
            return
        found = cache.model(data_repo.findings, publication)
        if not found.num_rows:
            st.info("The completeness checks found nothing.")
        else:
            st.caption(f"Findings of the completeness checks: {fmt.count(found.num_rows)}, the gravest first.")
            shown(publication, found, "Findings", "findings", currency)


def checks(publication: Publication) -> None:
    """Every check of the release and how it ended."""
    ui.tiles(cache.model(data.check_tiles, publication))
    warned = cache.model(data.warned, publication)
    if warned:
        more = f" and {fmt.count(len(warned) - NAMED)} more" if len(warned) > NAMED else ""
        listed = ", ".join(fmt.inert(name) for name in warned[:NAMED])
        st.warning(f"{listed}{more}.", title="Checks that warned", icon=":material/rule:")
    with st.container(border=True):
        st.subheader("What was checked?")
        kinds = {row["check_kind"]: fmt.spelled(row["check_kind"]) for row in data_repo.check_totals(publication)}
        with side_by_side():
            text = search_filter("check_search", "A word of its name, table, column or description")
            kind = named("Kind", "check_kind", kinds, 180)
            status = one_of("Ended", "check_status", STATUSES, 130)
        count = data_repo.check_count(publication, text, kind, status)
        if not count:
            st.info("No check is so.")
            return
        found = data_repo.checks(publication, text, kind, status, TABLE_ROWS)
        st.caption(f"{ui.counted(found.num_rows, count, 'checks')}, those that warned first.")
        ui.table(found, "Checks", "checks_table", "USD")
        words = (("Search", fmt.plain(text)), ("Kind", kinds.get(kind, "All")), ("Ended", STATUSES[status]))
        rows = partial(data_repo.checks, publication, text, kind, status, None)
        downloads.buttons(Extract("checks", rows, words, row_count=count), publication, "checks")
        with ui.rows("check_kinds_rows", "Show by kind") as by_kind:
            if by_kind.open:
                shown(publication, pa.Table.from_pylist(data_repo.check_totals(publication)), "By kind", "check_kinds")


def quarantine(publication: Publication) -> None:
    """What did not land, by reason and one by one."""
    if ui.is_closed(publication, "quarantine"):
        return
    reasons = cache.model(data_repo.quarantine_reasons, publication)
    if not reasons.num_rows:
        st.info("Everything that was exported has landed.")
        return
    with st.container(border=True):
        st.subheader("What did not land, and why?")
        st.caption("By table and by the column that does not fit; the reason is one of those given.")
        shown(publication, reasons, "Rejected by table", "reasons")
    with st.container(border=True):
        st.subheader("Which records and files?")
        systems = {name: name for name in sorted(set(reasons["source_system"].to_pylist()))}
        with side_by_side():
            kind = one_of("What", "refused_kind", REFUSED, 150)
            system = named("System", "refused_system", systems, 180)
        count = data_repo.quarantine_count(publication, kind, system)
        if not count:
            st.info("None in these filters.")
            return
        found = cache.model(data_repo.quarantine, publication, kind, system, TABLE_ROWS)
        st.caption(
            f"{ui.counted(found.num_rows, count, 'rejected records and files')}, newest first. Mend the export and "
            "drop it again: the archive keeps the file as it came. Addresses and telephone numbers are masked."
        )
        ui.table(found, "Quarantine", "quarantine_table", "USD")
        words = (("What", REFUSED[kind]), ("System", systems.get(system, "All")))
        rows = partial(data_repo.quarantine, publication, kind, system, None)
        downloads.buttons(Extract("quarantine", rows, words, row_count=count), publication, "quarantine")


def rules(publication: Publication) -> None:
    """Every rule that scores or sorts, with its versions."""
    with st.container(border=True):
        st.subheader("Which rules are in force?")
        found = cache.model(data_repo.rule_tables, publication)
        if not found.num_rows:
            st.info("This release holds no rules.")
            return
        st.caption(
            f"{fmt.count(found.num_rows)} tables of rules that people keep. A change is a new version with the day "
            "from which it holds, so that the past stays as it was told. Select a row for its rules."
        )
        names = found["rule_table"].to_pylist()
        shown(
            publication, found, "Rule tables", "rule_tables", select=partial(pick, "rule_tables_table", "rule", names)
        )
        rule = named("Rule table", "rule", {name: name for name in names})
        if rule != "all":
            shown(publication, cache.model(data_repo.rules, publication, rule), f"Rules of {rule}", "rules")


def release(publication: Publication) -> None:
    """Where this release comes from."""
    with st.container(border=True):
        st.subheader("Where does this release come from?")
        facts = cache.model(data.release_facts, publication)
        shown(publication, pa.Table.from_pylist(facts), "The release", "release")
    with st.container(border=True):
        st.subheader("What does it hold?")
        st.caption("The checksum of a table is the same on every engine and whatever the order of its rows.")
        shown(
            publication, cache.model(data_repo.release_tables, publication), "Tables of the release", "release_tables"
        )
