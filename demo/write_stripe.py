"""Stripe: API pages for the small lists, JSON lines by month for the big ones, Sigma's columns for the change ledger."""

from datetime import date, datetime, timedelta

from demo.build import Settings, select_file
from demo.files import Drop

BEFORE = '{"object":"list","data":'
NEW_SHAPE_SINCE = date(2025, 4, 1)
PAGE = 500


def after(url: str) -> str:
    return f',"has_more":{{more}},"url":"{url}"}}\n'


def month_ends(settings: Settings, first: date) -> list[date]:
    """Last days of the months from `first` to the last one that was over at `as_of`."""
    days, month = [], first.replace(day=1)
    while True:
        following = (month + timedelta(days=31)).replace(day=1)
        if following > settings.end_of_knowledge:
            return days
        days.append(following - timedelta(days=1))
        month = following


def set_export(drop: Drop, start: date, until: date) -> None:
    """The half-open span that the next export covers, and the shape that Stripe's API had at its end."""
    drop.con.execute("set variable export_from = ?::timestamp", [datetime.combine(start, datetime.min.time())])
    drop.con.execute("set variable export_until = ?::timestamp", [datetime.combine(until, datetime.min.time())])
    drop.con.execute("set variable shape = ?", ["now" if until > NEW_SHAPE_SINCE else "before"])


def exports(settings: Settings, first: date) -> list[tuple[date, date, date]]:
    """(file's date, from, until) of each monthly export and of the last one, at `as_of`."""
    spans, start = [], first.replace(day=1)
    for day in month_ends(settings, first):
        spans.append((day, start, day + timedelta(days=1)))
        start = day + timedelta(days=1)
    if start < settings.end_of_knowledge:
        spans.append((settings.as_of, start, settings.end_of_knowledge))
    return spans


def test_mode(table: str) -> list[dict]:
    """Rows of a developer's test mode that found their way into the export."""
    rows = []
    for number in range(1, 4):
        one = {"id": f"{table}_test_{number:03d}", "livemode": False, "created": 1750000000 + number, "metadata": {}}
        if table == "cus":
            one |= {"object": "customer", "name": "Test Company", "email": f"dev+{number}@our-own-product.example", "currency": "usd"}
        elif table == "sub":
            item = {"id": f"si_test_{number:03d}", "quantity": 1000, "price": test_price(), "subscription": one["id"]}
            one |= {"object": "subscription", "customer": f"cus_test_{number:03d}", "status": "active", "currency": "usd"}
            one |= {"start_date": one["created"], "items": {"object": "list", "data": [item], "has_more": False}}
        else:
            line = {"id": f"il_test_{number:03d}", "amount": 9900000, "currency": "usd", "quantity": 1000, "livemode": False}
            line["period"] = {"start": one["created"], "end": one["created"] + 2592000}
            one |= {"object": "invoice", "customer": f"cus_test_{number:03d}", "status": "paid", "currency": "usd", "total": 9900000}
            one |= {"number": f"TEST-{number:04d}", "subtotal": 9900000, "lines": {"object": "list", "data": [line], "has_more": False}}
        rows.append(one)
    return rows


def test_price() -> dict:
    recurring = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    return {"id": "price_test_001", "currency": "usd", "unit_amount": 9900, "product": "prod_test", "type": "recurring", "recurring": recurring}


def plant_lines(drop: Drop, path: str, query: str, rows: list[dict], kind: str, expected: str) -> None:
    """Writes the query's rows and then `rows`, each listed as planted."""
    before = drop.lines(path, query, rows)
    for number, row in enumerate(rows, start=before + 1):
        drop.plant(kind, path, number, row["id"], expected)


def write(drop: Drop, settings: Settings) -> None:
    day = settings.as_of.isoformat()
    first = drop.con.execute("select min(start_at)::date from subscriptions").fetchone()[0]
    drop.pages(f"stripe/customers/{day}", select_file("stripe/customers"), BEFORE, after("/v1/customers"), PAGE)
    products = "select product_id as id, 'product' as object, true as active, 1622538000 as created, true as livemode, " \
        "'{}'::json as metadata, product_name as name, unit_label, 1622538000 as updated from products order by product"
    drop.pages(f"stripe/products/{day}", products, BEFORE, after("/v1/products"), PAGE)
    prices = "select object from price_objects order by price"
    drop.pages(f"stripe/prices/{day}", unwrapped(drop, prices), BEFORE, after("/v1/prices"), PAGE)
    write_subscriptions(drop, settings, first)
    write_invoices(drop, settings, first)
    write_money(drop, settings, first)
    write_ledger(drop)


def unwrapped(drop: Drop, query: str) -> str:
    """A query whose rows are the fields of the single JSON column of `query`."""
    drop.con.execute(f"create or replace temp table unwrapped as {query}")
    shape = drop.con.execute("select json_group_structure(object) from unwrapped").fetchone()[0]
    return f"select unnest(json_transform(object, '{shape}')) from unwrapped"


def write_subscriptions(drop: Drop, settings: Settings, first: date) -> None:
    query = select_file("stripe/subscriptions") + " order by dated.start_at, dated.s"
    drop.con.execute("set variable histories = ['snapshots']")
    for day in month_ends(settings, first):
        if day < settings.as_of:
            set_export(drop, day, day + timedelta(days=1))
            drop.lines(f"stripe/subscriptions/subscriptions_{day}.jsonl.gz", query)
    drop.con.execute("set variable histories = ['invoices', 'ledger', 'snapshots']")
    set_export(drop, settings.as_of, settings.end_of_knowledge)
    path = f"stripe/subscriptions/subscriptions_{settings.as_of}.jsonl.gz"
    plant_lines(drop, path, query, test_mode("sub"), "test_mode", "excluded_test_mode")


def write_invoices(drop: Drop, settings: Settings, first: date) -> None:
    query = select_file("stripe/invoices")
    for day, start, until in exports(settings, first):
        set_export(drop, start, until)
        if start < settings.window_start:
            drop.pages(f"stripe/invoices/{day}", query, BEFORE, after("/v1/invoices"), PAGE)
        else:
            extra = test_mode("in") if day == settings.as_of else []
            plant_lines(drop, f"stripe/invoices/invoices_{day}.jsonl.gz", query, extra, "test_mode", "excluded_test_mode")


def write_money(drop: Drop, settings: Settings, first: date) -> None:
    query = select_file("stripe/charges")
    bad = {"id": "ch_3BadAmount000001", "object": "charge", "amount": "12,50", "currency": "usd", "created": 1750000000, "livemode": True}
    for day, start, until in exports(settings, first):
        set_export(drop, start, until)
        extra = [bad] if day == settings.as_of else []
        plant_lines(drop, f"stripe/charges/charges_{day}.jsonl.gz", query, extra, "bad_number", "rejected_row")
    day = settings.as_of.isoformat()
    drop.pages(f"stripe/refunds/{day}", select_file("stripe/refunds"), BEFORE, after("/v1/refunds"), PAGE)
    drop.pages(f"stripe/credit_notes/{day}", select_file("stripe/credit_notes"), BEFORE, after("/v1/credit_notes"), PAGE)


def write_ledger(drop: Drop) -> None:
    years = drop.con.execute("select distinct year(event_at) from ledger_events order by 1").fetchall()
    for (year,) in years:
        query = f"select strftime(event_at, '%Y-%m-%d %H:%M:%S.%g') as event_timestamp, event_type, mrr_after - mrr_before as mrr_change, " \
            "quantity_after - quantity_before as quantity_change, subscription_id, item_id as subscription_item_id, customer_id, product_id, " \
            f"price_id, currency from ledger_events where year(event_at) = {year} order by event_at, item, mrr_before"
        drop.table(f"stripe/subscription_item_changes/subscription_item_change_events_{year}.csv", query)
