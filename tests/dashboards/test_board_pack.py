"""The board pack: a PDF/UA with the marts' numbers, the same every time, in which a name is only text."""

import datetime as dt
import io
import json
from decimal import Decimal

import dagster as dg
import pypdf
import pytest
import typst
from cs_dash import fmt, images
from cs_dash.models import executive
from cs_dash.pack import contents, document, parts, takeaways
from cs_dash.pack.contents import Asked
from PIL import Image
from sample_publication import HOSTILE_NAME

from orchestration import board_pack

MONTH = dt.date(2026, 9, 30)
ASKED = Asked("all", 12, MONTH)
MADE_AT = 1_790_000_000


@pytest.fixture(scope="module")
def pack(sample) -> dict:
    return contents.build(sample, ASKED)


@pytest.fixture(scope="module")
def read(pack) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(document.compiled(document.files(pack), MADE_AT)))


@pytest.fixture(scope="module")
def text(read) -> str:
    return "\n".join(page.extract_text() for page in read.pages)


def a_pack(*blocks: dict) -> dict:
    return {"title": "T", "scope": "S", "stamp": "P", "pages": [parts.page("A title", "A question?", *blocks)]}


def test_it_is_tagged_and_says_so(read):
    assert b"pdfuaid:part" in read.trailer["/Root"]["/Metadata"].get_data()
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.trailer["/Root"]["/Lang"].startswith("en")
    assert read.metadata.title == "Customer success, Sep 2026"


def test_every_page_fits_on_one(read, pack):
    assert len(read.pages) == len(pack["pages"]) == 8
    for page, made in zip(read.pages, pack["pages"], strict=True):
        assert made["question"] in page.extract_text()


def test_its_numbers_are_the_marts(sample, text):
    rates = {
        row["definition_id"]: row["rate"]
        for row in sample.rows(
            "from retention where segment = 'all' and window_months = 12 and month_end = $month", {"month": MONTH}
        )
    }
    for definition in ("N1", "R1", "logo"):
        assert fmt.rate(rates[definition]) in text
    mrr = sample.rows("select sum(closing_mrr) as mrr from account_mrr where month_end = $month", {"month": MONTH})
    assert fmt.money(mrr[0]["mrr"]) in text
    due = sample.rows("""
        select sum(amount_due) as due
        from renewal_forecast
        where is_current and due_date between '2026-10-01' and '2026-12-31'
    """)
    assert fmt.money(due[0]["due"]) in text


def test_the_largest_accounts_at_risk_are_named(sample, text):
    rows = sample.rows("""
        select accounts.account_name, 12 * sum(balances.closing_mrr) as arr
        from account_mrr as balances
        inner join accounts using (account_id)
        inner join account_health as health using (account_id)
        where
            balances.month_end = '2026-10-31' and balances.closing_mrr > 0 and health.is_current
            and health.profile = 'composite_five' and health.band in ('at_risk', 'critical', 'emergency')
        group by accounts.account_name
        order by arr desc
    """)
    assert 0 < len(rows) <= contents.LARGEST
    for row in rows:
        assert fmt.plain(row["account_name"]) in text.replace("\n", " ")
        assert fmt.money_full(row["arr"]) in text
    assert f"{len(rows)} accounts at risk hold {fmt.money(sum(row['arr'] for row in rows))} ARR" in text


def test_where_it_is_from(sample, text):
    assert f"publication {sample.publication_id}" in text
    assert "412 checks passed" in text
    assert "0" * 40 in text
    assert "zendesk tickets" in text


def test_the_same_publication_gives_the_same_bytes(sample, pack):
    again = contents.build(sample, ASKED)
    assert document.compiled(document.files(again), MADE_AT) == document.compiled(document.files(pack), MADE_AT)


def test_a_picture_without_words_does_not_compile(sample):
    block = parts.chart("trend", executive_page(sample).trend, "", "A caption", 400)
    with pytest.raises(typst.TypstError, match="alt"):
        document.compiled(document.files(a_pack(*block)), MADE_AT)


def executive_page(sample):
    return executive.build(sample, "all", 12, MONTH, "USD", "quarter_ago", dt.date(2026, 10, 31))


def test_a_hostile_name_is_only_text():
    names = [HOSTILE_NAME, '#panic("x") *b* $x$ #image("/etc/passwd")', "= heading", "https://evil.example/"]
    block = {
        "kind": "table", "caption": "Names", "columns": [{"label": "Account", "right": False}],
        "rows": [[fmt.plain(name)] for name in names],
    }  # fmt: skip
    found = document.files(a_pack(block, parts.sentences([names[1]])))
    made = pypdf.PdfReader(io.BytesIO(document.compiled(found, MADE_AT)))
    shown = made.pages[0].extract_text()
    for live in ("=HYPERLINK", "<img src=x", '#panic("x") *b* $x$', "= heading", "https://evil.example/"):
        assert live in shown
    assert "/Annots" not in made.pages[0]
    assert "\u202e" not in shown


def test_other_filters_make_other_packs(sample):
    made = contents.build(sample, Asked("high_touch", 3, dt.date(2025, 3, 31)))
    told = json.dumps(document.files(made)["pack.json"].decode())
    assert "High touch, 3 months" in told
    assert len(made["pages"]) == 8


def drawn(spec: dict) -> Image.Image:
    return Image.open(io.BytesIO(images.png(spec, 600))).convert("L")


def test_pictures_have_text_in_the_zone_of_their_axes(sample):
    """A font that is not there draws nothing and says nothing: bare axes are told by their missing ink."""
    for spec in (executive_page(sample).trend, executive_page(sample).bridge):
        whole = drawn(spec)
        left = whole.crop((0, 0, 80, whole.height))
        below = whole.crop((0, whole.height - 50, whole.width, whole.height))
        assert sum(left.histogram()[:160]) > 200
        assert sum(below.histogram()[:160]) > 200
    assert images.svg(executive_page(sample).trend).count("<text") > 8


@pytest.mark.parametrize(
    ("value", "target", "told"),
    [
        ("1.052", "1.1", "NRR is 105.2%, 4.8 pts short of its target of 110.0%"),
        ("1.1", "1.1", "NRR is 110.0% and meets its target of 110.0%"),
        ("0.98", None, "NRR is 98.0%"),
    ],
)
def test_a_title_says_whether_the_target_is_met(value, target, told):
    row = {"value": Decimal(value), "target_value": None if target is None else Decimal(target)}
    assert takeaways.kept({"nrr": row}) == told


def test_a_title_of_the_bridge_sums_growth_and_losses():
    """100 + 30 + 10 of growth - 25 - 5 of losses + 2 of rates = 112 thousand."""
    amounts = {
        "opening": 100_000, "new": 30_000, "expansion": 10_000, "contraction": -5_000, "churn": -25_000, "fx": 2_000,
        "closing": 112_000,
    }  # fmt: skip
    rows = [{"step": step, "amount": Decimal(amount)} for step, amount in amounts.items()]
    told = takeaways.moved(rows, dt.date(2026, 7, 31), dt.date(2026, 9, 30), "USD")
    assert told == "Jul 2026 to Sep 2026: MRR rose to $112k, growth of $40.0k against losses of $30.0k"
    headline = [{"metric_id": "nrr", "rate": Decimal("1.05"), "is_headline": True, "definition_id": "N1"}]
    assert takeaways.reconciled(headline, rows, "USD") == (
        "NRR reads 105.0% to 105.0% by definition; the headline is 105.0% (N1), and movements foot to the cent"
    )
    rows[1]["amount"] += 1
    assert "$1.00 of movements do not foot" in takeaways.reconciled(headline, rows, "USD")


def test_a_title_of_the_quarter():
    at = {
        "renewals_due_amount": {"value": Decimal(225_000)},
        "renewals_forecast_amount": {"value": Decimal(147_500)},
        "renewals_forecast_share": {"value": Decimal("0.655556")},
        "renewals_at_risk_amount": {"value": Decimal(0)},
    }
    told = takeaways.quarter(at, dt.date(2026, 10, 31), "USD")
    assert told == "Q4 2026: $148k of $225k due is expected (65.6%); nothing is at risk"
    assert takeaways.quarter({}, MONTH, "USD") == "Q3 2026: no renewal forecast is known"


@pytest.mark.parametrize(("step", "told"), [(-2, "−2 since 30 Sep 2026"), (0, "as many as on 30 Sep 2026")])
def test_accounts_at_risk_are_held_against_a_named_day(step, told):
    at = {
        "at_risk_accounts": {"value": 7, "change_from_previous": step}, "at_risk_arr": {"value": 250_000},
        "paying_accounts": {"value": 90},
    }  # fmt: skip
    title = takeaways.healthy(at, dt.date(2026, 9, 30), "USD")
    assert title == f"7 of 90 paying accounts are at risk, {told}: $250k ARR"


@pytest.mark.parametrize(
    ("shown", "held", "count", "arr", "told"),
    [
        (0, 0, 0, 0, "No paying account is at risk"),
        (1, 5_000, 1, 5_000, "1 account at risk holds $5.00k ARR"),
        (25, 900_000, 41, 1_250_000, "The 25 largest of 41 accounts at risk hold $900k of $1.25M ARR"),
    ],
)
def test_a_title_of_the_largest(shown, held, count, arr, told):
    assert takeaways.largest(shown, held, {"row_count": count, "arr": arr}, "USD") == told


def test_a_picture_is_the_same_however_many_were_drawn_before():
    spec = {
        "data": {"values": [{"x": 1, "y": 1}, {"x": 2, "y": 3}]},
        "mark": {"type": "rect", "clip": True},
        "encoding": {"x": {"field": "x"}, "color": {"field": "y", "type": "quantitative"}},
    }
    first, second = images.svg(spec), images.svg(spec)
    assert "gradient_" in first and "clip" in first
    assert first == second


def test_the_monthly_asset_writes_what_the_page_offers(sample, sample_warehouse, tmp_path):
    (tmp_path / "published").symlink_to(sample_warehouse / "published")
    path = board_pack.pack(tmp_path, dt.date(2026, 9, 1))
    assert path == tmp_path / "packs" / "2026-09" / "board-pack.pdf"
    assert path.read_bytes() == document.pdf(sample, ASKED)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_the_asset_says_why_there_is_no_pack(tmp_path):
    with pytest.raises(dg.Failure, match="no board pack of 2035-01: .*No such file"):
        board_pack.pack(tmp_path, dt.date(2035, 1, 1))
    assert not (tmp_path / "packs").exists()
