"""Columns of My portfolio and of an account's overview."""

from cs_dash.column import Column

PORTFOLIO_COLUMNS = {
    "coverage_segment": Column("Coverage"),
    "days_to_renewal": Column("Renewal in days", "number"),
    "health_points": Column("13 weeks", "line"),
    "is_optional": Column("Optional", "flag"),
    "is_single_threaded": Column("One contact", "flag"),
    "is_sponsor_silent": Column("Sponsor silent", "flag"),
    "last_touch_on": Column("Last touch", "date"),
    "next_action": Column("Next step"),
    "next_action_days": Column("Days left", "number"),
    "next_action_due_on": Column("By", "date"),
    "nps_score": Column("NPS answer", "number"),
    "open_alerts": Column("Alerts", "number"),
    "open_tickets": Column("Tickets", "number"),
    "overdue_tasks": Column("Tasks late", "number"),
    "reason_count": Column("Reasons", "number"),
    "reason_kind": Column("Kind"),
    "success_plan_review_on": Column("Plan review", "date"),
    "why": Column("Why it is here"),
}
