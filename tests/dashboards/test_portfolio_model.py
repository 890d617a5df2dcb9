"""My portfolio's figures equal independent readings of the marts, and tiles are the sums of the rows that they open."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import access, fmt, portfolio_repo
from cs_dash.models import overview, portfolio
from cs_dash.portfolio_repo import DANGER, KINDS, Scope
from cs_dash.publication import open_narrowed, open_publication, publication_for
from cs_dash.settings import MEMORY_LIMIT

TODAY = dt.date(2026, 10, 15)
BELOW = ("at_risk", "critical", "emergency")
SCOPES = [
    Scope(),
    Scope(owner="005Ana"),
    Scope(owner="unassigned"),
    Scope(segment="tech_touch", region="EMEA"),
    Scope(band="healthy"),
    Scope(owner="005Ben", band=DANGER),
    Scope(band="no_score"),
    Scope(owner="nobody"),
]


def book(sample, scope: Scope) -> list[dict]:
    """Paying accounts of the scope, put together in Python from the ledger, the accounts and the champion's scores."""
    paid = {
        row["account_id"]: row["closing_mrr"] * 12
        for row in sample.rows("from account_mrr where closing_mrr > 0 and month_end = '2026-10-31'")
    }
    health = {
        row["account_id"]: row
        for row in sample.rows("from account_health where is_current and profile = 'composite_five'")
    }
    found = []
    for row in sample.rows("from accounts"):
        if row["account_id"] not in paid:
            continue
        band = health.get(row["account_id"], {}).get("band") or "no_score"
        kept = (
            scope.owner in ("all", "005" + row["owner_name"][:3] if row["owner_name"] else "unassigned")
            and scope.segment in ("all", row["segment"])
            and scope.region in ("all", row["region"])
            and (scope.band in ("all", band) or (scope.band == DANGER and band in BELOW))
        )
        if kept:
            found.append({"account_id": row["account_id"], "arr": paid[row["account_id"]], "band": band})
    return found


def page(sample, scope: Scope) -> portfolio.PortfolioPage:
    return portfolio.build(sample, scope, 90, "USD")


@pytest.mark.parametrize("scope", SCOPES)
def test_c1_todays_priorities_are_calls_reviews_and_renewals_of_the_book(sample, scope):
    ids = {row["account_id"] for row in book(sample, scope)}
    bands = {row["account_id"]: row["band"] for row in book(sample, scope)}
    told = page(sample, scope)
    kinds = told.kinds
    assert kinds.get("at_risk_call", 0) == sum(band in BELOW for band in bands.values())
    due = sample.rows("""
        select distinct account_id
        from renewals
        where outcome = 'open' and amount_due > 0 and due_date between '2026-10-15' and date '2026-10-15' + 90
    """)
    assert kinds.get("renewal_due", 0) == len(ids & {row["account_id"] for row in due})
    reviews = {row["account_id"]: row for row in sample.rows("from portfolio_tasks where playbook = 'qbr'")}
    assert kinds.get("qbr_prep", 0) == len(ids & set(reviews))
    assert all(row["due_on"] == TODAY + dt.timedelta(days=1) for row in reviews.values())
    rows = portfolio_repo.listed_rows(sample, scope, "all", None).to_pylist()
    assert told.tiles[0].value == fmt.count(len(rows)) == fmt.count(told.totals["listed"])
    assert {row["account_id"] for row in rows} <= ids


@pytest.mark.parametrize("scope", SCOPES)
def test_c2_accounts_and_arr_are_those_who_pay(sample, scope):
    rows = book(sample, scope)
    told = page(sample, scope)
    assert told.totals["accounts"] == len(rows)
    assert told.totals["arr"] == sum(row["arr"] for row in rows)
    assert told.tiles[1].value == fmt.count(len(rows))
    assert told.tiles[1].footnote.startswith(f"{fmt.money(sum(row['arr'] for row in rows), 'USD')} ARR, ")


@pytest.mark.parametrize("scope", SCOPES)
def test_c3_healthy_and_at_risk_accounts_are_those_of_the_bands(sample, scope):
    bands = [row["band"] for row in book(sample, scope)]
    told = page(sample, scope)
    assert told.tiles[2].value == f"{bands.count('healthy')} / {sum(band in BELOW for band in bands)}"
    assert told.totals["stable"] == bands.count("stable")
    assert told.totals["unscored"] == bands.count("no_score")
    parts = ("healthy", "stable", "in_danger", "unscored")
    assert sum(told.totals[part] for part in parts) == told.totals["accounts"]


@pytest.mark.parametrize("scope", SCOPES)
def test_c4_renewals_in_90_days_are_those_of_the_terms(sample, scope):
    ids = {row["account_id"] for row in book(sample, scope)}
    rows = [
        row
        for row in sample.rows("from renewals where outcome = 'open' and amount_due > 0")
        if row["account_id"] in ids and 0 <= (row["due_date"] - TODAY).days <= 90
    ]
    told = page(sample, scope)
    assert told.totals["renewals_ahead"] == len(rows)
    assert told.totals["renewal_amount_ahead"] == sum(row["amount_due"] for row in rows)
    assert told.tiles[3].value == fmt.count(len(rows))
    assert told.tiles[3].footnote == f"{fmt.money(sum(row['amount_due'] for row in rows), 'USD')} due"


@pytest.mark.parametrize("scope", SCOPES)
def test_c5_overdue_tasks_and_their_days_are_those_of_the_playbooks(sample, scope):
    ids = {row["account_id"] for row in book(sample, scope)}
    late = [
        (TODAY - row["due_on"]).days
        for row in sample.rows(
            "select account_id, due_on from playbook_tasks where state = 'overdue' union all "
            "select account_id, next_review_on from success_plans where next_review_on < '2026-10-15' and is_in_force"
        )
        if row["account_id"] in ids
    ]
    told = page(sample, scope)
    assert told.totals["overdue_tasks"] == len(late)
    assert told.totals["most_overdue_days"] == max(late, default=0)
    assert told.tiles[4].value == fmt.count(len(late))
    if late:
        assert told.tiles[4].footnote.startswith(f"the longest by {portfolio.noun(max(late), 'day', 'days')}")


@pytest.mark.parametrize("scope", SCOPES)
def test_tiles_are_the_sums_of_the_rows_that_they_open(sample, scope):
    told = page(sample, scope).totals
    accounts = portfolio_repo.account_rows(sample, scope, None).to_pylist()
    assert (len(accounts), sum(row["arr"] for row in accounts)) == (told["accounts"], told["arr"])
    assert sum(row["expected_arr"] for row in accounts) == told["expected_arr"]
    assert sum(row["band"] in BELOW for row in accounts) == told["in_danger"]
    assert sum(row["arr"] for row in accounts if row["band"] in BELOW) == told["arr_in_danger"]
    renewals = portfolio_repo.renewal_rows(sample, scope, 90, None).to_pylist()
    assert len(renewals) == told["renewals_ahead"]
    assert sum(row["amount_due"] for row in renewals) == told["renewal_amount_ahead"]
    tasks = portfolio_repo.task_rows(sample, scope, None).to_pylist()
    assert len(tasks) == told["overdue_tasks"] == sum(row["overdue_tasks"] for row in accounts)
    assert len({row["account_id"] for row in tasks}) == told["accounts_overdue"]
    assert max((row["overdue_days"] for row in tasks), default=0) == told["most_overdue_days"]
    listed = portfolio_repo.listed_rows(sample, scope, "all", None).to_pylist()
    assert sum(row["next_action_days"] <= 0 for row in listed) == told["listed_now"]


@pytest.mark.parametrize("kind", ["all", *KINDS])
@pytest.mark.parametrize("scope", SCOPES[:3])
def test_a_kinds_rows_are_its_accounts_each_with_why_what_and_by_when(sample, scope, kind):
    rows = portfolio_repo.listed_rows(sample, scope, kind, None).to_pylist()
    total = portfolio_repo.listed_total(sample, scope, kind)
    assert (len(rows), sum((row["arr"] for row in rows), Decimal(0))) == (total["row_count"], total["arr"])
    if kind != "all":
        assert len(rows) == portfolio_repo.kinds(sample, scope).get(kind, 0)
        assert {row["reason_kind"] for row in rows} <= {kind}
    assert all(row["why"] and row["next_action"] and row["next_action_due_on"] for row in rows)
    assert len({row["account_id"] for row in rows}) == len(rows)


def test_the_list_is_in_the_order_of_weights(sample):
    weights = {row["rule_id"]: row["weight"] for row in sample.rows("from portfolio_rules")}
    rules = {
        (row["account_id"], row["reason_kind"]): row["rule_id"] for row in sample.rows("from portfolio_priorities")
    }
    rows = portfolio_repo.listed_rows(sample, Scope(), "all", None).to_pylist()
    order = [weights[rules[row["account_id"], row["reason_kind"]]] for row in rows]
    assert order == sorted(order, reverse=True)
    assert len(set(order)) > 3
    priorities = [row["account_id"] for row in sample.rows("select account_id from portfolio order by priority")]
    assert [row["account_id"] for row in rows] == priorities[: len(rows)]


def test_owners_of_one_name_are_told_apart(sample):
    told = portfolio.choices(sample)
    assert told.owners == {
        "005Ana": "Ana Ruiz", "005Ben": "Ben Okafor", "005Chl": "Chloé Martin", "unassigned": "Unassigned",
    }  # fmt: skip
    assert told.days == 90
    twins = [{"owner_id": "1", "owner_name": "Al Fox"}, {"owner_id": "2", "owner_name": "Al Fox"}]
    assert portfolio.named(twins) == {"1": "Al Fox (1)", "2": "Al Fox (2)"}


@pytest.mark.parametrize(
    ("days", "words"), [(-2, "2 days late"), (-1, "1 day late"), (0, "today"), (1, "in 1 day"), (9, "in 9 days")]
)
def test_days_are_told_in_words(days, words):
    assert portfolio.late(days) == words


def test_a_panel_tells_every_reason_and_what_the_score_lacks(sample):
    account_id = sample.rows("select account_id from portfolio order by reason_count desc, priority limit 1")[0][
        "account_id"
    ]
    told = portfolio.panel(sample, account_id, "USD")
    rows = sample.rows(
        "select reason from portfolio_priorities where account_id = $id order by reason_rank", {"id": account_id}
    )
    assert [reason for reason, _ in told.steps] == [row["reason"] for row in rows]
    assert len(rows) > 1
    parts = sample.rows(
        """
        select metric, 100 * weight - contribution as lost
        from health_contributions
        where account_id = $id and profile = 'composite_five' and as_of_date = '2026-10-15'
        order by lost desc
        """,
        {"id": account_id},
    )
    assert [line.rsplit(": ", 1)[1] for line in told.drivers] == [
        f"{fmt.score(row['lost'])} points lost" for row in parts[:3] if row["lost"]
    ]
    assert told.spec["layer"]
    assert portfolio.panel(sample, "no such account", "USD") is None


def test_a_panel_of_an_account_without_score_or_term_says_so(sample):
    account_id = sample.rows("select account_id from portfolio where health_score is null")[0]["account_id"]
    told = portfolio.panel(sample, account_id, "USD")
    assert (told.health, told.spec, told.drivers) == ("No score: nothing is known of it yet.", None, [])
    ending = sample.rows("select account_id from portfolio where renewal_id is null")[0]["account_id"]
    assert portfolio.panel(sample, ending, "USD").renewal == "No term of its ends ahead."


def test_a_csms_page_is_that_of_the_own_book_and_its_tiles_the_sums_of_its_rows(sample, sample_warehouse):
    path = (sample_warehouse / "published" / "current" / "cs_warehouse.duckdb").resolve(strict=True)
    csm = access.Scope("csm", "owner", "Ana Ruiz, CSM", frozenset({"portfolio"}), owner_id="005Ana")
    mine = publication_for(csm, path, MEMORY_LIMIT, 2)
    for asked in (Scope(), Scope(owner="005Ben"), Scope(segment="tech_touch"), Scope(band=DANGER)):
        told = page(mine, asked).totals
        same = Scope("005Ana" if asked.owner == "all" else "nobody", asked.segment, asked.region, asked.band)
        assert told == page(sample, same).totals
        accounts = portfolio_repo.account_rows(mine, asked, None).to_pylist()
        renewals = portfolio_repo.renewal_rows(mine, asked, 90, None).to_pylist()
        tasks = portfolio_repo.task_rows(mine, asked, None).to_pylist()
        assert (len(accounts), len(renewals), len(tasks)) == (
            told["accounts"], told["renewals_ahead"], told["overdue_tasks"],
        )  # fmt: skip
        assert sum(row["arr"] for row in accounts) == told["arr"]
    bens = sample.rows("select min(account_id) as account_id from portfolio where owner_id = '005Ben'")[0]["account_id"]
    assert portfolio.panel(mine, bens, "USD") is None
    assert overview.build(mine, bens, "USD").events.num_rows == 0
    open_publication.clear()
    open_narrowed.clear()


def test_every_row_of_the_book_says_why_it_is_here(sample):
    told = {row["account_id"]: row["why"] for row in portfolio_repo.account_rows(sample, Scope(), None).to_pylist()}
    heaviest = sample.rows("select account_id, reason from portfolio_priorities where reason_rank = 1")
    reasons = {row["account_id"]: row["reason"] for row in heaviest}
    assert told.keys() > reasons.keys()
    for account_id, why in told.items():
        assert why == reasons.get(account_id, "On track: nothing is planned")
    calm = portfolio.panel(sample, min(told.keys() - reasons.keys()), "USD")
    assert (calm.steps, calm.why) == ([], "On track: nothing is planned")
