"""Cells, curves and survival equal independent sums, and the accounts behind each sum to it."""

import datetime as dt

import pytest
from cs_dash import cohort_charts, cohort_repo, fmt, survival_repo, theme_tokens
from cs_dash.cohort_repo import Scope
from cs_dash.models import cohorts
from cs_dash.models.cohorts import MEASURES

SCOPES = (
    Scope(),
    Scope("segment", "all"),
    Scope("segment", "low_touch"),
    Scope("plan", "Team"),
    Scope("channel", "Web"),
)
SIDES = ("start_mrr", "net_mrr", "gross_mrr", "kept_logos", "unbroken_logos")
# The part of each account, by the one cut that a scope has.
OF_SCOPE = "$part in ('all', case $cut when 'segment' then segment when 'plan' then plan else channel end)"


@pytest.mark.parametrize("basis", ["month", "quarter"])
@pytest.mark.parametrize("scope", SCOPES)
def test_a_cell_is_the_sum_of_what_its_accounts_paid(sample, scope, basis):
    """From MRR in local money, which no cohort enters, at the rate of each account's first paid month."""
    expected = sample.rows(
        """
        with states as (
            select
                account_id, month_end, closing_local_mrr as mrr, rate,
                min(month_end) filter (where closing_local_mrr > 0) over (partition by account_id) as started
            from account_currency_mrr
        ),
        starts as (
            select account_id, started, rate from states where month_end = started
        )
        select
            last_day(if($basis = 'month', started, date_trunc('quarter', started) + interval 2 month)) as cohort,
            datediff('month', started, states.month_end) as age,
            sum(states.mrr * starts.rate)::decimal(18, 6) as net_mrr, count(*) filter (where states.mrr > 0) as kept
        from states
        inner join starts using (account_id, started)
        inner join (select distinct account_id, segment, plan, channel from cohort_accounts) using (account_id)
        where states.month_end >= started and month_end < date '2026-10-01' and """
        + OF_SCOPE
        + " group by all",
        scope.bound(basis=basis),
    )
    sums = {(row["cohort"], row["age"]): (row["net_mrr"], row["kept"]) for row in expected}
    told = cohort_repo.cells(sample, scope, basis)
    assert told
    for row in told:
        assert sums[row["cohort_month"], row["age_months"]] == (row["net_mrr"], row["kept_logos"])


@pytest.mark.parametrize("scope", SCOPES)
def test_the_accounts_of_a_cell_sum_to_both_sides_of_each_rate(sample, scope):
    for basis in ("month", "quarter"):
        for row in cohort_repo.cells(sample, scope, basis)[::17]:
            place = (sample, scope, basis, row["cohort_month"], row["age_months"])
            total = cohort_repo.cohort_total(*place)
            assert {side: total[side] for side in SIDES} == {side: row[side] for side in SIDES}
            assert total["row_count"] == row["start_logos"]
            listed = cohort_repo.cohort_members(*place, None)
            assert listed.num_rows == row["start_logos"]
            assert sum(listed["net_mrr"].to_pylist()) == row["net_mrr"]
            assert sum(listed["is_unbroken"].to_pylist()) == row["unbroken_logos"]


@pytest.mark.parametrize("followed", [6, 12, 24])
@pytest.mark.parametrize("scope", SCOPES)
def test_a_curve_tells_of_the_same_accounts_all_along(sample, scope, followed):
    rows = cohort_repo.curves(sample, scope, followed)
    lines = {row["line"] for row in rows}
    assert ("all" not in lines) and lines
    for line in lines:
        points = [row for row in rows if row["line"] == line]
        assert [row["age_months"] for row in points] == list(range(followed + 1))
        assert len({(row["start_logos"], row["start_mrr"]) for row in points}) == 1
        gross = [row["gross_retention"] for row in points]
        assert gross == sorted(gross, reverse=True)
        for row in points[:: followed // 2]:
            place = (sample, scope, followed, line, row["age_months"])
            total = cohort_repo.line_total(*place)
            assert {side: total[side] for side in SIDES} == {side: row[side] for side in SIDES}
            assert cohort_repo.line_members(*place, None).num_rows == total["row_count"] == row["start_logos"]
    whole = cohort_repo.line_total(sample, scope, followed, "all", followed)
    assert whole["net_mrr"] == sum(row["net_mrr"] for row in rows if row["age_months"] == followed)


@pytest.mark.parametrize("scope", SCOPES)
def test_tiles_tell_of_every_cohort_that_is_a_year_old(sample, scope):
    tiles = {tile.label: tile for tile in cohorts.tiles(sample, scope, "USD")}
    total = cohort_repo.line_total(sample, scope, 12, "all", 12)
    assert tiles["Logos, month 12"].footnote == f"{total['kept_logos']} of {total['row_count']}"
    assert tiles["Net MRR, month 12"].value == fmt.rate(total["net_mrr"] / total["start_mrr"])
    assert tiles["Gross MRR, month 12"].value == fmt.rate(total["gross_mrr"] / total["start_mrr"])
    assert " to " in tiles["Survive 12 months"].footnote


@pytest.mark.parametrize("scope", SCOPES)
def test_lives_behind_a_point_of_survival_are_those_at_risk(sample, scope):
    rows = survival_repo.survival(sample, scope)
    assert rows
    for row in rows[::5]:
        place = (sample, scope, row["line"], row["age_months"])
        total = survival_repo.lives_total(*place)
        assert (total["row_count"], total["lost"]) == (row["at_risk"], row["lost"])
        assert survival_repo.lives(*place, None).num_rows == row["at_risk"]


def test_survival_without_an_interval_is_drawn_without_a_width(sample):
    model = cohorts.survival(sample, Scope())
    drawn = {(row["line"], row["age"]): row for row in model.spec["data"]["values"]}
    for row in model.rows:
        one = drawn[row["line"], row["age_months"]]
        if row["survival_lower"] is None:
            assert (one["lower"], one["upper"], one["interval"]) == (one["survival"], one["survival"], "no interval")
        else:
            assert one["lower"] < one["survival"] <= one["upper"]


@pytest.mark.parametrize("measure", MEASURES)
def test_the_triangle_is_white_at_the_start_and_grey_where_few_started(sample, measure):
    model = cohorts.triangle(sample, Scope(), "quarter", measure, 3, "USD")
    rects, texts = model.spec["layer"]
    scale = rects["encoding"]["color"]["scale"]
    low, middle, high = scale["domain"]
    assert (middle, scale["range"][1], scale["interpolate"]) == (1, "#FFFFFF", "lab")
    assert middle - low == pytest.approx(high - middle)
    grey = rects["encoding"]["color"]["condition"]
    assert grey == {"test": "datum.small", "value": theme_tokens.UNSCORED}
    drawn = {(row["cohort"], row["age"]): row for row in model.spec["data"]["values"]}
    assert len(drawn) == len(model.rows)
    for row in model.rows:
        cell = drawn[row["cohort_month"].isoformat(), row["age_months"]]
        assert cell["small"] == (row["start_logos"] < 5)
        assert cell["row"].endswith(f" · {row['start_logos']}")
        assert cell["exact"] == fmt.rate(row[MEASURES[measure].rate])
        assert int(cell["text"]) == fmt.half_up(row[MEASURES[measure].rate] * 100, 0)
    assert {cell["small"] for cell in drawn.values()} == {True, False}
    assert rects["params"][0]["select"]["fields"] == ["cohort", "age"]
    assert texts["encoding"]["opacity"]["condition"]["value"] == 0


def test_colours_reach_as_far_as_the_rates_up_to_a_half_and_at_least_a_tenth():
    assert cohort_charts.reach([0.7, 1.2]) == pytest.approx(0.3)
    assert cohort_charts.reach([0.1, 3.0]) == 0.5
    assert cohort_charts.reach([1.01]) == 0.1
    assert cohort_charts.reach([]) == 0.1


def test_the_first_cell_is_a_years_of_the_newest_cohort_that_tells_something(sample):
    model = cohorts.triangle(sample, Scope(), "quarter", "net", 3, "USD")
    assert model.first == (dt.date(2024, 6, 30), 12)
    yearly = cohorts.triangle(sample, Scope("channel", "Web"), "quarter", "net", 12, "USD")
    assert yearly.first[1] == 12


def test_more_lines_than_colours_leave_out_the_smallest():
    sizes = {name: number for number, name in enumerate("abcdefg", start=1)}
    assert cohorts.with_colours(list(sizes), sizes) == (list("cdefg"), ["a", "b"])


def test_start_years_answer_the_question(sample):
    rows = {row["line"]: row for row in cohort_repo.curves(sample, Scope(), 12) if row["age_months"] == 12}
    told = cohorts.by_start_year(sample, Scope("plan", "all"), "gross")
    assert told.startswith("Gross MRR after 12 months, by start year: 2024 ")
    for year, row in rows.items():
        assert f"{year} {fmt.rate(row['gross_mrr'] / row['start_mrr'])} (n {row['start_logos']})" in told
