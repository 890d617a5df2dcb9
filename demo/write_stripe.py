"""Stripe: API pages for small lists, JSON lines by month for big ones, Sigma's columns for the change ledger."""

from datetime import UTC, date, datetime, time, timedelta

from demo.build import Settings, run_file, select_file
from demo.files import Drop

NEW_ERA_SINCE = date(2025, 4, 1)
PAGE, INVOICE_PAGE = 100, 500
BEFORE = '{"object":"list","data":'
TEST_ROWS = (1, 2, 3)
NOTHING = "select 1 as id where false"
TEST_CREATED = 1750000000
MANUAL_AMOUNT = 4800


def write(drop: Drop, settings: Settings) -> None:
    first = drop.con.execute("select min(start_at)::date from subscriptions").fetchone()[0]
    for table in ("customers", "products", "prices", "refunds", "credit_notes"):
        query = select_file(f"stripe/{table}")
        if table == "prices":
            query = unwrapped(drop, query)
        pages(drop, table, settings.as_of, query, PAGE)
    write_odd_customers(drop, f"stripe/customers/customers_{settings.as_of}.jsonl.gz")
    write_subscriptions(drop, settings)
    write_invoices(drop, settings, first)
    write_charges(drop, settings, first)
    for (year,) in drop.con.execute("select distinct year(event_at) from ledger_events order by 1").fetchall():
        drop.con.execute("set variable year = ?", [year])
        path = f"stripe/subscription_item_changes/subscription_item_change_events_{year}.csv"
        drop.table(path, select_file("stripe/subscription_item_changes"))


def pages(drop: Drop, table: str, day: date, query: str, size: int) -> None:
    after = f',"has_more":{{more}},"url":"/v1/{table}"}}\n'
    drop.pages(f"stripe/{table}/{day}", query, BEFORE, after, size)


def unwrapped(drop: Drop, query: str) -> str:
    """A query whose rows are the fields of the single JSON column of `query`."""
    drop.con.execute(f"create or replace temp table unwrapped as {query}")
    shape = drop.con.execute("select json_group_structure(object) from unwrapped").fetchone()[0]
    return f"select unnest(json_transform(object, '{shape}')) from unwrapped"


def plant_lines(drop: Drop, path: str, query: str, rows: list[dict], kind: str, expected: str) -> None:
    """Writes the query's rows and then `rows`, each listed as planted."""
    before = drop.lines(path, query, rows)
    for number, row in enumerate(rows, start=before + 1):
        drop.plant(kind, path, number, row["id"], expected)


def write_odd_customers(drop: Drop, path: str) -> None:
    """Customers of test mode, and one that was deleted: Stripe then keeps three fields of it."""
    rows = [sandbox_object("customer", "cus", n) | {"email": f"dev{n}@meridian-works.example"} for n in TEST_ROWS]
    gone = {"id": "cus_DeletedLongAgo1", "object": "customer", "deleted": True}
    drop.lines(path, NOTHING, [*rows, gone])
    for number, row in enumerate(rows, start=1):
        drop.plant("test_mode", path, number, row["id"], "excluded_test_mode")
    drop.plant("deleted_customer", path, len(rows) + 1, gone["id"], "is_deleted")


def exports(settings: Settings, first: date) -> list[tuple[date, date, date]]:
    """(file's date, from, until) of an export per month since `first`'s and of the last one, at `as_of`."""
    spans, start = [], first.replace(day=1)
    while start < settings.end_of_knowledge:
        following = (start + timedelta(days=31)).replace(day=1)
        until = min(following, settings.end_of_knowledge)
        spans.append((until - timedelta(days=1), start, until))
        start = following
    return spans


def set_export(drop: Drop, start: date, until: date) -> str:
    """Sets the half-open span that the next export covers; returns the era of Stripe's API at its end."""
    drop.con.execute("set variable export_from = ?::timestamp", [datetime.combine(start, time.min)])
    drop.con.execute("set variable export_until = ?::timestamp", [datetime.combine(until, time.min)])
    return "now" if until > NEW_ERA_SINCE else "before"


def write_subscriptions(drop: Drop, settings: Settings) -> None:
    """Month-end lists of the accounts that are billed elsewhere, and at the end the list of all."""
    con = drop.con
    first = con.execute("select min(start_at)::date from subscriptions where history = 'snapshots'").fetchone()[0]
    spans = exports(settings, first) if first else []
    con.execute("set variable histories = ['snapshots']")
    for day, start, until in spans:
        if day < settings.as_of:
            era = set_export(drop, start, until)
            run_file(con, "stripe/subscriptions_seen")
            drop.lines(f"stripe/subscriptions/subscriptions_{day}.jsonl.gz", select_file("stripe/subscriptions", era))
    con.execute("set variable histories = ['invoices', 'ledger', 'snapshots']")
    era = set_export(drop, settings.as_of, settings.end_of_knowledge)
    run_file(con, "stripe/subscriptions_seen")
    path = f"stripe/subscriptions/subscriptions_{settings.as_of}.jsonl.gz"
    tests = [sandbox_subscription(number) for number in TEST_ROWS]
    plant_lines(drop, path, select_file("stripe/subscriptions", era), tests, "test_mode", "excluded_test_mode")


def write_invoices(drop: Drop, settings: Settings, first: date) -> None:
    """Invoices by month of export: new ones, and again those settled since; as pages before the window."""
    for day, start, until in exports(settings, first):
        query = select_file("stripe/invoices", set_export(drop, start, until))
        run_file(drop.con, "stripe/invoices_seen")
        if start < settings.window_start:
            pages(drop, "invoices", day, query, INVOICE_PAGE)
            continue
        path = f"stripe/invoices/invoices_{day}.jsonl.gz"
        if until == settings.as_of.replace(day=1):
            rows = [manual_invoice(drop, day)]
            plant_lines(drop, path, query, rows, "unexplained_invoice", f"unexplained:{MANUAL_AMOUNT}")
            continue
        tests = [sandbox_invoice(number) for number in TEST_ROWS] if day == settings.as_of else []
        plant_lines(drop, path, query, tests, "test_mode", "excluded_test_mode")


def manual_invoice(drop: Drop, day: date) -> dict:
    """An invoice that somebody typed: no subscription, no price, nothing that says what it was for."""
    customer, email, name = drop.con.execute(
        "select customer_id, email, customer_name from customers inner join accounts using (i)"
        " where customers.currency = 'usd'"
        " order by accounts.scenario is distinct from 'forever_percent', customers.c limit 1"
    ).fetchone()
    created = int(datetime.combine(day.replace(day=14), time(9, 30), UTC).timestamp())
    cents = MANUAL_AMOUNT * 100
    parent = {"type": "invoice_item_details", "invoice_item_details": {"invoice_item": "ii_1Typed000000001"}}
    line = {"id": "il_1Typed000000001", "object": "line_item", "amount": cents, "currency": "usd", "livemode": True}
    line |= {"description": "As agreed", "discount_amounts": [], "discountable": True, "metadata": {}, "parent": parent}
    line |= {"period": {"start": created, "end": created}, "pricing": None, "quantity": 1, "taxes": []}
    lines = {"object": "list", "data": [line], "has_more": False, "total_count": 1}
    moments = {"finalized_at": created, "paid_at": created + 86400, "voided_at": None, "marked_uncollectible_at": None}
    one = {"id": "in_1Typed000000001", "object": "invoice", "number": "TYPED-0001", "billing_reason": "manual"}
    one |= {"customer": customer, "customer_email": email, "customer_name": name, "currency": "usd", "livemode": True}
    one |= {"collection_method": "send_invoice", "created": created, "effective_at": created, "status": "paid"}
    one |= {"due_date": created + 30 * 86400, "period_start": created, "period_end": created, "attempt_count": 0}
    one |= {"parent": None, "metadata": {}, "lines": lines, "status_transitions": moments, "total_taxes": []}
    one |= {"starting_balance": 0, "ending_balance": 0, "amount_remaining": 0, "total_discount_amounts": []}
    return one | dict.fromkeys(("amount_due", "amount_paid", "subtotal", "total", "total_excluding_tax"), cents)


def write_charges(drop: Drop, settings: Settings, first: date) -> None:
    bad = {"id": "ch_3BadAmount000001", "object": "charge", "amount": "12,50", "currency": "usd"}
    bad |= {"created": TEST_CREATED, "livemode": True}
    for day, start, until in exports(settings, first):
        query = select_file("stripe/charges", set_export(drop, start, until))
        path = f"stripe/charges/charges_{day}.jsonl.gz"
        plant_lines(drop, path, query, [bad] if day == settings.as_of else [], "bad_number", "rejected_row")


def sandbox_object(kind: str, prefix: str, number: int) -> dict:
    """What a developer's test mode left in an export."""
    named = {"id": f"{prefix}_test_{number:03d}", "object": kind, "livemode": False, "created": TEST_CREATED + number}
    return named | {"customer": f"cus_test_{number:03d}", "currency": "usd", "metadata": {}}


def sandbox_subscription(number: int) -> dict:
    one = sandbox_object("subscription", "sub", number)
    recurring = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    price = {"id": "price_test_001", "currency": "usd", "unit_amount": 9900, "product": "prod_test"}
    price |= {"type": "recurring", "recurring": recurring}
    item = {"id": f"si_test_{number:03d}", "quantity": 1000, "price": price, "subscription": one["id"]}
    items = {"object": "list", "data": [item], "has_more": False}
    return one | {"status": "active", "start_date": one["created"], "items": items}


def sandbox_invoice(number: int) -> dict:
    one = sandbox_object("invoice", "in", number)
    period = {"start": one["created"], "end": one["created"] + 2592000}
    amounts = {"amount": 9900000, "currency": "usd", "quantity": 1000}
    line = {"id": f"il_test_{number:03d}", "livemode": False, "period": period} | amounts
    lines = {"object": "list", "data": [line], "has_more": False}
    totals = {"status": "paid", "subtotal": 9900000, "total": 9900000}
    return one | {"number": f"TEST-{number:04d}", "lines": lines} | totals
