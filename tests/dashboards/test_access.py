"""Grants become scopes, and a scope lets through its own rows: nobody's by default, whatever is asked and cached."""

import csv
import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
import yaml
from cs_dash import (
    access,
    access_repo,
    account_repo,
    cache,
    executive_repo,
    expansion_repo,
    record_repo,
    repo,
    sign_in,
)
from cs_dash.access import EVERYONE, NoAccess, Scope, has_expired, person_hash, scope_of, viewed_as
from cs_dash.models import executive, health, renewals
from cs_dash.publication import open_narrowed, open_publication, publication_for
from cs_dash.renewals_repo import Scope as Choice
from cs_dash.scoped import RULES, connect_narrowed, predicate
from cs_dash.settings import MEMORY_LIMIT
from reading import words

from orchestration import catalogue

PROJECT = Path(__file__).parents[2]
TODAY = dt.date(2026, 10, 16)
CSM = Scope("csm", "owner", "Ana Ruiz, CSM", frozenset({"account"}), owner_id="005Ana")
OTHER_CSM = Scope("csm", "owner", "Ben Okafor, CSM", frozenset({"account"}), owner_id="005Ben")
LEAD = Scope("director", "segment", "Lea Lead, director", frozenset({"health"}), segment="low_touch")
NOT_ANAS = "0018c0000000000001"


@pytest.fixture
def seen(sample_warehouse):
    """The sample as a scope sees it."""
    path = (sample_warehouse / "published" / "current" / "cs_warehouse.duckdb").resolve(strict=True)
    yield lambda scope: publication_for(scope, path, MEMORY_LIMIT, 2)
    open_publication.clear()
    open_narrowed.clear()


@pytest.fixture(scope="module")
def grants(sample):
    return sample.rows("select * from access_grants")


def claims(email: str, **more: object) -> dict:
    return {"email": email, **more}


def test_a_grant_becomes_a_scope(grants):
    csm = scope_of(claims("Ana@Corp.example "), grants, TODAY)
    assert (csm.rows, csm.owner_id, csm.segment, csm.label) == ("owner", "005Ana", None, "Ana Ruiz, CSM")
    assert csm.may_open("account") and not csm.may_open("executive") and not csm.may_view_as
    lead = scope_of(claims("lea@corp.example", email_verified=True), grants, TODAY)
    assert (lead.cut, lead.may_view_as) == (("segment", None, "low_touch"), False)
    admin = scope_of(claims("admin@corp.example"), grants, TODAY)
    assert admin.sees_all and admin.may_open("anything") and admin.may_view_as


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "told no e-mail"),
        ({"email": None}, "told no e-mail"),
        ({"email": " "}, "told no e-mail"),
        ({"email": "stranger@corp.example"}, "Nobody has given"),
        ({"email": "admin@corp.example.evil.example"}, "Nobody has given"),
        ({"email": "admin@corp.example", "email_verified": False}, "not verified"),
        ({"email": "admin@corp.example", "email_verified": "false"}, "not verified"),
        ({"email": "gone@corp.example"}, "Nobody has given"),
        ({"email": "nobody@corp.example"}, "names no CRM user"),
    ],
)
def test_everybody_else_is_refused(grants, told, why):
    with pytest.raises(NoAccess, match=why):
        scope_of(told, grants, TODAY)


def test_a_grant_ends_on_its_day_and_two_at_once_are_none(grants):
    gone = claims("gone@corp.example")
    assert scope_of(gone, grants, dt.date(2024, 12, 31)).sees_all
    for day in (dt.date(2023, 12, 31), dt.date(2025, 1, 1)):
        with pytest.raises(NoAccess):
            scope_of(gone, grants, day)
    with pytest.raises(NoAccess, match="More than one"):
        scope_of(claims("ana@corp.example"), [*grants, *grants], TODAY)


def test_only_who_has_a_grant_today_is_there_to_be_viewed_as(sample):
    """By day: those whose grant has begun and not ended, each with their grant."""
    every = access_repo.grants(sample)
    days = {day for grant in every for day in (grant["effective_from"], grant["effective_to"]) if day}
    for day in sorted(days | {day - dt.timedelta(days=1) for day in days}):
        names = sign_in.names_in_force(sample, day)
        holding = access.in_force(every, day)
        assert names == list(dict.fromkeys(sign_in.name_of(grant) for grant in holding))
        assert all(sign_in.grant_of(sample, day, name) in holding for name in names)
    assert names


def test_viewing_as_another_never_widens(grants):
    by_name = {grant["display_name"]: grant for grant in grants}
    admin = scope_of(claims("admin@corp.example"), grants, TODAY)
    as_ana = viewed_as(admin, by_name["Ana Ruiz"])
    assert (as_ana.cut, as_ana.seen_by) == (("owner", "005Ana", None), "Ada Admin, administrator")
    assert not as_ana.may_open("executive") and not as_ana.may_view_as
    few = Scope("auditor", "all", "Auditor", frozenset({"account", "data"}), may_view_as=True)
    assert viewed_as(few, by_name["Ana Ruiz"]).pages == {"account", "data"}
    assert viewed_as(few, by_name["Ada Admin"]).pages == {"account", "data"}
    for narrow in (CSM, LEAD, as_ana, Scope("x", "owner", "X", frozenset(), owner_id="005Ben", may_view_as=True)):
        with pytest.raises(NoAccess):
            viewed_as(narrow, by_name["Ada Admin"])


def test_a_token_without_a_future_end_has_expired():
    assert not has_expired({"exp": 101}, 100.0)
    for told in ({}, {"exp": 100}, {"exp": 99.5}, {"exp": None}, {"exp": "101"}, {"exp": True}):
        assert has_expired(told, 100.0)


def test_a_hash_is_of_the_address_in_lower_case():
    # printf ann@corp.example | sha256sum
    assert person_hash(" Ann@Corp.example") == "25a04c95e5b8390d2cd13e937612ef5f083ba4c459e00ad0e32f6dcd71c84a78"


def test_a_csm_sees_own_accounts_in_every_table_with_accounts(seen, sample):
    own = {row["account_id"] for row in sample.rows("select account_id from accounts where owner_name = 'Ana Ruiz'")}
    narrowed = seen(CSM)
    tables = {
        row["table_name"]: row["rule"]
        for row in sample.rows("""
            select columns.table_name, coalesce(any_value(rules.owner_rule), 'account') as rule
            from duckdb_columns() as columns
            left join access_tables as rules on columns.table_name = rules.table_name
            where columns.column_name = 'account_id'
            group by columns.table_name
        """)
    }
    assert len(tables) > 40
    for table, rule in tables.items():
        query = f'select distinct account_id from "{table}"'
        ids = {row["account_id"] for row in narrowed.rows(query)}
        everybodys = {row["account_id"] for row in sample.rows(query)}
        # A book of a quarter past may hold what is another's by now; the sample's has no such account.
        expected = everybodys & own if rule != "closed" else set()
        assert ids == expected, table
    assert {row["account_id"] for row in narrowed.rows("select account_id from accounts")} == own


def test_tables_without_accounts_are_empty_unless_their_rule_opens_them(seen, sample):
    rules = {row["table_name"]: row for row in sample.rows("select * from access_tables")}
    for kind, scope in (("owner", CSM), ("segment", LEAD)):
        narrowed = seen(scope)
        for table in sorted(repo.tables(sample)):
            count = f'select count(*) as n from "{table}"'
            rule = rules.get(table, {}).get(f"{kind}_rule")
            if rule == "open":
                assert narrowed.rows(count) == sample.rows(count), table
            if rule == "closed":
                assert narrowed.rows(count) == [{"n": 0}], table


def test_a_lead_sees_the_tier_as_it_was(seen, sample):
    narrowed = seen(LEAD)
    assert {row["segment"] for row in narrowed.rows("select distinct segment from retention")} == {"low_touch"}
    assert narrowed.rows("select count(*) as n from mrr_movements") == sample.rows(
        "select count(*) as n from mrr_movements where segment = 'low_touch'"
    )
    named = {row["account_id"] for row in narrowed.rows("select account_id from accounts")}
    told = {row["account_id"] for row in narrowed.rows("select account_id from account_mrr")}
    assert told and told <= named
    today = {row["account_id"] for row in sample.rows("select account_id from accounts where segment = 'low_touch'")}
    assert {row["account_id"] for row in narrowed.rows("select distinct account_id from alerts")} <= today


def test_another_book_is_not_there_by_its_id(seen):
    assert account_repo.account(seen(OTHER_CSM), NOT_ANAS)
    assert not account_repo.account(seen(CSM), NOT_ANAS)


def test_what_an_admin_has_cached_is_not_given_to_a_csm(seen):
    month = dt.date(2026, 9, 30)

    def paying(scope: Scope) -> int:
        return cache.model(repo.paying_total, seen(scope), "all", month)["row_count"]

    whole, first, second, again = (paying(scope) for scope in (EVERYONE, CSM, OTHER_CSM, EVERYONE))
    assert whole == again > first + second
    assert min(first, second) > 0 and (first, second) == (paying(CSM), paying(OTHER_CSM))


def test_an_unset_or_empty_owner_sees_nothing(seen):
    for scope in (Scope("csm", "owner", "x", frozenset()), Scope("csm", "owner", "x", frozenset(), owner_id="")):
        assert seen(scope).rows("select count(*) as n from accounts") == [{"n": 0}]
    bare = open_narrowed(seen(CSM).path, MEMORY_LIMIT, 2).cursor()
    with pytest.raises(duckdb.CatalogException):
        bare.execute("select * from accounts")
    bare.execute("set schema = 'owner'")
    assert bare.execute("select count(*) from accounts").fetchall() == [(0,)]


def test_both_connections_spill_to_the_same_place(seen):
    place = "select current_setting('temp_directory') as place"
    assert seen(CSM).rows(place) == seen(EVERYONE).rows(place) == [{"place": f"{seen(CSM).path}.tmp"}]


def test_a_narrowed_connection_spills_there(seen, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    path = seen(CSM).path
    with connect_narrowed(path, "60MB", 1) as connection:
        connection.execute(
            "create table memory.main.wide as select range as i, repeat('x', 90) || range as t from range(1000000)"
        )
        assert list(Path(f"{path}.tmp").iterdir())
    assert list(tmp_path.iterdir()) == []


def test_a_hostile_owner_id_is_a_value(seen):
    scope = Scope("csm", "owner", "x", frozenset(), owner_id="x' or '1'='1")
    assert seen(scope).rows("select count(*) as n from accounts") == [{"n": 0}]


@pytest.mark.parametrize(
    "statement",
    [
        "copy (select 1) to '{folder}/out.csv'",
        "select * from read_text('/etc/hostname')",
        "select * from '{folder}/other.parquet'",
        "attach '{folder}/other.duckdb' as other",
        "install httpfs",
        "set enable_external_access = true",
        "set threads = 8",
        "create table mine (i integer)",
        "drop view accounts",
        "create or replace view accounts as select * from publication_file.main.accounts",
        "insert into publication_file.main.publication select * from publication_file.main.publication",
        "drop table publication_file.main.accounts",
    ],
)
def test_a_narrowed_connection_refuses(seen, tmp_path, statement):
    with pytest.raises(duckdb.Error):
        seen(CSM).rows(statement.format(folder=tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_no_query_reaches_round_the_views():
    for path in (PROJECT / "dashboards").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name != "scoped.py":
            assert "publication_file" not in text and "main." not in text.replace("domain.", ""), path.name


def test_a_rule_that_does_not_fit_shows_nothing():
    assert predicate("owner", "segment", frozenset({"segment"})) == "false"
    assert predicate("owner", "owner", frozenset({"account_id"})) == "false"
    assert predicate("owner", None, frozenset({"month_end"})) == "false"
    assert predicate("owner", None, frozenset({"account_id"})) == RULES["owner"]["account"][1]
    assert predicate("segment", "anything", frozenset({"account_id"})) == "false"


def published() -> dict[str, set[str]]:
    """Columns of every table that a publication has by the project's own files."""
    found: dict[str, set[str]] = {"publication": set(), "publication_tables": set()}
    found |= {telling.name: set(telling.columns) for telling in catalogue.ALL}
    for folder, section in (("models/marts", "models"), ("seeds", "seeds")):
        for path in sorted((PROJECT / folder).rglob("*.yml")):
            for node in yaml.safe_load(path.read_text(encoding="utf-8")).get(section) or []:
                config = node.get("config", {})
                is_public = section == "models" and (node.get("access") or config.get("access", "public")) == "public"
                if is_public or config.get("meta", {}).get("publish"):
                    listed = {column["name"] for column in node.get("columns", [])}
                    found[node["name"]] = listed | set(config.get("column_types", {}))
    return found


def test_every_published_table_has_a_rule():
    with (PROJECT / "seeds" / "access_tables.csv").open(encoding="utf-8", newline="") as file:
        rules = {row["table_name"]: row for row in csv.DictReader(file)}
    columns = published()
    without = sorted(name for name, listed in columns.items() if name not in rules and "account_id" not in listed)
    assert not without, (
        f"{', '.join(without)}: nobody who sees a part of the company would see a row of it. Add to "
        "seeds/access_tables.csv, in the order of names, a row table_name,owner_rule,segment_rule,reason: "
        "open,open for rules and definitions; closed,closed for totals of the whole company; closed,segment for totals "
        "by segment; owner,closed for what has an owner_id; docs/access.md says what each rule lets through"
    )
    stale = sorted(set(rules) - set(columns))
    assert not stale, f"seeds/access_tables.csv names what is not published: {', '.join(stale)}"
    unfit = [
        f"{name}: {rule} as {kind}_rule needs {', '.join(sorted(RULES[kind][rule][0]))}"
        for name, row in rules.items()
        for kind in ("owner", "segment")
        if (rule := row[f"{kind}_rule"]) != "closed" and not columns[name].issuperset(RULES[kind][rule][0])
    ]
    assert not unfit, "; ".join(unfit)


@pytest.mark.parametrize("segment", ["low_touch"])
def test_a_leads_pages_say_what_the_whole_company_says_of_the_segment(seen, segment):
    whole, narrowed = seen(EVERYONE), seen(LEAD)
    months = executive.months(whole)
    assert executive.months(narrowed).headline == months.headline
    asked = (segment, 12, months.headline, "USD", "quarter_ago", months.headline)
    assert executive.build(narrowed, *asked) == executive.build(whole, *asked)
    newest = renewals.choices(whole).newest
    choice = Choice(segment, "all", "rules")
    assert renewals.build(narrowed, choice, newest, "USD") == renewals.build(whole, choice, newest, "USD")
    dates = health.choices(whole).dates
    assert health.choices(narrowed).dates == dates


# Paid as tech touch until August 2026 and as low touch from September on.
RISEN = "0018c0000000000007"


def test_a_lead_reads_the_months_before_an_account_came(sample_warehouse, tmp_path):
    """What joins months is the same for a lead as for the whole company, also where an account changes its tier."""
    path = tmp_path / "cs_warehouse.duckdb"
    shutil.copy(sample_warehouse / "published" / "current" / path.name, path)
    month, before = dt.date(2026, 9, 30), dt.date(2026, 8, 31)
    with duckdb.connect(str(path)) as connection:
        band = "update account_month_health set band = $band where account_id = $id and month_end = $month"
        for day, name in ((before, "healthy"), (month, "critical")):
            connection.execute(band, {"band": name, "id": RISEN, "month": day})
    whole, narrowed = (publication_for(scope, path, MEMORY_LIMIT, 2) for scope in (EVERYONE, LEAD))
    tiers = "select segment from account_month_health where account_id = $id and month_end >= $day order by month_end"
    told = whole.rows(tiers, {"id": RISEN, "day": before})
    assert [row["segment"] for row in told][:2] == ["tech_touch", "low_touch"]
    moves = executive_repo.band_moves(whole, "low_touch", month)
    assert moves["into_critical"] > 0
    assert executive_repo.band_moves(narrowed, "low_touch", month) == moves
    for window, opened in ((1, before), (12, dt.date(2025, 9, 30))):
        for end in (month, opened):
            place = ("low_touch", window, end)
            customers = expansion_repo.customer_total(whole, *place)
            assert expansion_repo.customer_total(narrowed, *place) == customers
            assert expansion_repo.rates(narrowed, *place) == expansion_repo.rates(whole, *place)
    open_publication.clear()
    open_narrowed.clear()


@pytest.mark.parametrize(
    ("scope", "pages"),
    [
        (CSM, ("portfolio", "renewals", "data")),
        (LEAD, ("executive", "portfolio")),
    ],
    ids=("csm", "lead"),
)
def test_the_pages_of_a_role_run_on_its_rows(app, sample_warehouse, monkeypatch, scope, pages):
    monkeypatch.setattr("cs_dash.sign_in.reader", lambda whole: replace(scope, pages=frozenset({*pages, "account"})))
    others = {"Ana Ruiz", "Ben Okafor", "Chloé Martin"} - ({"Ana Ruiz"} if scope is CSM else set())
    for page in pages:
        test = app(sample_warehouse, None if page == "executive" else page)
        assert not test.error, page
        if scope is CSM:
            assert not [name for name in others if name in words(test)], page
            assert not [table for table in test.dataframe if others & set(map(str, table.value.values.flatten()))], page


def test_the_start_page_leads_a_csm_that_is_viewed_as_to_the_own_book(app, sample_warehouse):
    test = app(sample_warehouse, view_as="Ana Ruiz, CSM").run()
    assert not test.exception
    assert [title.value for title in test.title] == ["What do I do today?"]
    assert "You see what Ana Ruiz, CSM sees." in words(test).replace("\N{WORD JOINER}", "").replace("\\", "")
    assert not [name for name in ("Ben Okafor", "Chloé Martin") if name in words(test)]


def test_a_csm_reads_how_good_the_forecasts_of_the_own_renewals_were(app, seen, sample, sample_warehouse, monkeypatch):
    monkeypatch.setattr("cs_dash.sign_in.reader", lambda whole: replace(CSM, pages=frozenset({"renewals"})))
    test = app(sample_warehouse, "renewals")
    test.session_state["renewals_section"], test.session_state["accuracy_rows"] = "accuracy", True
    test.run()
    assert not test.exception
    (owner,) = [box for box in test.selectbox if box.label == "Owner"]
    assert (owner.options, owner.value) == (["Ana Ruiz"], "Ana Ruiz")
    own = sample.rows(
        "select method, horizon_days as days, sum(signed_error) as error from forecast_misses "
        "where owner_name = 'Ana Ruiz' group by all"
    )
    cells = record_repo.results(seen(CSM), "owner", "Ana Ruiz")
    told = {(cell["method"], cell["days_before"]): cell["signed_error"] for cell in cells}
    assert told and told == {(row["method"], row["days"]): row["error"] for row in own}
    assert "No forecast of these filters is settled yet" not in words(test)


@pytest.mark.parametrize(
    ("scope", "page", "place", "good_news"),
    [
        (CSM, "data", ("data_section", "quarantine"), "Everything that was exported has landed."),
        (LEAD, "data", ("data_section", "quarantine"), "Everything that was exported has landed."),
        (CSM, "data", ("data_section", "sources"), "The completeness checks found nothing."),
        (LEAD, "expansion", ("growth_view", "mix"), "The CRM has no opportunity of expansion"),
        (LEAD, "expansion", ("growth_view", "books"), "No quarter is told yet."),
    ],
)
def test_what_is_closed_is_no_good_news(app, sample_warehouse, monkeypatch, scope, page, place, good_news):
    kept = "This part is for roles of the whole company."
    for reader, is_kept in ((EVERYONE, False), (scope, True)):
        monkeypatch.setattr(
            "cs_dash.sign_in.reader", lambda whole, reader=reader: replace(reader, pages=frozenset({page}))
        )
        test = app(sample_warehouse, page)
        test.session_state[place[0]] = place[1]
        said = words(test.run())
        assert not test.exception
        assert (kept in said) == is_kept
    assert good_news not in said


def test_no_rule_in_words_tells_of_an_account():
    """Table rule_rows, which everybody reads, has every seed that has these columns in words."""
    for path in sorted((PROJECT / "seeds").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header = set(next(csv.reader(file)))
        assert not {"account_id", *catalogue.VALIDITY} <= header, path.name
