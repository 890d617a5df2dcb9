"""Colours and words that charts and pages share. Each set of colours stays apart for colour-blind eyes, by test."""

INK = "#1B2733"
NEUTRAL = "#5C6B7A"
FAINT = "#6B7785"
GRID = "#E3E8ED"

# One account of so few is ten points and more: a rate on fewer is grey and has its number of accounts beside it.
FEW_LOGOS = 10

RATES = {"nrr": "#1F5FA8", "grr": "#D98C1F"}

HEALTH = {
    "Healthy": "#1B7F79",
    "Stable": "#8CC5B9",
    "At-risk": "#F0B64D",
    "Critical": "#D9662B",
    "Emergency": "#8E2A1E",
}

BAND_LABELS = {
    "healthy": "Healthy",
    "stable": "Stable",
    "at_risk": "At-risk",
    "critical": "Critical",
    "emergency": "Emergency",
    "no_score": "No score",
    "not_paying": "Not paying",
}
# What has no score has no place on the scale of health, so it has no colour either.
UNSCORED = "#D5DBE1"
BAND_COLOURS = {band: HEALTH.get(label, UNSCORED) for band, label in BAND_LABELS.items()}

SEGMENTS = {"high_touch": "#1F5FA8", "low_touch": "#D98C1F", "tech_touch": "#5B8C85"}

# Lines of whatever the data name: plans, channels, start years.
LINES = {"first": "#1F5FA8", "second": "#D98C1F", "third": "#5B8C85", "fourth": "#8E2A1E", "fifth": "#8FBBE8"}

GAIN, GAIN_LIGHT, LOSS_LIGHT, LOSS = "#1F5FA8", "#7FB2E5", "#F2B36B", "#C1440E"
MOVEMENTS = {
    "new": GAIN,
    "reactivation": "#0E4F4A",
    "expansion": GAIN_LIGHT,
    "contraction": LOSS_LIGHT,
    "churn": LOSS,
    "fx": NEUTRAL,
}
# Tier changes are drawn only where every bar has its label beside it.
MOVEMENT_COLOURS = MOVEMENTS | {"tier_change": NEUTRAL}

MOVEMENT_LABELS = {
    "opening": "Opening MRR",
    "new": "New",
    "reactivation": "Reactivation",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churn": "Churn",
    "fx": "Exchange rates",
    "tier_change": "Tier changes",
    "prior_period": "Prior period",
    "adjustment": "Adjustment",
    "before_first_close": "Before the first close",
    "closing": "Closing MRR",
}

SEGMENT_LABELS = {
    "all": "All segments",
    "high_touch": "High touch",
    "low_touch": "Low touch",
    "tech_touch": "Tech touch",
}

CAUSES = {
    "seat": "Seats",
    "price": "Price",
    "discount": "Discount",
    "product": "Product",
    "plan_change": "Plan change",
    "invoiced": "Invoiced",
    "account": "Account left",
    "mix": "Several together",
    "unknown": "Unknown",
}

PERIOD_SOURCES = {
    "change_ledger": "Change ledger",
    "invoice_lines": "Invoice lines",
    "snapshots": "Snapshots",
    "commitments": "Commitments",
}

CLOSE_CAUSES = {
    "unchanged": "Unchanged",
    "restated": "Restated",
    "definition_changed": "Definition changed",
    "not_closed": "Not in the close",
    "not_told_now": "Not told any more",
}

RESTATEMENT_CAUSES = {
    "late_cancellation": "Late cancellation",
    "late_start": "Late start",
    "price_or_quantity_changed": "Price or quantity changed",
    "identity": "Account merged or matched",
    "fx_rate": "Exchange rate",
    "policy_changed": "Policy changed",
    "adjustment": "Adjustment",
    "other": "Other",
}

STAGE_LABELS = {
    "onboarding": "Onboarding",
    "adoption": "Adoption",
    "value_realization": "Value realization",
    "renewal": "Renewal",
}

# Methods of forecasting renewals.
METHOD_COLOURS = {"rule": "#D98C1F", "calibrated": "#1F5FA8", "model": "#0E4F4A", "csm": "#B0568C"}

RISK_LABELS = {"emergency": "Emergency", "critical": "Critical", "high": "High", "elevated": "Elevated"}

EFFECTS = {"value": "Behaviour", "weight": "Weights", "stage": "Stage", "coverage": "Coverage"}
EFFECT_COLOURS = {"value": GAIN, "weight": "#D98C1F", "stage": "#5B8C85", "coverage": "#9AA5B1"}

VERDICTS = {
    "too_few_cases": "Too few cases",
    "no_difference": "No difference beyond the margin",
    "champion": "The champion is better",
    "challenger": "The challenger is better",
}
