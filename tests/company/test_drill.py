"""From a figure of the demo company down to the line of the export that it rests on."""

import csv
import gzip
import json
from functools import cache
from pathlib import Path


@cache
def records_of(path: Path) -> list[dict]:
    """The records of an export, in order: JSON lines, an API page or CSV, gzipped or not."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    name = path.name.removesuffix(".gz")
    if name.endswith(".jsonl"):
        return [json.loads(line) for line in text.splitlines() if line]
    if name.endswith(".json"):
        return json.loads(text)["data"]
    return list(csv.DictReader(text.splitlines()))


def test_every_period_leads_to_rows_that_are_in_the_files(company):
    """Of every kind of record, some hundreds: the record of the file at the row named holds the key named."""
    rows = company.connection.execute(
        "select source, record_id, subscription_item_id, source_file, source_row from marts.subscription_period_sources"
        " where hash(record_id) % 8 = 0"
    ).fetchall()
    assert {source for source, *_ in rows} == {"invoice_lines", "change_ledger", "snapshots"}
    lost = []
    for source, record_id, item, file, row in rows:
        record = json.dumps(records_of(company.folder / "extracts" / file)[row - 1])
        key = {"invoice_lines": record_id, "change_ledger": item, "snapshots": record_id.split(" ")[0]}[source]
        if f'"{key}"' not in record:
            lost.append((source, record_id, file, row))
    assert lost == []


def test_one_rate_opens_down_to_its_records(company):
    """NRR over the twelve months up to the newest closed one: accounts, periods and records say it to the cent."""
    ask = company.connection.execute
    month, numerator = ask(
        "select month_end, numerator from marts.retention where definition_id = 'N1' and segment = 'all'"
        " and window_months = 12 and not is_provisional order by month_end desc limit 1"
    ).fetchone()
    by_account = ask(
        "select sum(retained_mrr) from marts.retention_base where month_end = ? and window_months = 12", [month]
    ).fetchone()[0]
    assert by_account == numerator
    from_periods, from_records = ask(
        """
        with cohort as (
            select account_id, opening_month_end from marts.retention_base
            where month_end = $1 and window_months = 12 and is_in_cohort
        ),
        periods as (
            select periods.subscription_period_id, periods.mrr, rates.rate
            from cohort
            join marts.subscription_periods as periods using (account_id)
            join marts.reporting_rates as rates
                on rates.currency = periods.currency and rates.month_end = cohort.opening_month_end
            where periods.valid_from <= $1 and (periods.valid_to is null or periods.valid_to > $1)
        ),
        records as (
            select sum(sources.mrr * periods.rate) as amount
            from periods
            join marts.subscription_period_sources as sources using (subscription_period_id)
            where sources.covers_from <= $1 and (sources.covers_to is null or sources.covers_to > $1)
        )
        select round(sum(mrr * rate), 2), (select round(amount, 2) from records) from periods
        """,
        [month],
    ).fetchone()
    assert from_periods == round(numerator, 2)
    assert from_records == round(numerator, 2)
