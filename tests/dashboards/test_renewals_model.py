"""The Renewals page's figures equal independent queries, and rows sum to what is told of them."""

import datetime as dt
from decimal import Decimal

import pytest
from cs_dash import record_repo, renewals_charts, renewals_repo, risk_repo
from cs_dash.models import renewals
from cs_dash.renewals_repo import Scope

NOW = dt.date(2026, 10, 15)
EVERYTHING = Scope("all", "all", "calibrated")
SCOPES = [
    EVERYTHING,
    Scope("low_touch", "all", "rule"),
    Scope("all", "Ana Ruiz", "csm"),
    Scope("tech_touch", "unassigned", "calibrated"),
]
QUARTER = (dt.date(2026, 10, 1), dt.date(2026, 12, 31))
YEAR = (dt.date(2026, 10, 15), dt.date(2027, 9, 30))


def expected_rows(sample, scope: Scope) -> list[dict]:
    """Every renewal of the scope read from the marts one by one, put together in Python."""
    owners = {row["account_id"]: row["owner_name"] or "unassigned" for row in sample.rows("from accounts")}
    now = {row["renewal_id"]: row for row in sample.rows("from renewal_forecast where forecast_date = '2026-10-15'")}
    calls = {
        (row["renewal_id"], row["method"]): row
        for row in sample.rows("from renewal_method_forecasts where forecast_date = '2026-10-15'")
    }
    found = []
    for row in sample.rows("from renewals where amount_due > 0"):
        call = calls.get((row["renewal_id"], scope.method), {})
        open_now = row["outcome"] == "open"
        if scope.owner not in ("all", owners[row["account_id"]]) or scope.segment not in ("all", row["segment"]):
            continue
        if open_now and row["renewal_id"] not in now:
            continue
        found.append(
            {
                "renewal_id": row["renewal_id"],
                "due_date": row["due_date"],
                "amount_due": row["amount_due"],
                "expected": call.get("expected_amount") if open_now else row["renewed_amount"],
                "risk": row["amount_due"] if open_now and now[row["renewal_id"]]["risk_level"] else Decimal(0),
                "account_id": row["account_id"],
                "state": {"open": "open", "renewed": "renewed", "churned": "lost"}[row["outcome"]],
            }
        )
    return found


@pytest.mark.parametrize("span", [QUARTER, YEAR, (dt.date(2026, 1, 1), dt.date(2026, 12, 31))])
@pytest.mark.parametrize("scope", SCOPES)
def test_totals_are_the_sums_of_an_independent_telling(sample, scope, span):
    rows = [row for row in expected_rows(sample, scope) if span[0] <= row["due_date"] <= span[1]]
    told = renewals_repo.span_totals(sample, scope, *span)
    assert told["renewals"] == len(rows)
    assert told["amount_due"] == sum(row["amount_due"] for row in rows)
    assert told["expected_amount"] == sum(row["expected"] for row in rows if row["expected"] is not None)
    assert told["at_risk_amount"] == sum(row["risk"] for row in rows)
    assert told["at_risk_accounts"] == len({row["account_id"] for row in rows if row["risk"]})
    assert told["renewed_amount"] == sum(row["expected"] for row in rows if row["state"] == "renewed")
    rated = sum(row["amount_due"] for row in rows if row["expected"] is not None)
    assert told["told_amount"] == rated
    if rated:
        assert told["forecast_rate"] == pytest.approx(float(told["expected_amount"] / rated), abs=0.000001)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("state", ["all", *renewals_repo.STATES])
def test_rows_sum_to_their_totals_and_months_to_the_year(sample, scope, state):
    rows = renewals_repo.due_rows(sample, scope, *YEAR, state, None).to_pylist()
    total = renewals_repo.due_total(sample, scope, *YEAR, state)
    assert len(rows) == total["row_count"]
    assert sum(row["amount_due"] for row in rows) == total["amount_due"]
    assert sum(row["expected_amount"] or 0 for row in rows) == total["expected_amount"]
    assert {row["state"] for row in rows} <= ({state} if state != "all" else set(renewals_repo.STATES))
    if state == "all":
        months = renewals_repo.by_month(sample, scope, *YEAR)
        assert sum(row["amount_due"] for row in months) == total["amount_due"]
        assert sum(row["expected_amount"] for row in months) == total["expected_amount"]


@pytest.mark.parametrize("span", [QUARTER, (dt.date(2025, 1, 1), dt.date(2025, 3, 31))])
@pytest.mark.parametrize("scope", SCOPES)
def test_who_left_before_the_term_ended_is_told_beside_what_was_due(sample, scope, span):
    owners = {row["account_id"]: row["owner_name"] or "unassigned" for row in sample.rows("from accounts")}
    rows = [
        row["ended_early_amount"]
        for row in sample.rows("from renewals where amount_due = 0 and ended_early_on is not null")
        if span[0] <= row["due_date"] <= span[1]
        and scope.owner in ("all", owners.get(row["account_id"], "unassigned"))
        and scope.segment in ("all", row["segment"])
    ]
    told = renewals_repo.ended_early(sample, scope, *span)
    assert (told["renewals"], told["ended_early_amount"]) == (len(rows), sum(rows))


def test_the_tile_says_how_many_left_early(sample):
    """One of the quarter and three of the first of 2025, with 540 and 360 + 585 + 16,005 a month."""

    def footnote(first: dt.date, last: dt.date) -> str:
        return renewals.tiles(sample, EVERYTHING, first, last, "USD")[1].footnote

    assert footnote(*QUARTER).endswith("; 1 left before its term ended ($6.48k)")
    assert footnote(dt.date(2025, 1, 1), dt.date(2025, 3, 31)).endswith("; 3 left before their term ended ($203k)")
    assert "left before" not in footnote(dt.date(2026, 7, 1), dt.date(2026, 9, 30))


def test_bars_are_as_high_as_what_is_due(sample):
    page = renewals.build(sample, EVERYTHING, NOW, "USD")
    bars = page.months_spec["layer"][0]["data"]["values"]
    for row in page.months:
        month = [bar for bar in bars if bar["month"] == f"{row['due_month_end']:%b %Y}"]
        assert sum(bar["amount"] for bar in month) == pytest.approx(float(row["amount_due"]))
    for one in page.months_spec["layer"][1]["data"]["values"]:
        assert one["low"] < one["high"]


def test_spans_are_calendar_quarters_and_months():
    asked = renewals.spans(NOW)
    assert asked["This quarter"] == QUARTER
    assert asked["Next quarter"] == (dt.date(2027, 1, 1), dt.date(2027, 3, 31))
    assert asked["Next 12 months"] == (NOW, dt.date(2027, 9, 30))
    assert asked["Feb 2027"] == (dt.date(2027, 2, 1), dt.date(2027, 2, 28))
    assert renewals.quarter(dt.date(2026, 1, 1)) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


@pytest.mark.parametrize("scope", SCOPES)
def test_the_timeline_holds_every_open_renewal_within_its_days(sample, scope):
    rows = renewals_repo.upcoming(sample, scope, 120, None).to_pylist()
    expected = [
        row for row in expected_rows(sample, scope) if row["state"] == "open" and (row["due_date"] - NOW).days <= 120
    ]
    assert {row["renewal_id"] for row in rows} == {row["renewal_id"] for row in expected}
    told = {"high_touch": "Send the contract", "low_touch": "Send the contract", "tech_touch": "Send the notice"}
    assert all(row["next_step"] == told[row["segment"]] for row in rows)
    phases = renewals_repo.by_phase(sample, scope, 120).to_pylist()
    assert sum(row["renewals"] for row in phases) == len(rows)
    assert sum(row["amount_due"] for row in phases) == sum(row["amount_due"] for row in rows)
    if rows:
        points = renewals_charts.timeline(rows, "USD", (120, 90, 0))["data"]["values"]
        assert [point["days"] for point in points] == sorted(point["days"] for point in points)


@pytest.mark.parametrize("scope", SCOPES)
def test_levels_of_risk_add_up_to_the_escalation_list(sample, scope):
    rows = risk_repo.escalations(sample, scope, None).to_pylist()
    totals = {row["risk_level"]: row for row in risk_repo.risk_totals(sample, scope)}
    for level, total in totals.items():
        kept = [row for row in rows if row["risk_level"] == level]
        assert (len(kept), sum(row["amount_due"] for row in kept)) == (total["renewals"], total["amount_due"])
    assert len(rows) == sum(total["renewals"] for total in totals.values())
    order = ["emergency", "critical", "high", "elevated"]
    assert [row["risk_level"] for row in rows] == sorted((row["risk_level"] for row in rows), key=order.index)
    assert all(row["risk_reason"] and row["action"] for row in rows)


@pytest.mark.parametrize("scope", SCOPES)
def test_every_disputed_renewal_is_listed_with_both_calls(sample, scope):
    rows = risk_repo.disputed(sample, scope, None).to_pylist()
    flagged = sample.rows("select renewal_id from renewal_forecast where is_current and is_disputed")
    kept = {row["renewal_id"] for row in expected_rows(sample, scope)} & {row["renewal_id"] for row in flagged}
    assert {row["renewal_id"] for row in rows} == kept
    assert all(row["highest_probability"] - row["lowest_probability"] > Decimal("0.25") for row in rows)


@pytest.mark.parametrize("scope", SCOPES[:3])
def test_the_record_is_the_sum_of_each_days_forecasts(sample, scope):
    first, last = dt.date(2026, 7, 1), dt.date(2026, 9, 30)
    owners = {row["account_id"]: row["owner_name"] or "unassigned" for row in sample.rows("from accounts")}
    sums: dict[tuple, Decimal] = {}
    for row in sample.rows("from renewal_forecast where due_date between '2026-07-01' and '2026-09-30'"):
        if scope.segment in ("all", row["segment"]) and scope.owner in ("all", owners[row["account_id"]]):
            for method in ("rule", "calibrated", "csm"):
                chance = row[f"probability_{method}"]
                if chance is not None:
                    key = (row["forecast_date"], method)
                    sums[key] = sums.get(key, Decimal(0)) + round(row["amount_due"] * chance, 6)
    told = record_repo.snapshots(sample, scope, first, last)
    assert {(row["forecast_date"], row["method"]): row["expected_amount"] for row in told} == sums


def test_levels_and_phases_are_told_by_their_rules(sample):
    assert "Critical: health 0 to 39 within 60 days of the due date" in renewals.risk_lines(sample)
    assert renewals.phases_begin(sample).startswith("high touch 120 days ahead, low touch 60")


def test_horizons_and_steps_are_those_of_the_seeds(sample):
    told = renewals.choices(sample)
    assert told.horizons == (120, 90, 60, 30)
    assert told.step_days == (120, 60, 30)


def test_accuracy_is_cut_by_segment_or_owner_never_both():
    assert renewals.cut_by(EVERYTHING) == ("all", "all")
    assert renewals.cut_by(SCOPES[1]) == ("segment", "low_touch")
    assert renewals.cut_by(SCOPES[2]) == ("owner", "Ana Ruiz")
    assert renewals.cut_by(SCOPES[3]) is None


@pytest.mark.parametrize("horizon", [60, 30])
@pytest.mark.parametrize("scope", SCOPES[:3])
def test_misses_sum_to_months_and_months_to_the_cell(sample, scope, horizon):
    told = renewals.accuracy(sample, scope, horizon, "USD")
    cut = renewals.cut_by(scope)
    rows = record_repo.misses(sample, scope.method, horizon, *cut, None).to_pylist()
    total = record_repo.misses_total(sample, scope.method, horizon, *cut)
    months = told.months.to_pylist()
    (cell,) = [row for row in told.cells if (row["method"], row["days_before"]) == (scope.method, horizon)]
    assert len(rows) == total["row_count"] == sum(row["renewals"] for row in months) == cell["renewals"]
    for key in ("forecast_amount", "actual_amount", "signed_error"):
        assert sum(row[key] for row in rows) == total[key] == sum(row[key] for row in months) == cell[key]
    assert cell["absolute_error"] == sum(abs(row["signed_error"]) for row in months)
    assert all(row["outcome_error"] + row["amount_error"] == row["signed_error"] for row in rows)
    sizes = [abs(row["signed_error"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)


def test_the_method_of_record_is_the_first_row_and_the_farthest_horizon_the_first_column(sample):
    told = renewals.accuracy(sample, EVERYTHING, 90, "USD")
    values = told.cells_spec["data"]["values"]
    assert values[0]["method"] == "By own history"
    assert told.cells_spec["layer"][0]["encoding"]["x"]["sort"] == ["120 days", "90 days", "60 days", "30 days"]
    assert "Error share 5.0% (within 5% of what was renewed)" in told.goal


@pytest.mark.parametrize("scope", SCOPES)
def test_who_pays_without_a_term_is_told_beside_what_is_due(sample, scope):
    bound = {row["account_id"] for row in sample.rows("select account_id from renewals where outcome = 'open'")}
    rows = [
        row
        for row in sample.rows("from accounts")
        if row["current_arr"] > 0
        and row["account_id"] not in bound
        and scope.segment in ("all", row["segment"])
        and scope.owner in ("all", row["owner_name"] or "unassigned")
    ]
    told = renewals_repo.without_term(sample, scope)
    assert (told["accounts"], told["arr"]) == (len(rows), sum(row["current_arr"] for row in rows))
