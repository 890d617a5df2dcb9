"""The Renewals page runs in every section under its filters, and says plainly what a publication has not."""

import duckdb
import pytest
import sample_publication
from cs_dash import charts, fmt
from reading import metrics, words

EXPANDED = ("due_month_rows", "record_rows", "accuracy_rows", "months_rows")


def opened(test, **chosen):
    """The page with every place for rows open, and with filters set."""
    for key, value in {**dict.fromkeys(EXPANDED, True), **chosen}.items():
        test.session_state[key] = value
    test.run()
    assert not test.exception
    return test


def test_the_page_opens_with_the_forecast_of_record(app, sample_warehouse, sample):
    test = app(sample_warehouse, "renewals")
    assert test.session_state["method"] == "calibrated"
    shown = metrics(test)
    assert list(shown) == ["Due this quarter", "Renewed so far", "Forecast", "At-risk renewals"]
    (row,) = sample.rows("""
        select sum(amount_due) as due, sum(expected_amount) as expected
        from renewal_forecast
        where is_current and due_date between '2026-10-15' and '2026-12-31'
    """)
    assert shown["Due this quarter"] == fmt.money(row["due"], "USD")
    assert shown["Forecast"] == fmt.money(row["expected"], "USD")


def test_drawing_a_page_changes_no_chart(app, sample_warehouse):
    """Pictures of the same charts would look otherwise from then on."""
    app(sample_warehouse, "renewals")
    assert charts.LEGEND["title"] is None


@pytest.mark.parametrize(
    ("section", "query", "state", "said"),
    [
        ("Due and forecast", {}, {}, "This quarter: 7 renewals"),
        ("Due and forecast", {"owner": "Ana Ruiz"}, {"due_in": "Jan 2027"}, "Jan 2027: "),
        ("Due and forecast", {"due_in": "x' or '1'='1"}, {"renewal_state": "lost"}, "No such renewal is due"),
        ("Timeline", {}, {}, "high touch 120 days ahead"),
        ("Timeline", {"segment": "High touch"}, {}, "the first due first"),
        ("Forecast on record", {}, {}, "as each week's forecast had them"),
        ("Accuracy", {}, {}, "as a share of what was renewed"),
        ("Accuracy", {"segment": "Low touch"}, {"horizon_days": 30}, "30 days ahead"),
        ("Accuracy", {"segment": "Low touch", "owner": "Ana Ruiz"}, {}, "not by both at once"),
        ("At risk", {}, {}, "health 0 to 39 within 60 days of the due date"),
        ("At risk", {"method": "By health band"}, {"segment": "tech_touch"}, "never averaged"),
    ],
)
def test_every_section_under_its_filters(app, sample_warehouse, section, query, state, said):
    test = opened(app(sample_warehouse, "renewals", renewals_section=section, **query), **state)
    assert said in words(test)
    labels = [button.proto.label for button in test.get("download_button")]
    assert labels.count("Download CSV") == labels.count("Download XLSX") == len(test.dataframe)
    for table in test.dataframe:
        for column in table.value.columns:
            assert f'"{column}"' in table.proto.columns, f"{column} has no label"
    for live in ("evil.example", "onerror", ":material/delete:"):
        assert live not in words(test)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("drop table renewal_forecast", "holds no renewal forecasts"),
        ("delete from renewal_forecast", "No renewal is due yet"),
    ],
)
def test_a_publication_without_forecasts_says_so(app, tmp_path, statement, said):
    path = sample_publication.publish(tmp_path)
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)
    assert said in words(app(tmp_path, "renewals"))
