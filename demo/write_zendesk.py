"""Zendesk: incremental pages. Organizations and older tickets by time (boundary rows repeat), newer tickets by cursor."""

from demo.build import Settings, select_file
from demo.files import Drop

HOST = "https://meridian-works.zendesk.example/api/v2"
PAGE = 1000


def write(drop: Drop, settings: Settings) -> None:
    day = settings.as_of.isoformat()
    organizations = "select organization_id as id, external_id, name, domain_names, ['customer'] as tags, {'region': region} as organization_fields, " \
        "iso_z(created_at) as created_at, iso_z(updated_at) as updated_at, null::varchar as deleted_at from zendesk_organizations order by updated_at, id"
    by_time = f',"next_page":"{HOST}/incremental/organizations.json?page={{page}}","end_time":{0},"count":{PAGE},"end_of_stream":{{done}}}}\n'
    drop.pages(f"zendesk/organizations/{day}", organizations, '{"organizations":', by_time, PAGE)
    users = "select 370000000000 + contacts.contact as id, contacts.contact_id as external_id, contacts.email, " \
        "contacts.first_name || ' ' || contacts.last_name as name, 'end-user' as role, organization_id, true as active, false as suspended, " \
        "true as verified, iso_z(contacts.created_at) as created_at, iso_z(contacts.created_at + to_days(1)) as updated_at " \
        "from contacts inner join identities using (i) union all select 379000000000 + k, null, 'agent' || k || '@meridian-works.example', " \
        "'Support Agent ' || k, 'agent', null, true, false, true, '2021-01-04T09:00:00Z', '2021-01-04T09:00:00Z' from range(0, 12) as agents(k) order by id"
    by_cursor = f',"after_cursor":"c{{page}}","after_url":"{HOST}/incremental/users/cursor.json?cursor=c{{page}}","end_of_stream":{{done}}}}\n'
    drop.pages(f"zendesk/users/{day}", users, '{"users":', by_cursor, PAGE)
    write_tickets(drop, settings)
    for (year,) in drop.con.execute("select distinct year(created_at) from tickets order by 1").fetchall():
        drop.con.execute("set variable year = ?", [year])
        path = f"zendesk/ticket_metric_events/ticket_metric_events_{year}.jsonl.gz"
        drop.lines(path, select_file("zendesk/ticket_metric_events"))
    ratings = "select 380000000000 + ticket_id as id, ticket_id, 370000000000 + i * 100 + contact_j as requester_id, 379000000000 + ticket % 12 as assignee_id, " \
        "360000000001 as group_id, score, null::varchar as reason, case when score = 'bad' and ticket % 2 = 0 then 'Took too long' end as comment, " \
        "iso_z(solved_at + to_hours(5)) as created_at, iso_z(solved_at + to_hours(5)) as updated_at from tickets " \
        "where score is not null and not is_deleted and solved_at + to_hours(5) < getvariable('now') order by ticket_id"
    drop.pages(f"zendesk/satisfaction_ratings/{day}", ratings, '{"satisfaction_ratings":', ',"next_page":null}\n', PAGE)


def write_tickets(drop: Drop, settings: Settings) -> None:
    """A file per month and page. Time-based pages (older half) begin with the last row of the page before."""
    query = select_file("zendesk/tickets")
    months = drop.con.execute("select month_start, max(place) from ticket_versions group by 1 order by 1").fetchall()
    for index, (month, rows) in enumerate(months):
        by_time = index < len(months) // 2
        folder = f"zendesk/tickets/{month:%Y-%m}"
        for first in range(1, rows + 1, PAGE):
            repeated = 1 if by_time and first > 1 else 0
            where = f"versions.month_start = '{month}' and versions.place between {first - repeated} and {first + PAGE - 1}"
            last = "true" if first + PAGE > rows else "false"
            after = f',"next_page":null,"end_time":0,"count":{PAGE},"end_of_stream":{last}}}\n' if by_time \
                else f',"after_cursor":"c{first}","after_url":null,"before_cursor":null,"end_of_stream":{last}}}\n'
            drop.page(f"{folder}_p{first // PAGE + 1:03d}.json.gz", f"{query} where {where} order by versions.place", '{"tickets":', after)
