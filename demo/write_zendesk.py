"""Zendesk: incremental pages. Older tickets come by time (boundary rows repeat), newer ones and users by cursor."""

from demo.build import Settings, select_file
from demo.files import Drop

HOST = "https://meridian-works.zendesk.example/api/v2"
PAGE = 1000
# Small enough that the demo, too, has a month of several pages.
TICKET_PAGE = 100
TICKET_PAGE_AT_SCALE = 1000
BY_TIME = f',"next_page":"{HOST}/incremental/%s.json?page={{page}}","end_time":0,"end_of_stream":{{done}}}}\n'
BY_CURSOR = f',"after_cursor":"c{{page}}","after_url":"{HOST}/incremental/%s/cursor.json","end_of_stream":{{done}}}}\n'


def write(drop: Drop, settings: Settings) -> None:
    day = settings.as_of
    lists = {"organizations": BY_TIME, "users": BY_CURSOR, "satisfaction_ratings": ',"next_page":null}\n'}
    for table, after in lists.items():
        after = after.replace("%s", table)
        drop.pages(f"zendesk/{table}/{day}", select_file(f"zendesk/{table}"), f'{{"{table}":', after, PAGE)
    for (year,) in drop.con.execute("select distinct year(created_at) from tickets order by 1").fetchall():
        drop.con.execute("set variable year = ?", [year])
        path = f"zendesk/ticket_metric_events/ticket_metric_events_{year}.jsonl.gz"
        drop.lines(path, select_file("zendesk/ticket_metric_events"))
    cases = f"zendesk/ticket_metric_events/ticket_clock_cases_{day}.jsonl.gz"
    drop.lines(cases, select_file("zendesk/ticket_clock_cases"))
    for table in ("sla_policies", "schedules"):
        query = select_file(f"zendesk/{table}")
        drop.page(f"zendesk/{table}/{day}.json.gz", query, f'{{"{table}":', ',"next_page":null}\n')
    for table in ("schedule_holidays", "ticket_sla_policies", "ticket_comments"):
        drop.table(f"zendesk/{table}/{table}_{day}.csv", f"from ({select_file(f'zendesk/{table}')})")
    write_tickets(drop)


def write_tickets(drop: Drop) -> None:
    """Pages by month. A time-based page (older half) begins with the last row of the page before it."""
    query = select_file("zendesk/tickets")
    months = drop.con.execute("select month_start, max(place) from ticket_versions group by 1 order by 1").fetchall()
    size = TICKET_PAGE if sum(rows for _, rows in months) < 100 * TICKET_PAGE_AT_SCALE else TICKET_PAGE_AT_SCALE
    for index, (month, rows) in enumerate(months):
        by_time = index < len(months) // 2
        drop.con.execute("set variable month_start = ?", [month])
        for number, first in enumerate(range(1, rows + 1, size), start=1):
            path = f"zendesk/tickets/{month:%Y-%m}_page_{number:04d}.json.gz"
            repeats = by_time and first > 1
            drop.con.execute("set variable first_place = ?", [first - repeats])
            drop.con.execute("set variable last_place = ?", [first + size - 1])
            after = (BY_TIME if by_time else BY_CURSOR).replace("%s", "tickets").replace("{page}", str(number))
            after = after.replace("{done}", "true" if first + size > rows else "false")
            drop.page(path, query, '{"tickets":', after)
            if repeats:
                drop.plant("repeated_row", path, 1, None, "same_key_again")
