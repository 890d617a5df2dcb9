"""Salesforce: REST query pages and JSON lines for some objects, Bulk CSV for others, one report with 15-character ids."""

from demo.build import Settings, select_file
from demo.files import Drop

PAGE = 2000
BEFORE = '{"totalSize":-1,"done":true,"records":'
HEALTH_NOTE = "Health_Note__c"


def write(drop: Drop, settings: Settings) -> None:
    day = settings.as_of.isoformat()
    write_accounts(drop)
    con = drop.con
    contacts = select_file("salesforce/contacts")
    bad_contact = "select * replace ('003BadDate000001AAA' as \"Id\", '31/02/2026' as \"EmailBouncedDate\") from " \
        f"(select * from ({contacts}) limit 1)"
    path = f"salesforce/contacts/contacts_{day}.csv.gz"
    rows = drop.table(path, f"select * from ({contacts}) union all {bad_contact}", quote_all=True)
    drop.plant("bad_date", path, rows, "003BadDate000001AAA", "rejected_row")
    drop.pages(f"salesforce/opportunities/{day}", select_file("salesforce/opportunities"), BEFORE, "}\n", PAGE)
    roles = select_file("salesforce/opportunity_contact_roles")
    drop.table(f"salesforce/opportunity_contact_roles/opportunity_contact_roles_{day}.csv.gz", roles, quote_all=True)
    for (year,) in con.execute("select distinct year(on_date) from touches order by 1").fetchall():
        con.execute("set variable year = ?", [year])
        last = min(settings.as_of.isoformat(), f"{year}-12-31")
        drop.table(f"salesforce/tasks/tasks_{last}.csv.gz", select_file("salesforce/tasks"), quote_all=True)
    drop.lines(f"salesforce/events/events_{day}.jsonl.gz", select_file("salesforce/events"))
    users = "select {'type': 'User', 'url': '/services/data/v61.0/sobjects/User/' || user_id} as attributes, user_id as \"Id\", " \
        "user_name as \"Name\", email as \"Email\", case role when 'csm' then 'Customer Success Manager' when 'sales' then 'Account Executive' " \
        "else 'Director of Customer Success' end as \"Title\", case role when 'sales' then 'Sales' else 'Customer Success' end as \"Department\", " \
        "is_active as \"IsActive\", manager_id as \"ManagerId\", '2021-01-04T09:00:00.000+0000' as \"CreatedDate\", " \
        "'2025-11-03T08:00:00.000+0000' as \"SystemModstamp\" from vendor_users order by n"
    drop.pages(f"salesforce/users/{day}", users, BEFORE, "}\n", PAGE)
    write_contracts(drop, day)


def write_accounts(drop: Drop) -> None:
    """All that was known half a year ago in one file, then what changed, month by month; the last file has a new field."""
    query = select_file("salesforce/accounts")
    spans = drop.con.execute("select file_date, after_date from crm_exports order by 1").fetchall()
    for file_date, after_date in spans:
        drop.con.execute("set variable file_date = ?", [file_date])
        drop.con.execute("set variable after_date = ?", [after_date])
        path = f"salesforce/accounts/accounts_{file_date}.jsonl.gz"
        is_last = file_date == spans[-1][0]
        extra = f", case when \"IsDeleted\" then null else 'reviewed' end as \"{HEALTH_NOTE}\"" if is_last else ""
        drop.lines(path, f"select *{extra} from ({query})")
        if is_last:
            drop.plant("unknown_column", path, None, HEALTH_NOTE, "drift")
    losers = drop.con.execute("select loser_id, master_id from merged_accounts order by loser_id").fetchall()
    for loser_id, master_id in losers:
        drop.plant("merged_account", "salesforce/accounts", None, loser_id, f"merged:{master_id}")


def write_contracts(drop: Drop, day: str) -> None:
    """All contracts from Bulk, and the newest again in a report that people saved from the screen, with short ids."""
    bulk = "select contract_id as \"Id\", account_id as \"AccountId\", lpad(contract::varchar, 8, '0') as \"ContractNumber\", start_date as \"StartDate\", " \
        "end_date as \"EndDate\", 12 as \"ContractTerm\", 'Activated' as \"Status\", iso_millis(activated_at) as \"ActivatedDate\", " \
        "csm_id as \"OwnerId\", '90' as \"OwnerExpirationNotice\", iso_millis(activated_at) as \"CreatedDate\", " \
        "iso_millis(activated_at + to_hours(1)) as \"SystemModstamp\", false as \"IsDeleted\" from contracts " \
        "inner join accounts using (i) inner join owners using (i)"
    drop.table(f"salesforce/contracts/contracts_{day}.csv.gz", f"{bulk} order by contract", quote_all=True)
    report = "select left(\"Id\", 15) as \"Contract ID\", left(\"AccountId\", 15) as \"Account ID\", \"ContractNumber\" as \"Contract Number\", " \
        "\"StartDate\" as \"Contract Start Date\", \"EndDate\" as \"Contract End Date\", \"ContractTerm\" as \"Contract Term (months)\", " \
        f"\"Status\" from ({bulk}) where \"EndDate\" >= '{day}' order by \"ContractNumber\""
    drop.table(f"salesforce/contracts/Active contracts report {day}.csv", report)
