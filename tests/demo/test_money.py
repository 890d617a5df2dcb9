"""The money: the truth ledger foots, and Stripe's invoices are computed as Stripe computes them."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

FIRST_OF_OCTOBER = 1790812800  # 2026-10-01T00:00:00Z


def test_opening_and_movements_make_closing(company):
    changes = defaultdict(Decimal)
    for row in company.table("mrr_movements"):
        changes[row["account_id"], row["month_end"]] += Decimal(row["amount"])
    months = company.table("account_mrr")
    assert set(changes) <= {(row["account_id"], row["month_end"]) for row in months}
    for row in months:
        expected = Decimal(row["opening_mrr"]) + changes[row["account_id"], row["month_end"]]
        assert Decimal(row["closing_mrr"]) == expected, row


def test_closing_is_the_next_opening(company):
    by_account = defaultdict(list)
    for row in company.table("account_mrr"):
        by_account[row["account_id"]].append(row)
    for rows in by_account.values():
        assert Decimal(rows[0]["opening_mrr"]) == 0
        for before, after in pairwise(rows):
            # Months at nothing have no row: what follows them begins from nothing.
            assert Decimal(before["closing_mrr"]) == Decimal(after["opening_mrr"])


def test_movements_are_what_their_names_say(company):
    for row in company.table("mrr_movements"):
        amount, opening, closing = (Decimal(row[name]) for name in ("amount", "opening_mrr", "closing_mrr"))
        match row["movement"]:
            case "new" | "reactivation":
                assert opening == 0 and amount == closing > 0, row
            case "churn":
                assert closing == 0 and -amount == opening > 0, row
            case "expansion":
                assert amount > 0 and opening > 0 and closing > 0, row
            case "contraction":
                assert amount < 0 and opening > 0 and closing > 0, row
            case movement:
                assert movement == "fx" and opening > 0 and closing > 0, row


def test_only_the_running_month_is_provisional(company):
    months = {(row["month_end"], row["is_provisional"]) for row in company.table("account_mrr")}
    assert {month for month, provisional in months if provisional == "true"} == {"2026-10-31"}
    assert ("2026-09-30", "false") in months


def test_every_churn_has_its_cause(company):
    movements = company.table("mrr_movements")
    churned = {(row["account_id"], row["month_end"]) for row in movements if row["movement"] == "churn"}
    causes = {(row["account_id"], row["month_end"]): row for row in company.table("churn")}
    # A pause is a month at nothing too, though nothing ended.
    paused = {company.customer(scenario)[0] for scenario in ("paused_now", "paused_and_resumed")}
    assert {key for key in churned - set(causes) if key[0] not in paused} == set()
    assert {row["warning"] for row in causes.values()} <= {"warned", "hidden"}


def test_invoices_add_up(company):
    invoices = company.invoices()
    assert len({one["status"] for one in invoices.values()} & {"paid", "open", "void", "uncollectible"}) >= 3
    for one in invoices.values():
        lines = one["lines"]["data"]
        amount = sum(line["amount"] for line in lines)
        discount = sum(off["amount"] for line in lines for off in line["discount_amounts"])
        tax = sum(part["amount"] for line in lines for part in line.get("taxes", line.get("tax_amounts")))
        assert one["subtotal"] == amount
        assert one["total"] == amount - discount + tax
        assert one["total_excluding_tax"] == amount - discount
        assert one["amount_due"] == one["amount_paid"] + one["amount_remaining"] or one["status"] == "void"
        if one["status"] != "void":
            assert one["amount_due"] == one["total"] + one["starting_balance"] - one["ending_balance"] >= 0


def test_both_eras_name_subscription_price_and_proration(company):
    eras = set()
    for one in company.invoices().values():
        for line in one["lines"]["data"]:
            if one["billing_reason"] == "manual":
                assert not line["parent"].get("subscription_item_details") and not line["pricing"]
            elif "parent" in line:
                eras.add("now")
                details = line["parent"]["subscription_item_details"]
                assert details["subscription"] == one["parent"]["subscription_details"]["subscription"]
                assert line["pricing"]["price_details"]["price"].startswith("price_")
                assert not {"price", "plan", "proration", "subscription"} & set(line)
            else:
                eras.add("before")
                assert line["subscription"] == one["subscription"]
                assert line["price"]["id"].startswith("price_")
                assert not {"pricing", "parent"} & (set(line) | set(one))
    assert eras == {"now", "before"}


def whole_units(value: Fraction) -> int:
    return int((Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


def prorated_invoice(company, scenario: str) -> tuple[dict, list[dict]]:
    """The invoice with the one change of a scenario's account, and all its account's invoices in order."""
    mine = company.invoices_of(company.customer(scenario)[1])
    changed = [one for one in mine if any(not line["discountable"] for line in one["lines"]["data"])]
    assert len(changed) == 1
    return changed[0], mine


def test_monthly_change_is_prorated_on_the_next_invoice(company):
    """Ten seats become fifteen 137 days and an hour after the start: by the second, to the minor unit."""
    invoice, mine = prorated_invoice(company, "proration_monthly")
    unused, remaining, whole = invoice["lines"]["data"]
    place = mine.index(invoice)
    period_from = mine[place - 1]["lines"]["data"][-1]["period"]["start"]
    changed_at, period_to = unused["period"]["start"], unused["period"]["end"]
    assert changed_at == mine[0]["created"] + 137 * 86400 + 3600
    assert period_to == invoice["created"] == whole["period"]["start"]
    share = Fraction(period_to - changed_at, period_to - period_from)
    unit = Fraction(mine[place - 1]["lines"]["data"][0]["amount"], 10)
    assert [unused["quantity"], remaining["quantity"], whole["quantity"]] == [10, 15, 15]
    assert unused["amount"] == -whole_units(10 * unit * share)
    assert remaining["amount"] == whole_units(15 * unit * share)
    assert whole["amount"] == 15 * unit


def test_yearly_change_has_an_invoice_of_its_own(company):
    """Forty seats become fifty 465 days and two hours after the start."""
    invoice, mine = prorated_invoice(company, "proration_yearly")
    unused, remaining = invoice["lines"]["data"]
    assert invoice["billing_reason"] == "subscription_update"
    assert invoice["created"] == unused["period"]["start"] == mine[0]["created"] + 465 * 86400 + 7200
    before = mine[mine.index(invoice) - 1]["lines"]["data"][0]
    share = Fraction(before["period"]["end"] - invoice["created"], before["period"]["end"] - before["period"]["start"])
    unit = Fraction(before["amount"], 40)
    assert unused["amount"] == -whole_units(40 * unit * share)
    assert remaining["amount"] == whole_units(50 * unit * share)


def test_truth_of_two_plain_accounts_by_hand(company):
    """Weekly seats at 9.00 count 52/12 of a week; a yearly partner credit of 400.00 takes a twelfth off each month."""
    months = company.table("account_mrr")
    closing = {(row["account_id"], row["month_end"]): Decimal(row["closing_mrr"]) for row in months}
    for scenario, times, per, off in (("weekly_price", 52, 12, 0), ("forever_amount", 1, 12, 40000)):
        account, customer = company.customer(scenario)
        # The last bill before October 2026 states what September closes at.
        bills = [one for one in company.invoices_of(customer) if one["created"] < FIRST_OF_OCTOBER]
        minor = Fraction((bills[-1]["lines"]["data"][-1]["amount"] - off) * times, per * 100)
        expected = (Decimal(minor.numerator) / minor.denominator).quantize(Decimal("0.000001"), ROUND_HALF_UP)
        assert closing[account, "2026-09-30"] == expected
