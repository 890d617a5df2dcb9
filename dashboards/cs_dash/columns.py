"""What each column is called on a page, and what kind of thing it is. A column that is not here cannot be shown."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """`kind`: text, code, flag, number, share, factor, date, month, moment, money, amount or points.

    Money is in the reporting currency, an amount in its own.
    """

    label: str
    kind: str = "text"


COLUMNS = {
    "account_name": Column("Account"),
    "account_id": Column("Account id", "code"),
    "accounts": Column("Accounts", "number"),
    "age_hours": Column("Age in hours", "number"),
    "amount": Column("Amount", "money"),
    "at_closing": Column("At closing", "money"),
    "at_opening": Column("At opening", "money"),
    "cause": Column("Cause"),
    "closing_mrr": Column("Closing MRR", "money"),
    "currency": Column("Currency"),
    "current_mrr": Column("Current MRR", "money"),
    "definition": Column("Definition"),
    "definition_id": Column("Definition id"),
    "definition_version": Column("Version", "number"),
    "denominator": Column("Of", "number"),
    "description": Column("Description"),
    "discount": Column("Discount", "amount"),
    "exchange_rate": Column("Exchange rate", "factor"),
    "formula_words": Column("In words"),
    "grr": Column("GRR", "share"),
    "grr_target": Column("GRR target", "share"),
    "invoice_number": Column("Invoice"),
    "invoice_status": Column("Invoice status"),
    "is_billing_only": Column("Billing only", "flag"),
    "is_proration": Column("Proration", "flag"),
    "is_provisional": Column("Provisional", "flag"),
    "is_stale": Column("Stale", "flag"),
    "is_retained_logo": Column("Still paying", "flag"),
    "line_amount": Column("Amount", "amount"),
    "line_id": Column("Line id", "code"),
    "month_end": Column("Month", "month"),
    "logos": Column("Accounts (n)", "number"),
    "monthly_rate": Column("Monthly rate", "amount"),
    "movement": Column("Movement"),
    "mrr": Column("MRR", "money"),
    "mrr_at_closing": Column("MRR at closing", "amount"),
    "mrr_at_opening": Column("MRR at opening", "amount"),
    "newest_record_at": Column("Newest record", "moment"),
    "newest_month": Column("Last in", "month"),
    "numerator": Column("Kept", "number"),
    "nrr": Column("NRR", "share"),
    "nrr_target": Column("NRR target", "share"),
    "opening_mrr": Column("Opening MRR", "money"),
    "owner_name": Column("Owner"),
    "period_end": Column("Period end", "date"),
    "period_source": Column("Known from"),
    "period_start": Column("Period start", "date"),
    "periods_mrr": Column("Sum of periods", "amount"),
    "plan": Column("Plan"),
    "quantity": Column("Quantity", "number"),
    "rate": Column("Rate", "share"),
    "retained_mrr": Column("Retained MRR", "money"),
    "retained_mrr_capped": Column("Retained, capped", "money"),
    "rows_landed": Column("Rows", "number"),
    "rows_rejected": Column("Rejected", "number"),
    "segment": Column("Segment"),
    "source_file": Column("Source file", "code"),
    "source_object": Column("Object"),
    "source_row": Column("Row in file", "number"),
    "source_system": Column("System"),
    "state_date": Column("Read on", "date"),
    "status": Column("Status"),
    "step": Column("Step"),
    "subscription_id": Column("Subscription", "code"),
    "subscription_item_id": Column("Subscription item", "code"),
    "ties": Column("Ties", "flag"),
    "valid_from": Column("From", "date"),
    "valid_to": Column("Until", "date"),
}
