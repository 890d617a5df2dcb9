"""Exports of the demo company as its vendors would have written them at the end of an earlier day.

Files of days that had passed are taken as they are. Lists that the demo exports once, at its end, are cut: records that
came later are left out, and a record that changed later is written as it stood.
"""

import csv
import gzip
import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from demo import faults, write_manual, write_salesforce, write_segment, write_stripe, write_zendesk
from demo.build import EVENTS_PER_ACCOUNT_MONTH, SQL_FOLDER, Settings, connect, run_file, select_file
from demo.files import Drop

FILE_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
# Written by day or month of export, and never again: a list of a past month end shows what stood then.
DATED = (
    "segment/tracks",
    "segment/identifies",
    "segment/groups",
    "stripe/invoices",
    "stripe/charges",
    "stripe/subscriptions",
    "zendesk/tickets",
)
REPORT = "Active contracts"
# A half-written file and an error page: refused whenever they come.
REFUSED = ("part2", "charges_retry")

Change = Callable[[dict, datetime], dict]


@dataclass(frozen=True)
class List:
    """A list that is exported whole: the field that says since when a record is there, and how it stood at a moment."""

    born: str
    as_it_stood: Change = lambda record, end: record


def write_whole(folder: Path, settings: Settings, days: Iterable[date]) -> None:
    """The demo's exports in `folder`/all, and in `folder`/lists Stripe's list of all subscriptions on each day."""
    with tempfile.TemporaryDirectory(prefix="cut-") as scratch:
        con = connect(settings, Path(scratch))
        for path in sorted(SQL_FOLDER.glob("*.sql")):
            run_file(con, path.stem)
        drop = Drop(con, folder / "all", Path(scratch))
        for writer in (write_stripe, write_salesforce, write_zendesk, write_manual):
            writer.write(drop, settings)
        write_segment.write(drop, settings, "jsonl", lambda text: None)
        faults.plant(drop, settings)
        lists = Drop(con, folder / "lists", Path(scratch))
        for day in days:
            era = write_stripe.set_export(lists, day, day + timedelta(days=1))
            run_file(con, "stripe/subscriptions_seen")
            lists.lines(subscriptions_of(day), select_file("stripe/subscriptions", era))
        con.close()


def settings_of(accounts: int, months: int, as_of: date) -> Settings:
    """A demo company with the usual number of events."""
    return Settings(accounts, months, as_of, 7, accounts * months * EVENTS_PER_ACCOUNT_MONTH)


def subscriptions_of(day: date) -> str:
    return f"stripe/subscriptions/all_subscriptions_{day}.jsonl.gz"


def cut(folder: Path, day: date, target: Path) -> None:
    """Writes below `target` what `folder`/all and `folder`/lists would have been at the end of `day`, a month end."""
    end = datetime.combine(day + timedelta(days=1), time.min, UTC)
    whole = folder / "all"
    before = fields_before(whole, end)
    for path in sorted(path for path in whole.rglob("*") if path.is_file()):
        name = path.relative_to(whole).as_posix()
        table = "/".join(name.split("/")[:2])
        if any(mark in name for mark in REFUSED) or REPORT in name or table == "salesforce/accounts":
            continue
        if table in DATED:
            if last_day(FILE_DAY.search(name)[0]) <= day:
                copy(path, target / name)
        else:
            kind = LISTS[table]
            there = [record for record in records(path) if not later(record, kind.born, end)]
            kept = [kind.as_it_stood(record, end) | before.get(record.get("Id"), {}) for record in there]
            write_records(path, target / dated(name, day), kept)
    copy(folder / "lists" / subscriptions_of(day), target / subscriptions_of(day))
    write_accounts(whole, target, end, day)
    drop_objectives_without_plan(target)
    write_report(target, day)


def fields_before(whole: Path, end: datetime) -> dict[str, dict[str, str | float | None]]:
    """By the id of each opportunity and contact, what the fields held at `end` that changed afterwards."""
    found: dict[str, dict[str, str | float | None]] = {}
    for table, parent in HISTORIES.items():
        changes = [change for path in (whole / table).iterdir() for change in records(path)]
        for change in sorted(changes, key=lambda change: change["CreatedDate"]):
            if later(change, "CreatedDate", end):
                # The first change after the moment found what the field held at it.
                held = float(change["OldValue"]) if change["Field"] == "Probability" else change["OldValue"] or None
                found.setdefault(change[parent], {}).setdefault(change["Field"], held)
    return found


def copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def last_day(text: str) -> date:
    """The day that a file is named after; the last one of a month where it is named after that."""
    if len(text) == len("2026-10-15"):
        return date.fromisoformat(text)
    following = date.fromisoformat(f"{text}-28") + timedelta(days=4)
    return following.replace(day=1) - timedelta(days=1)


def dated(name: str, day: date) -> str:
    """The file's name, with `day` for a later day of export, and after the year that a file without one is named by."""
    found = FILE_DAY.search(name)
    if found:
        return name if last_day(found[0]) <= day else FILE_DAY.sub(day.isoformat(), name)
    return re.sub(r"(\d{4})(\.\w+)", rf"\1_until_{day}\2", name)


def as_moment(value: str | int | None) -> datetime | None:
    """Stripe's seconds, and dates and times as text, in UTC; None for nothing and for what is no date."""
    if not value:
        return None
    if isinstance(value, int):
        return datetime.fromtimestamp(value, UTC)
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def later(record: dict, column: str, end: datetime) -> bool:
    found = as_moment(record.get(column))
    return found is not None and found >= end


def undone(column: str, before: dict, record: dict, end: datetime) -> dict:
    """The record with the fields of `before` where what `column` dates came later; {x} stands for its field x."""
    if not later(record, column, end):
        return record
    return record | {field: filled(value, record) for field, value in before.items()}


def filled(value: str | bool | float | None, record: dict) -> str | bool | float | None:
    return record[value[1:-1]] if isinstance(value, str) and value.startswith("{") else value


def begun(column: str, before: dict, record: dict, end: datetime) -> dict:
    """The record as it began unless it ended by then, which `column` dates: nothing says when it got how far."""
    if record[column] and not later(record, column, end):
        return record
    return record | {column: None} | {field: filled(value, record) for field, value in before.items()}


MODIFIED = {"SystemModstamp": "{CreatedDate}"}
UPDATED = partial(undone, "updated_at", {"updated_at": "{created_at}"})
WRITTEN = MODIFIED | {"LastModifiedDate": "{CreatedDate}"}
BOUNCED = {"EmailBouncedDate": None, "EmailBouncedReason": None, "IsDeleted": "false"}
CLOSED = {"IsClosed": False, "IsWon": False}
HISTORIES = {
    "salesforce/contact_history": "ContactId",
    "salesforce/opportunity_field_history": "OpportunityId",
}
# Nothing says since when a customer owes.
OWES_NOTHING = {"balance": 0, "delinquent": False}
ONGOING = {"completed_at": None, "outcome": None}
UNANSWERED = {"responded_at": None, "score": None, "comment": None}
UNCONFIRMED = {"validated_on": None, "validated_by": None}
LISTS = {
    "manual/account_key_map": List("valid_from"),
    "manual/csm_assessments": List("assessed_on"),
    "manual/csm_costs": List("month"),
    "manual/fx_rates": List("rate_date"),
    "manual/playbook_log": List("started_at", partial(undone, "completed_at", ONGOING)),
    "manual/success_plan_objectives": List(
        "", partial(begun, "achieved_on", {"status": "open", "current": "{baseline}"})
    ),
    "manual/success_plans": List("started_on", partial(begun, "completed_on", {"status": "active"})),
    "manual/survey_responses": List("sent_at", partial(undone, "responded_at", UNANSWERED)),
    "manual/value_reports": List("delivered_on", partial(undone, "validated_on", UNCONFIRMED)),
    "salesforce/contact_history": List("CreatedDate"),
    "salesforce/contacts": List("CreatedDate", partial(undone, "SystemModstamp", WRITTEN | BOUNCED)),
    "salesforce/contracts": List("CreatedDate", partial(undone, "SystemModstamp", MODIFIED)),
    "salesforce/events": List("CreatedDate", partial(undone, "SystemModstamp", MODIFIED)),
    "salesforce/opportunities": List("CreatedDate", partial(undone, "SystemModstamp", WRITTEN | CLOSED)),
    "salesforce/opportunity_contact_roles": List("CreatedDate"),
    "salesforce/opportunity_field_history": List("CreatedDate"),
    "salesforce/tasks": List("CreatedDate"),
    "salesforce/users": List("CreatedDate"),
    "stripe/credit_notes": List("created"),
    "stripe/customers": List("created", lambda record, end: record | OWES_NOTHING),
    "stripe/prices": List("created"),
    "stripe/products": List("created"),
    "stripe/refunds": List("created"),
    "stripe/subscription_item_changes": List("event_timestamp"),
    "zendesk/organizations": List("created_at", UPDATED),
    "zendesk/satisfaction_ratings": List("created_at"),
    "zendesk/schedule_holidays": List("_fivetran_synced"),
    "zendesk/schedules": List("created_at"),
    "zendesk/sla_policies": List("created_at"),
    "zendesk/ticket_comments": List("created"),
    "zendesk/ticket_metric_events": List("time"),
    "zendesk/ticket_sla_policies": List("policy_applied_at"),
    "zendesk/users": List("created_at", UPDATED),
}


def write_accounts(whole: Path, target: Path, end: datetime, day: date) -> None:
    """Every CRM account of that day in its newest version of then; one of which only later ones are known, unmerged."""
    versions: dict[str, list[dict]] = {}
    for path in sorted((whole / "salesforce/accounts").iterdir()):
        for record in records(path):
            if not later(record, "CreatedDate", end):
                versions.setdefault(record["Id"], []).append(record)
    kept = []
    for known in versions.values():
        known.sort(key=lambda record: as_moment(record["SystemModstamp"]))
        then = [record for record in known if not later(record, "SystemModstamp", end)]
        first = known[0] | dict.fromkeys(("SystemModstamp", "LastModifiedDate"), known[0]["CreatedDate"])
        kept.append(then[-1] if then else first | {"IsDeleted": False, "MasterRecordId": None})
    write_records(Path(".jsonl"), target / f"salesforce/accounts/all_accounts_{day}.jsonl.gz", kept)


def drop_objectives_without_plan(target: Path) -> None:
    """An objective says nothing of when it was set: it comes with its plan."""
    (plans,) = (target / "manual/success_plans").iterdir()
    (objectives,) = (target / "manual/success_plan_objectives").iterdir()
    there = {plan["plan_id"] for plan in records(plans)}
    kept = [row for row in records(objectives) if row["plan_id"] in there]
    objectives.unlink()
    write_records(objectives, objectives, kept)


def write_report(target: Path, day: date) -> None:
    """The contracts in force on that day as people save them from the screen: other headers, ids of 15 characters."""
    (path,) = (target / "salesforce/contracts").glob("contracts_*")
    report = [
        {
            "Contract ID": row["Id"][:15],
            "Account ID": row["AccountId"][:15],
            "Contract Number": row["ContractNumber"],
            "Contract Start Date": row["StartDate"],
            "Contract End Date": row["EndDate"],
            "Contract Term (months)": row["ContractTerm"],
            "Status": row["Status"],
            "Activated Date": row["ActivatedDate"][:10],
            "Auto Renew": row["Auto_Renew__c"],
            "Notice Period (days)": row["Notice_Period_Days__c"],
        }
        for row in records(path)
        if row["EndDate"] >= day.isoformat()
    ]
    write_records(Path(".csv"), target / f"salesforce/contracts/{REPORT} {day}.csv", report)


def records(path: Path) -> Iterator[dict]:
    """The records of a CSV, of JSON lines, or of an API page, which holds one list."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    if ".csv" in path.name:
        yield from csv.DictReader(io.StringIO(text, newline=""))
    elif ".jsonl" in path.name:
        yield from map(json.loads, text.splitlines())
    else:
        yield from next(value for value in json.loads(text).values() if isinstance(value, list))


def write_records(source: Path, target: Path, kept: list[dict]) -> None:
    """Writes records in the shape of `source`; no file where none are left."""
    if not kept:
        return
    if ".csv" in target.name:
        text = io.StringIO(newline="")
        quoting = csv.QUOTE_ALL if ".gz" in target.name else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(text, kept[0].keys(), quoting=quoting)
        writer.writeheader()
        writer.writerows(kept)
        content = text.getvalue()
    elif ".jsonl" in target.name:
        content = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in kept)
    else:
        page = json.loads(gzip.decompress(source.read_bytes()))
        content = json.dumps({key: kept if isinstance(value, list) else value for key, value in page.items()})
    target.parent.mkdir(parents=True, exist_ok=True)
    encoded = content.encode()
    with target.open("xb") as file:
        file.write(gzip.compress(encoded, 1, mtime=0) if target.suffix == ".gz" else encoded)
