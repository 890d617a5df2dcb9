"""A support desk of hard tickets: its exports are written as Zendesk writes them, landed, and judged by the models.

The exports are read at the end of 30 June 2025. Moments are month, day and time of 2025 in UTC.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration import landing
from orchestration.contract import load_contracts
from tests.retention.ledger import ROOT, SUPPORT_TARGETS, Models

TODAY = "2025-06-30 23:59:59.999999Z"
METRICS = {
    "reply": "reply_time",
    "wait": "requester_wait_time",
    "work": "agent_work_time",
    "solve": "resolution_time",
    "group": "group_ownership_time",
}
POLICIES = {"standard": 25, "strict": 26, "relaxed": 27, "office": 28, "nights": 29}
AGENT, CUSTOMER = 379000000001, 370000000001
OFFICE, NIGHTS, MARS = 360000310393, 360000310394, 360000310395
# account_keys and the ledger are no part of what is tried here.
GIVEN = {
    "account_keys": "source_system varchar, source_key varchar, account_id varchar, method varchar",
    "account_mrr": "account_id varchar, month_end date, segment_at_close varchar",
    "reporting_months": "month_end date, state_date date, is_provisional boolean",
    "survey_responses": "account_id varchar, survey_type varchar, responded_on date, is_counted boolean,"
    " is_on_scale boolean, answer_kind varchar, score decimal(18,6)",
}


@dataclass(frozen=True)
class Ticket:
    """A ticket, why it is hard, and what was worked out by hand.

    `events` are lines such as 'reply.1 apply 06-02 09:00 standard 480 hours': clock and run, type, moment, and for
    apply policy, target in minutes and whether it counts business hours; `deleted` where Zendesk replaced the event.
    `versions` are (moment, status) as exported; `expected` gives per promise metric, run, status, basis, minutes on its
    clock, when they are due and when they were first over.
    """

    words: str
    created: str
    events: tuple[str, ...]
    expected: tuple[tuple, ...]
    versions: tuple[tuple[str, str], ...] = ()
    priority: str = "normal"
    tags: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()
    comments: tuple[tuple[str, str, bool], ...] = ()
    changes: tuple[tuple[str, str, str], ...] = ()
    applied: tuple[str, str] | None = None
    schedule: int | None = None
    facts: dict = field(default_factory=dict)


def moment(told: str) -> str:
    return f"2025-{told.replace(' ', 'T')}:00Z"


def judged(models: Models, folder: Path, tickets: dict[str, Ticket]) -> duckdb.DuckDBPyConnection:
    """A connection whose marts judge the tickets; a ticket's id is 100 and its place, its organization acme's."""
    extracts, warehouse = folder / "extracts", folder / "warehouse"
    write(extracts / "zendesk", tickets)
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'; attach ':memory:' as build; use build")
    contracts = load_contracts(ROOT)
    landing.prepare(con, contracts)
    for contract in contracts.values():
        if contract.system == "zendesk" and (extracts / "zendesk" / contract.object).exists():
            report = landing.land_table(con, contract, extracts, warehouse)
            assert (report.rejected, report.refused) == (0, 0), report.line()
    con.execute("insert into raw._as_of values (?)", [TODAY])
    for schema in ("marts", "staging", "seeds"):
        con.execute(f"create schema build.{schema}")
    for table, columns in GIVEN.items():
        con.execute(f"create table {models.relations[table]} ({columns})")
    con.execute("insert into marts.account_keys values ('zendesk', '900', 'acme', 'external_id')")
    con.execute(
        "insert into marts.account_mrr select 'acme', last_day(month), 'high_touch'"
        " from range(date '2025-01-01', date '2025-07-01', interval 1 month) as months(month)"
    )
    con.execute("insert into marts.reporting_months select month_end, month_end, false from marts.account_mrr")
    models.make(con, SUPPORT_TARGETS, set(GIVEN))
    con.execute("use build.marts")
    return con


def ids(tickets: dict[str, Ticket]) -> dict[str, int]:
    return {name: 100 + place for place, name in enumerate(tickets, start=1)}


def write(folder: Path, tickets: dict[str, Ticket]) -> None:
    """The export: pages of the API, and connector tables where the API has none."""
    number = ids(tickets)
    versions, events, audits, applied, scheduled = [], [], [], [], []
    for name, ticket in tickets.items():
        number_of = number[name]
        # The last version tells the tags and the tickets that were merged into it.
        for told, status in ((ticket.created, "open"), *ticket.versions):
            last = (told, status) == ((ticket.created, "open"), *ticket.versions)[-1]
            versions.append({
                "id": number_of, "organization_id": 900, "requester_id": CUSTOMER, "submitter_id": CUSTOMER,
                "priority": ticket.priority, "status": status, "subject": name, "created_at": moment(ticket.created),
                "updated_at": moment(told), "generated_timestamp": moment(told),
                "tags": list(ticket.tags) if last else [],
                "merged_ticket_ids": [number[other] for other in ticket.merged] if last else [],
            })  # fmt: skip
        events += [_event(1000 * number_of + place, number_of, line) for place, line in enumerate(ticket.events)]
        audits += _audits(number_of, ticket)
        if ticket.applied:
            applied.append(f"{number_of},{POLICIES[ticket.applied[0]]},{moment(ticket.applied[1])}")
        if ticket.schedule:
            scheduled.append(f"{moment(ticket.created)},{number_of},{ticket.schedule}")
    _page(folder / "tickets", "tickets", versions)
    _page(folder / "ticket_metric_events", "ticket_metric_events", events)
    _page(folder / "ticket_audits", "audits", audits)
    _table(folder / "ticket_sla_policies", "ticket_id,sla_policy_id,policy_applied_at", applied)
    _table(folder / "ticket_schedules", "created_at,ticket_id,schedule_id", scheduled)
    _write_desk(folder)


def _write_desk(folder: Path) -> None:
    people = [{"id": AGENT, "role": "agent"}, {"id": CUSTOMER, "role": "end-user", "organization_id": 900}]
    _page(folder / "users", "users", [one | {"updated_at": moment("01-01 00:00")} for one in people])
    targets = {"low": 1440, "normal": 480, "high": 240, "urgent": 60}
    _page(folder / "sla_policies", "sla_policies", [
        _policy("standard", [("first_reply_time", priority, target, False) for priority, target in targets.items()]
                + [("total_resolution_time", "normal", 4320, False)]),
        _policy("office", [("first_reply_time", "normal", 60, True)]),
        _policy("nights", [("first_reply_time", "normal", 330, True)]),
    ])  # fmt: skip
    weekdays = [{"start_time": 1440 * n + 540, "end_time": 1440 * n + 1020} for n in range(1, 6)]
    sunday = [{"start_time": 0, "end_time": 360}]
    _page(folder / "schedules", "schedules", [
        _schedule(OFFICE, "Eastern Time (US & Canada)", weekdays, "2019-01-01"),
        _schedule(NIGHTS, "Copenhagen", sunday, "2020-01-01"),
        _schedule(MARS, "Olympus Mons", sunday, "2020-01-02"),
    ])  # fmt: skip
    holiday = f"1163028,{OFFICE},FALSE,2025-01-01 00:00:00,2025-05-27,Memorial Day and the day after,2025-05-26"
    _table(folder / "schedule_holidays",
           "id,schedule_id,_fivetran_deleted,_fivetran_synced,end_date,name,start_date", [holiday])  # fmt: skip


def _policy(name: str, metrics: list[tuple]) -> dict:
    names = ("metric", "priority", "target", "business_hours")
    return {
        "id": POLICIES[name], "title": name, "position": POLICIES[name], "updated_at": "2024-01-01T00:00:00Z",
        "policy_metrics": [dict(zip(names, metric, strict=True)) for metric in metrics],
    }  # fmt: skip


def _schedule(number: int, zone: str, intervals: list[dict], created: str) -> dict:
    stamp = f"{created}T00:00:00Z"
    return {"id": number, "time_zone": zone, "intervals": intervals, "created_at": stamp, "updated_at": stamp}


def _event(number: int, ticket: int, line: str) -> dict:
    clock, kind, day, time, *rest = line.split()
    metric, run = clock.split(".")
    event = {"id": number, "ticket_id": ticket, "metric": METRICS[metric], "instance_id": int(run), "type": kind,
             "time": moment(f"{day} {time}"), "deleted": "deleted" in rest}  # fmt: skip
    if kind == "apply":
        policy, target = rest[:2]
        sla = {"target": int(target), "business_hours": "hours" in rest,
               "policy": {"id": POLICIES[policy], "title": policy}}  # fmt: skip
        group = metric == "group"
        event |= {"type": "apply_group_sla", "group_sla": sla} if group else {"type": "apply_sla", "sla": sla}
    if kind == "remove":
        event |= {"type": "apply_sla", "sla": None}
    return event


def _audits(ticket: int, told: Ticket) -> list[dict]:
    who = {"agent": AGENT, "customer": CUSTOMER}
    audits = [
        (when, {"type": "Comment", "author_id": who[author], "public": public})
        for author, when, public in told.comments
    ] + [(when, {"type": "Change", "field_name": name, "value": value}) for name, value, when in told.changes]
    return [
        {"id": 500000 + 100 * ticket + place, "ticket_id": ticket, "created_at": moment(when), "author_id": AGENT,
         "events": [{"id": 700000 + 100 * ticket + place} | event]}
        for place, (when, event) in enumerate(sorted(audits, key=lambda audit: audit[0]))
    ]  # fmt: skip


def _page(folder: Path, wrapper: str, rows: list[dict]) -> None:
    folder.mkdir(parents=True)
    (folder / "page_0001.json").write_text(json.dumps({wrapper: rows, "end_of_stream": True}))


def _table(folder: Path, header: str, rows: list[str]) -> None:
    folder.mkdir(parents=True)
    (folder / "table.csv").write_text("\n".join([header, *rows]) + "\n")
