"""Faults of whole files, and those of the identity rules that stand in many rows."""

from demo.build import Settings
from demo.files import Drop

ERROR_PAGE = b"<!DOCTYPE html>\n<html><head><title>502</title></head><body><h1>502 Bad Gateway</h1></body></html>\n"

# How a customer can be known -> the kind of fault that it is listed as.
RULES = {
    "free_mail": "free_mail",
    "none": "shared_domain",
    "parent_domain": "subsidiary_on_parents_domain",
    "contact_majority": "contact_majority",
    "manual_map": "manual_map",
    "loser_key": "key_of_merged_account",
    "stripe_metadata15": "fifteen_character_key",
    "organization_key": "organization_key",
}


def plant(drop: Drop, settings: Settings) -> None:
    day = settings.as_of.isoformat()
    whole = f"salesforce/tasks/tasks_{day}.csv.gz"
    cut = f"salesforce/tasks/tasks_{day}_part2.csv.gz"
    content = drop.read(whole)
    drop.text(cut, content[: len(content) * 3 // 5])
    drop.plant("truncated_gzip", cut, None, None, "rejected_file")
    page = "stripe/charges/charges_retry.jsonl"
    drop.text(page, ERROR_PAGE)
    drop.plant("error_page", page, None, None, "rejected_file")
    first = drop.con.execute("select last_day(getvariable('window_start'))").fetchone()[0]
    copied = f"stripe/invoices/invoices_{first} (1).jsonl.gz"
    drop.text(copied, drop.read(f"stripe/invoices/invoices_{first}.jsonl.gz"))
    drop.plant("copied_file", copied, None, None, "duplicate_file")
    plant_identities(drop)


def plant_identities(drop: Drop) -> None:
    """One line per customer that a rule of identity resolution is about, and per account of two more scenarios."""
    rows = drop.con.execute(
        "select customer_id, truth_account_id, customers.method, key_method, scenario from customers"
        " inner join accounts using (i) order by customers.c"
    ).fetchall()
    for customer, account, method, key_method, scenario in rows:
        if key_method in RULES:
            expected = "unresolved" if method == "unresolved" else f"resolved:{account}"
            drop.plant(RULES[key_method], "stripe/customers", None, customer, expected)
        if scenario == "hostile_name":
            drop.plant("hostile_name", "salesforce/accounts", None, account, "shown_as_text")
        if scenario == "plan_migration":
            drop.plant("plan_migration", "stripe/subscriptions", None, customer, "expansion_not_churn")
