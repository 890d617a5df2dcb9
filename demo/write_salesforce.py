"""Salesforce: REST pages and JSON lines for some objects, Bulk CSV for others, one report with 15-character ids."""

from datetime import date

from demo.build import Settings, select_file
from demo.files import Drop

PAGE = 2000
BEFORE, AFTER = '{"totalSize":-1,"done":true,"records":', "}\n"
NEW_FIELD = "Health_Note__c"
BAD_CONTACT = "003BadDate000001AAA"


def write(drop: Drop, settings: Settings) -> None:
    day = settings.as_of
    write_accounts(drop)
    write_contacts(drop, f"salesforce/contacts/contacts_{day}.csv.gz")
    for table in ("opportunities", "users"):
        drop.pages(f"salesforce/{table}/{day}", select_file(f"salesforce/{table}"), BEFORE, AFTER, PAGE)
    for table in ("opportunity_contact_roles", "opportunity_field_history", "contact_history", "contracts"):
        path = f"salesforce/{table}/{table}_{day}.csv.gz"
        drop.table(path, select_file(f"salesforce/{table}"), quote_all=True)
    drop.table(f"salesforce/contracts/Active contracts {day}.csv", select_file("salesforce/contracts_report"))
    drop.lines(f"salesforce/events/events_{day}.jsonl.gz", select_file("salesforce/events"))
    for (year,) in drop.con.execute("select distinct year(on_date) from touches order by 1").fetchall():
        drop.con.execute("set variable year = ?", [year])
        path = f"salesforce/tasks/tasks_{min(day, date(year, 12, 31))}.csv.gz"
        drop.table(path, select_file("salesforce/tasks"), quote_all=True)


def write_accounts(drop: Drop) -> None:
    """What was known half a year ago in one file, then what changed, by month; the last file has a new field."""
    query = select_file("salesforce/accounts")
    spans = drop.con.execute("select file_date, after_date from crm_exports order by 1").fetchall()
    for file_date, after_date in spans:
        drop.con.execute("set variable file_date = ?", [file_date])
        drop.con.execute("set variable after_date = ?", [after_date])
        path = f"salesforce/accounts/accounts_{file_date}.jsonl.gz"
        is_last = file_date == spans[-1][0]
        rows = drop.lines(path, f"select *, 'reviewed' as \"{NEW_FIELD}\" from ({query})" if is_last else query)
        if is_last and rows:
            drop.plant("unknown_column", path, None, NEW_FIELD, "drift")
    deleted = "select id from crm_accounts where is_newest and is_deleted and master_id is null"
    for (account,) in drop.con.execute(deleted).fetchall():
        drop.plant("deleted_account", "salesforce/accounts", None, account, "is_deleted")
    losers = drop.con.execute("select loser_id, master_id from merged_accounts order by loser_id").fetchall()
    for loser, master in losers:
        drop.plant("merged_account", "salesforce/accounts", None, loser, f"merged:{master}")


def write_contacts(drop: Drop, path: str) -> None:
    """The contacts, and after them one with a date that no calendar has."""
    query = select_file("salesforce/contacts")
    bad = f"select * replace ('{BAD_CONTACT}' as \"Id\", '31/02/2026' as \"EmailBouncedDate\") from ({query} limit 1)"
    rows = drop.table(path, f"from ({query}) union all {bad}", quote_all=True)
    drop.plant("bad_date", path, rows, BAD_CONTACT, "rejected_row")
