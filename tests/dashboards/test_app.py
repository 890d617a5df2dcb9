"""The pages run: with the sample, without any publication, with a broken one, across a switch of publications."""

import duckdb
import sample_publication
from cs_dash import fmt
from reading import metrics, words

MOVER = "0018c0000000000003"
REVENUE = {"account_id": MOVER, "account_view": "Revenue"}
OPENED = (
    "card_rows", "trend_rows", "bridge_rows", "bands_rows", "changed_rows", "history_rows", "event_rows",
    "definitions_panel",
)  # fmt: skip


def test_executive_shows_the_headline_and_its_provenance(app, sample_warehouse, sample):
    test = app(sample_warehouse)
    expected = sample.rows("""
        select rate
        from retention
        where definition_id = 'N1' and segment = 'all' and window_months = 12 and month_end = date '2026-09-30'
    """)[0]["rate"]
    assert metrics(test)["NRR"] == f"{expected:.1%}"
    assert list(metrics(test)) == [
        "NRR", "GRR", "Logo retention", "NPS", "MRR", "Paying accounts", "Renewals due", "Forecast",
        "At-risk renewals", "Expansion pipeline", "Expected to close", "At-risk accounts", "At-risk ARR",
    ]  # fmt: skip
    assert "As of 16 Oct 2026 00:00 UTC · publication 20261016T000000Z" in words(test)
    assert "Oct 2026 is still running" in words(test)
    assert "zendesk tickets" in test.warning[0].value


def test_a_rate_on_few_accounts_is_grey_with_its_number(app, sample_warehouse, sample):
    accounts = sample.rows("""
        select denominator::integer as n
        from retention
        where definition_id = 'logo' and segment = 'high_touch' and window_months = 12 and month_end = date '2025-03-31'
    """)[0]["n"]
    assert accounts < 10
    test = app(sample_warehouse, segment="High touch", month="Mar 2025")
    assert all(metrics(test)[rate].startswith(":color[") for rate in ("NRR", "GRR", "Logo retention"))
    assert not any(metrics(test)[balance].startswith(":color[") for balance in ("MRR", "Paying accounts"))
    assert words(test).count(fmt.inert(f"n = {accounts} accounts")) == 3
    assert "Grey: on fewer than 10 accounts." in words(test)
    assert "color" not in metrics(app(sample_warehouse))["NRR"]


def test_filters_come_from_the_query_string(app, sample_warehouse):
    test = app(sample_warehouse, segment="High touch", window="3 months", month="Aug 2026")
    assert (test.session_state["segment"], test.session_state["window"]) == ("high_touch", 3)
    assert "NRR and GRR over 3 months, high touch" in words(test)
    assert "Jun 2026 to Aug 2026" in words(test)


def test_a_filter_that_does_not_exist_is_dropped(app, sample_warehouse):
    test = app(sample_warehouse, segment="x' or '1'='1", month="Smarch 2026")
    assert test.session_state["segment"] == "all"
    assert "Oct 2026 is still running" in words(test)


def test_the_running_month_is_marked_when_chosen(app, sample_warehouse):
    test = app(sample_warehouse, month="Oct 2026 (running)")
    assert "Oct 2026 is still running: every figure below is provisional." in words(test)


def test_every_place_for_rows_opens(app, sample_warehouse):
    test = app(sample_warehouse)
    closed = len(test.dataframe)
    for key in ("card_rows", "trend_rows", "bridge_rows", "bands_rows", "changed_rows"):
        test.session_state[key] = True
    test.run()
    assert not test.exception
    assert len(test.dataframe) == closed + 5
    for kind, told in {
        "paying": "ARR is twelve times that", "nps": "promoters less", "due": "Q4 2026, as forecast on 15 Oct 2026",
        "at_risk_renewals": "Q4 2026, as forecast", "pipeline": "Open today", "health": "At-risk and worse, as",
    }.items():  # fmt: skip
        test.session_state["behind"] = kind
        test.run()
        assert not test.exception
        assert told in words(test)
        assert len(test.dataframe) == closed + 5


def test_renewals_of_a_past_quarter_say_which_forecast_tells_them(app, sample_warehouse):
    """31 August 2026 is a Monday: the newest forecast until then is of Sunday the 30th."""
    test = app(sample_warehouse, month="Aug 2026")
    test.session_state["card_rows"] = True
    test.session_state["behind"] = "due"
    test.run()
    assert not test.exception
    assert "Q3 2026, as forecast on 30 Aug 2026" in words(test)


def test_a_card_opens_its_rows(app, sample_warehouse):
    test = app(sample_warehouse)
    test.button(key="rows_at_risk_accounts").click().run()
    assert not test.exception
    accounts = int(metrics(test)["At-risk accounts"])
    assert any(len(table.value) == accounts and "score_change" in table.value.columns for table in test.dataframe)


def test_sentences_say_what_changed_and_open_their_accounts(app, sample_warehouse):
    test = app(sample_warehouse)
    shown = [item.value for item in test.markdown if item.value.startswith("- ")]
    assert len(shown) == 6
    test.session_state["changed_rows"] = True
    for kind in ("moves", "bands", "risks"):
        test.session_state["changed"] = kind
        test.run()
        assert not test.exception


def test_every_chart_can_be_downloaded_as_a_picture(app, sample_warehouse):
    for page, query in ((None, {}), ("account", {"account_id": MOVER}), ("account", REVENUE), ("retention", {})):
        test = app(sample_warehouse, page, **query)
        labels = [button.proto.label for button in test.get("download_button")]
        assert labels.count("SVG") == labels.count("PNG") == len(test.get("vega_lite_chart")) > 0


def test_no_shown_column_keeps_its_sql_name(app, sample_warehouse):
    for page, query in ((None, {}), ("account", {"account_id": MOVER}), ("account", REVENUE)):
        test = app(sample_warehouse, page, **query)
        for key in OPENED:
            test.session_state[key] = True
        test.run()
        assert not test.exception
        assert test.dataframe
        for table in test.dataframe:
            config = table.proto.columns
            for column in table.value.columns:
                assert f'"{column}"' in config, f"{column} has no label"


def test_every_table_can_be_downloaded_both_ways(app, sample_warehouse):
    for page, query in ((None, {}), ("account", {"account_id": MOVER}), ("account", REVENUE), ("account", {})):
        test = app(sample_warehouse, page, **query)
        for key in OPENED:
            test.session_state[key] = True
        test.run()
        assert not test.exception
        labels = [button.proto.label for button in test.get("download_button")]
        assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe) > 0


def test_an_account_is_taken_apart(app, sample_warehouse):
    test = app(sample_warehouse, "account", **REVENUE)
    shown = words(test)
    assert "sum to both ends, to the cent" in shown
    assert "What happened in" in shown
    labels = [list(table.value.columns) for table in test.dataframe]
    assert any("source_file" in columns for columns in labels)
    assert any("period_source" in columns for columns in labels)


def test_a_foreign_account_names_its_currency(app, sample_warehouse):
    test = app(sample_warehouse, "account", account_id=sample_publication.EURO_ID, account_view="Revenue")
    shown = words(test)
    conversion = next(table.value for table in test.dataframe if "exchange_rate" in table.value.columns)
    assert set(conversion["currency"]) == {"EUR"}
    assert "at these exchange rates, sum to both ends, to the cent" in shown


def test_a_billing_only_account_is_flagged(app, sample_warehouse):
    test = app(sample_warehouse, "account", account_id=sample_publication.BILLING_ONLY_ID)
    assert any("matches no CRM account" in warning.value for warning in test.warning)


def test_an_unknown_account_leads_to_the_search(app, sample_warehouse):
    test = app(sample_warehouse, "account", account_id="x' or '1'='1")
    assert "No account has the id in the address" in words(test)
    test.text_input(key="find").input("maple").run()
    assert not test.exception
    assert all("Maple" in name for name in test.dataframe[0].value["account_name"])


def test_the_search_beside_an_account_asks_nothing_until_it_is_open(app, sample_warehouse):
    test = app(sample_warehouse, "account", account_id=sample_publication.EURO_ID)
    assert not test.text_input
    test.session_state["find_popover"] = True
    test.run()
    assert test.text_input(key="find").value == ""


def test_a_hostile_name_stays_out_of_everything_that_reads_markdown(app, sample_warehouse):
    for page, query in ((None, {}), ("account", {"account_id": sample_publication.HOSTILE_ID})):
        test = app(sample_warehouse, page, **query)
        for live in ("evil.example", "onerror", ":material/delete:"):
            assert live not in words(test)


def test_without_a_publication_the_page_says_how_to_make_one(app, tmp_path):
    test = app(tmp_path)
    assert test.title[0].value == "No publication yet"
    assert "make demo" in words(test)
    assert not test.metric


def test_a_first_publication_and_the_next_are_picked_up(app, tmp_path):
    test = app(tmp_path)
    sample_publication.publish(tmp_path, "first")
    test.run()
    assert "publication first" in words(test)
    sample_publication.publish(tmp_path, "second")
    test.run()
    assert not test.exception
    assert "publication second" in words(test)


def test_an_unreadable_publication_is_said_to_be_so(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    path.write_bytes(b"not a database" * 100)
    assert "cannot be read" in words(app(tmp_path))


def test_a_publication_that_lacks_a_table_is_named(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table retention")
    assert "It lacks retention." in words(app(tmp_path))


def test_a_publication_without_any_month_is_no_crash(app, tmp_path):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        for table in ("executive_scorecard", "account_mrr", "mrr_movements", "retention", "retention_base"):
            connection.execute(f"delete from {table}")
    assert "holds no month yet" in words(app(tmp_path))
    assert "No subscription of this account" in words(app(tmp_path, "account", **REVENUE))
