"""Writes small Stripe exports by hand-sized statements: who was billed what, from when to when.

Each helper adds API objects of one era (`basil=False`: prices on the line; `basil=True`: `parent` and `pricing`), in
integer minor units and epoch seconds, as the list endpoints return them.
"""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path


def epoch(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def add_months(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


class Book:
    """Customers, subscriptions and invoices of one export folder."""

    def __init__(self, basil: bool = True):
        self.basil = basil
        self.customers, self.subscriptions, self.invoices, self.credit_notes, self.rates = [], [], [], [], []
        self.prices: dict[str, dict] = {}

    def price(self, amount: float, interval: str = "month", count: int = 1, currency: str = "usd", **more) -> str:
        """A recurring price in minor units; the same terms give the same id."""
        minor = round(amount * 100)
        price_id = f"price_{currency}_{minor}_{count}{interval}" + "".join(f"_{value}" for value in more.values())
        recurring = {"interval": interval, "interval_count": count, "usage_type": more.get("usage_type", "licensed")}
        self.prices[price_id] = {
            "id": price_id,
            "object": "price",
            "product": more.get("product", "prod_plan"),
            "active": True,
            "currency": currency,
            "livemode": True,
            "unit_amount": minor,
            "unit_amount_decimal": str(minor),
            "billing_scheme": "per_unit",
            "type": "recurring",
            "recurring": recurring,
            "created": epoch(date(2020, 1, 1)),
            "metadata": {},
        }
        return price_id

    def customer(self, key: str, currency: str = "usd") -> str:
        customer_id = f"cus_{key}"
        if customer_id not in {known["id"] for known in self.customers}:
            self.customers.append(
                {
                    "id": customer_id,
                    "object": "customer",
                    "created": epoch(date(2020, 1, 1)),
                    "name": key,
                    "email": None,
                    "currency": currency,
                    "livemode": True,
                    "metadata": {},
                }
            )
        return customer_id

    def subscription(self, key: str, start: date, price_id: str, quantity: int = 1, name: str = "1", **more) -> str:
        """`more`: status, ended, canceled, cancel_at_period_end, trial (start, end), discounts."""
        subscription_id = f"sub_{key}_{name}"
        currency = self.prices[price_id]["currency"]
        moment = {
            field: epoch(more[field]) if more.get(field) else None for field in ("ended", "canceled", "cancel_at")
        }
        trial = more.get("trial", (None, None))
        self.subscriptions.append(
            {
                "id": subscription_id,
                "object": "subscription",
                "customer": self.customer(key, currency),
                "status": more.get("status", "canceled" if more.get("ended") else "active"),
                "livemode": True,
                "created": epoch(start),
                "start_date": epoch(start),
                "currency": currency,
                "canceled_at": moment["canceled"] or moment["ended"],
                "ended_at": moment["ended"],
                "cancel_at": moment["cancel_at"],
                "cancel_at_period_end": more.get("cancel_at_period_end", False),
                "trial_start": epoch(trial[0]) if trial[0] else None,
                "trial_end": epoch(trial[1]) if trial[1] else None,
                "discounts": more.get("discounts", []),
                "metadata": {},
                "items": {
                    "object": "list",
                    "has_more": False,
                    "data": [
                        {
                            "id": f"si_{key}_{name}",
                            "object": "subscription_item",
                            "subscription": subscription_id,
                            "created": epoch(start),
                            "quantity": quantity,
                            "price": self.prices[price_id],
                            "metadata": {},
                        }
                    ],
                },
            }
        )
        return subscription_id

    def line(self, subscription_id: str, price_id: str, start: date, end: date, **more) -> dict:
        """`more`: amount (major units, default price x quantity), quantity, proration, discounts {id: amount}, item."""
        price, quantity = self.prices[price_id], more.get("quantity", 1)
        amount = round(more["amount"] * 100) if "amount" in more else price["unit_amount"] * quantity
        item = more.get("item", subscription_id.replace("sub_", "si_", 1))
        line = {
            "object": "line_item",
            "amount": amount,
            "currency": price["currency"],
            "quantity": quantity,
            "livemode": True,
            "description": "service",
            "period": {"start": epoch(start), "end": epoch(end)},
            "metadata": {},
            "discount_amounts": [
                {"amount": round(off * 100), "discount": name} for name, off in more.get("discounts", {}).items()
            ],
        }
        proration = more.get("proration", False)
        if self.basil:
            details = {"subscription": subscription_id, "subscription_item": item, "proration": proration}
            line["parent"] = {"type": "subscription_item_details", "subscription_item_details": details}
            line["pricing"] = {
                "type": "price_details",
                "price_details": {"price": price_id, "product": price["product"]},
                "unit_amount_decimal": price["unit_amount_decimal"],
            }
        else:
            line |= {
                "type": "invoiceitem" if proration else "subscription",
                "proration": proration,
                "price": price,
                "subscription": subscription_id,
                "subscription_item": item,
            }
        return line

    def invoice(
        self, subscription_id: str, day: date, *lines: dict, status: str = "paid", paid: date | None = None
    ) -> str:
        invoice_id = f"in_{subscription_id}_{day:%Y%m%d}_{len(self.invoices)}"
        for number, line in enumerate(lines):
            line["id"], line["invoice"] = f"il_{invoice_id}_{number}", invoice_id
        total = sum(line["amount"] - sum(off["amount"] for off in line["discount_amounts"]) for line in lines)
        customer = next(known["customer"] for known in self.subscriptions if known["id"] == subscription_id)
        invoice = {
            "id": invoice_id,
            "object": "invoice",
            "number": invoice_id.upper(),
            "customer": customer,
            "status": status,
            "created": epoch(day),
            "currency": lines[0]["currency"],
            "billing_reason": "subscription_cycle",
            "livemode": True,
            "subtotal": sum(line["amount"] for line in lines),
            "total": total,
            "amount_due": total,
            "amount_paid": total if status == "paid" else 0,
            "amount_remaining": 0 if status == "paid" else total,
            "status_transitions": {
                "finalized_at": epoch(day),
                "paid_at": epoch(paid or day) if status == "paid" else None,
            },
            "lines": {"object": "list", "has_more": False, "data": list(lines)},
            "metadata": {},
        }
        if self.basil:
            invoice["parent"] = {
                "type": "subscription_details",
                "subscription_details": {"subscription": subscription_id},
            }
        else:
            invoice["subscription"] = subscription_id
        self.invoices.append(invoice)
        return invoice_id

    def billed(
        self, key: str, start: date, amount: float, until: date, *, months: int = 1, name: str = "1", **more
    ) -> str:
        """A subscription billed the same amount each period from start until, but not on, `until`."""
        discounts = more.pop("line_discounts", lambda _: {})
        currency = more.pop("currency", "usd")
        price_id = self.price(
            amount, "month" if months < 12 else "year", months if months < 12 else months // 12, currency
        )
        subscription_id = self.subscription(key, start, price_id, name=name, **more)
        period = 0
        while add_months(start, period * months) < until:
            first, last = add_months(start, period * months), add_months(start, (period + 1) * months)
            self.invoice(
                subscription_id, first, self.line(subscription_id, price_id, first, last, discounts=discounts(period))
            )
            period += 1
        return subscription_id

    def write(self, extracts: Path) -> None:
        """Writes what the book holds under extracts/stripe (and manual/fx_rates)."""
        objects = {
            "customers": self.customers,
            "prices": list(self.prices.values()),
            "subscriptions": self.subscriptions,
            "invoices": self.invoices,
            "credit_notes": self.credit_notes,
        }
        era = "basil" if self.basil else "before"
        for name, rows in objects.items():
            if rows:
                folder = extracts / "stripe" / name
                folder.mkdir(parents=True, exist_ok=True)
                (folder / f"{era}.json").write_text(json.dumps({"object": "list", "has_more": False, "data": rows}))
        if self.rates:
            folder = extracts / "manual" / "fx_rates"
            folder.mkdir(parents=True, exist_ok=True)
            lines = [f"{day},{currency},usd,{rate}" for day, currency, rate in self.rates]
            (folder / "rates.csv").write_text("\n".join(["rate_date,from_currency,to_currency,rate", *lines]) + "\n")
