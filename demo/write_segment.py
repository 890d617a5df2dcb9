"""Segment: track calls by day of receipt (gzip JSON lines), or by month in warehouse shape (Parquet); identify and group calls by month."""

from collections.abc import Callable

from demo.build import Settings, run_file, select_file
from demo.files import Drop

USER = "'usr_' || lower(letters7(hash(i, user_n, 'user')))"


def write(drop: Drop, settings: Settings, shape: str, say: Callable[[str], None]) -> int:
    """Writes all calls; returns the number of track rows. `shape` is 'jsonl' or 'parquet'."""
    con, total = drop.con, 0
    months = [row[0] for row in con.execute("select distinct month_start from usage_months order by 1").fetchall()]
    for month in months:
        con.execute("set variable month_start = ?", [month])
        run_file(con, "segment/month_events")
        if shape == "parquet":
            total += drop.parquet(f"segment/tracks/{month:%Y-%m}.parquet", select_file("segment/tracks_parquet"))
        else:
            total += write_days(drop)
        say(f"segment/tracks {month:%Y-%m}: {total:,} events")
    write_people(drop, settings)
    return total


def write_days(drop: Drop) -> int:
    total = 0
    for (day,) in drop.con.execute("select distinct file_day from month_events order by 1").fetchall():
        drop.con.execute("set variable file_day = ?", [day])
        path = f"segment/tracks/{day}.jsonl.gz"
        total += drop.lines(path, select_file("segment/tracks"))
        planted = drop.con.execute(
            "select place, 'ajs-next-' || format('{:016x}{:016x}', h, hash(event_key)), copy from ("
            " select *, row_number() over (order by received_at, event_key, copy) as place"
            " from month_events where file_day = getvariable('file_day')) where copy = 1 or is_late order by place"
        ).fetchall()
        for place, key, copy in planted:
            drop.plant(*(("duplicate_event", path, place, key, "duplicate") if copy else ("late_event", path, place, key, "late")))
    return total


def write_people(drop: Drop, settings: Settings) -> None:
    """One identify and one group call per user and account, when the user first appears."""
    drop.con.execute(
        "create or replace temp table people as select accounts.i, user_n, organization_key, account_names.account_name, identities.domain,"
        " contacts.email, contacts.first_name || ' ' || contacts.last_name as person, accounts.key_method,"
        " least(greatest(live_from, getvariable('window_start')::timestamp) + to_hours((user_n * 31 % 2000)::int), getvariable('now') - to_minutes(1)) as seen_at"
        " from (select *, unnest(range(0, least(60, 2 + seats // 3)::bigint)) as user_n from account_spans) as spans"
        " inner join accounts on accounts.i = spans.i inner join identities on identities.i = spans.i"
        " inner join account_names on account_names.i = spans.i"
        " left join contacts on contacts.i = spans.i and contacts.j = spans.user_n + 1"
        " where greatest(live_from, getvariable('window_start')::timestamp) + to_hours((user_n * 31 % 2000)::int) < live_to"
    )
    identify = f"select 'ajs-id-' || hex_id(i * 100 + user_n, 'identify') as \"messageId\", 'identify' as type, {USER} as \"userId\", " \
        "{'email': coalesce(email, 'user' || user_n || '@' || domain), 'name': coalesce(person, 'User ' || user_n)} as traits, " \
        "{'groupId': organization_key} as context, iso_millis(seen_at) as timestamp, iso_millis(seen_at) as \"sentAt\", iso_millis(seen_at) as \"receivedAt\""
    group = f"select 'ajs-gr-' || hex_id(i * 100 + user_n, 'group') as \"messageId\", 'group' as type, {USER} as \"userId\", " \
        "organization_key as \"groupId\", {'name': account_name, 'domain': case when key_method = 'domain' then domain end} as traits, " \
        "iso_millis(seen_at) as timestamp, iso_millis(seen_at) as \"sentAt\", iso_millis(seen_at) as \"receivedAt\""
    months = drop.con.execute("select distinct date_trunc('month', seen_at)::date from people order by 1").fetchall()
    for (month,) in months:
        span = f"from people where date_trunc('month', seen_at) = '{month}' order by seen_at, i, user_n"
        last = min(settings.as_of, drop.con.execute("select last_day(?::date)", [month]).fetchone()[0])
        drop.lines(f"segment/identifies/{last}.jsonl.gz", f"{identify} {span}")
        drop.lines(f"segment/groups/{last}.jsonl.gz", f"{group} {span}")
