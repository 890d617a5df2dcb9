"""The Health page runs in every section under its filters, and says plainly what a publication has not."""

import datetime as dt

import duckdb
import pytest
import sample_publication
from cs_dash import fmt
from reading import metrics, words

EXPANDED = (
    "distribution_rows", "transition_rows", "effect_rows", "area_rows", "calibration_rows", "lead_rows", "alone_rows",
    "result_rows", "fit_rows",
)  # fmt: skip
SUNDAY = dt.date(2026, 6, 28)


def opened(test, **chosen):
    """The page with every place for rows open, and with filters that other pages have too."""
    for key, value in {**dict.fromkeys(EXPANDED, True), **chosen}.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    return test


def columns(test, *needed: str):
    """The first table that has these columns."""
    return next(table.value for table in test.dataframe if set(needed) <= set(table.value.columns))


def test_the_page_opens_with_the_champion_on_the_newest_day(app, sample_warehouse):
    test = app(sample_warehouse, "health")
    assert test.session_state["profile"] == "composite_five"
    assert test.session_state["scored_on"] == dt.date(2026, 10, 15)
    assert list(metrics(test)) == ["Accounts scored", "Healthy", "At risk and worse", "Median score"]
    assert "a jump there is configuration, not behaviour" in words(test)


@pytest.mark.parametrize(
    ("section", "query", "state", "said"),
    [
        ("Distribution", {}, {}, "together \\$2,502,600\\.00 ARR"),
        ("Distribution", {"profile": "Four dimensions by lifecycle stage"}, {"band": "at_risk"}, "11 accounts"),
        ("Distribution", {"band": "x' or '1'='1"}, {"segment": "high_touch"}, "the lowest scores first"),
        ("Distribution", {"owner": "Ana Ruiz", "region": "EMEA"}, {"scored_on": SUNDAY}, "28 Jun 2026"),
        ("Movements", {}, {}, "on 13 Sep 2026 (rows) and on 15 Oct 2026 (columns)"),
        ("Movements", {"weeks": "13 weeks"}, {"segment": "tech_touch"}, "on 12 Jul 2026 (rows)"),
        ("Movements", {"weeks": "52 weeks"}, {}, "No score is 52 weeks older than 15 Oct 2026"),
        ("Movements", {}, {"from_band": "emergency", "to_band": "healthy"}, "No account went this way"),
        ("Coverage", {}, {}, "40 of 63 accounts lack at least one metric"),
        ("Coverage", {}, {"lacking": "nps"}, "16 accounts, those with the least of their weight known first"),
        ("Trial", {}, {}, "It does not show that acting on a score keeps a customer"),
        (
            "Trial",
            {"profile": "Four dimensions by lifecycle stage"},
            {"horizon": 180},
            "within 180 days of the trial day",
        ),
        ("Trial", {}, {}, "1 refused to learn from too little"),
        ("Trial", {"horizon": "30 days"}, {}, "No model is fitted for 30 days"),
        ("Trial", {"alone": "Metrics"}, {"band_set": "red_yellow_green", "missed": "all"}, "whatever was said of them"),
        ("Alerts", {}, {}, "11 alerts of 8 accounts, the most severe first"),
        ("Alerts", {"segment": "Low touch"}, {"severity": "medium"}, "the most severe first"),
        ("Alerts", {"rule": "x' or '1'='1"}, {"scored_on": SUNDAY}, "28 Jun 2026"),
        ("Alerts", {}, {"severity": "low"}, "No such alert is open on 15 Oct 2026"),
        ("Coverage", {"owner": "Unassigned"}, {"segment": "low_touch"}, "What do the scores not know?"),
    ],
)
def test_every_section_under_its_filters(app, sample_warehouse, section, query, state, said):
    test = opened(app(sample_warehouse, "health", section=section, **query), **state)
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe)
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"


def test_filters_without_any_account_say_so(app, sample_warehouse, sample):
    (empty, *_) = sample.rows("""
        select owner_name, region, segment
        from (select distinct owner_name from accounts where owner_name is not null)
        cross join (select distinct region from accounts)
        cross join (select distinct segment from account_health)
        where (owner_name, region, segment) not in (
            select (accounts.owner_name, accounts.region, health.segment)
            from account_health as health
            inner join accounts using (account_id)
            where accounts.owner_name is not null and health.is_current
        )
        order by all
    """)
    test = opened(app(sample_warehouse, "health"), owner=empty["owner_name"], region=empty["region"],
                  segment=empty["segment"])  # fmt: skip
    assert "No account pays in these filters on 15 Oct 2026" in words(test)
    assert not test.metric


def test_a_fall_is_taken_apart_to_the_metric(app, sample_warehouse):
    test = opened(app(sample_warehouse, "health", section="Movements"), drops_choice=0)
    fall = columns(test, "driver").iloc[0]
    effects = columns(test, "points_change")
    assert sum(effects["points_change"]) == fall["score_change"]
    assert effects["metric_name"].iloc[0] == fall["driver"]
    assert "and the rows sum to exactly that" in words(test)


def test_codes_are_told_in_words(app, sample_warehouse):
    test = app(sample_warehouse, "health", section="Coverage")
    missing = columns(test, "null_reason")
    assert set(missing["null_reason"]) == {"Never known", "No history", "Too old"}
    assert "Support" in set(missing["component"])
    accounts = columns(test, "missing_list")
    assert accounts["band"].iloc[0] == "No score"


def test_a_hostile_name_stays_out_of_markdown(app, sample_warehouse):
    for section in ("Distribution", "Movements", "Coverage", "Trial", "Alerts"):
        test = app(sample_warehouse, "health", section=section)
        shown = [name for table in test.dataframe for name in table.value.get("account_name", ())]
        assert sample_publication.HOSTILE_NAME in shown or section in ("Movements", "Trial", "Alerts")
        for live in ("evil.example", "onerror", ":material/delete:"):
            assert live not in words(test)


def test_a_publication_without_any_score_says_so(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        for table in ("account_health", "health_by_day", "health_scoring_days", "health_totals"):
            connection.execute(f"delete from {table}")
    assert "No account is scored yet" in words(app(tmp_path, "health"))


def test_an_older_publication_says_that_it_has_no_health(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table account_health")
    assert "This publication holds no health scores" in words(app(tmp_path, "health"))


@pytest.mark.parametrize(
    ("section", "table", "said"),
    [
        ("Trial", "health_validation", "puts no score on trial"),
        ("Alerts", "alerts", "holds no alerts"),
    ],
)
def test_a_publication_without_trial_or_alerts_says_so(app, tmp_path, section, table, said):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"drop table {table}")
    assert said in words(app(tmp_path, "health", section=section))


def test_a_trial_without_any_outcome_says_so(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from health_validation")
    assert "No trial yet" in words(app(tmp_path, "health", section="Trial"))


def test_cards_of_the_trial_are_the_marts(app, sample_warehouse, sample):
    (row,) = sample.rows("""
        select auc, precision, recall, flagged_churned_mrr_rate
        from health_validation
        where scorer = 'composite_five' and horizon_days = 90 and threshold = 'at_risk'
    """)
    shown = metrics(app(sample_warehouse, "health", section="Trial"))
    assert shown["AUC"] == fmt.inert(f"{row['auc']:.2f}")
    assert shown["Lost MRR that was flagged"] == fmt.inert(fmt.rate(row["flagged_churned_mrr_rate"]))
    both = f"{fmt.rate(row['precision'])} · {fmt.rate(row['recall'])}"
    assert shown["Precision and recall"] == fmt.inert(both)
    assert shown["Median warning"] == "81 days"
