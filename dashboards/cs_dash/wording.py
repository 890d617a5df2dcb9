"""Codes by the names that pages and downloads show for them."""

import pyarrow as pa

from cs_dash import fmt
from cs_dash.theme_tokens import (
    BAND_LABELS,
    CAUSES,
    CLOSE_CAUSES,
    MOVEMENT_LABELS,
    PERIOD_SOURCES,
    RESTATEMENT_CAUSES,
    RISK_LABELS,
    SEGMENT_LABELS,
    STAGE_LABELS,
    VERDICTS,
)

REASON_LABELS = {
    "at_risk_call": "At-risk calls",
    "renewal_due": "Renewals due",
    "qbr_prep": "QBRs to prepare",
    "overdue_task": "Overdue tasks",
    "alert": "Alerts",
    "review_due": "Plan reviews",
    "no_owner": "Without an owner",
}
EVENT_LABELS = {
    "renewal": "Renewal",
    "business_review": "Review held",
    "stage": "Stage",
    "severe_ticket": "Severe ticket",
    "champion_left": "Champion left",
    "alert": "Alert",
}
WORDS = {
    "band": BAND_LABELS,
    "cause": CAUSES,
    "from_band": BAND_LABELS,
    "from_segment": SEGMENT_LABELS,
    "to_segment": SEGMENT_LABELS,
    "cadence": {"touch": "Touch", "qbr": "QBR"},
    "band_180_days": BAND_LABELS,
    "band_30_days": BAND_LABELS,
    "band_60_days": BAND_LABELS,
    "band_90_days": BAND_LABELS,
    "last_band": BAND_LABELS,
    "lifecycle_stage": STAGE_LABELS,
    "segment": SEGMENT_LABELS | {"unknown": "Unknown"},
    "segment_today": SEGMENT_LABELS,
    "movement": MOVEMENT_LABELS,
    "coverage_segment": SEGMENT_LABELS,
    "event_kind": EVENT_LABELS,
    "reason_kind": REASON_LABELS,
    # Who answers is a person, or a role where nobody is named.
    "owner": {role: fmt.spelled(role) for role in ("csm", "manager", "executive", "support")},
    "step": MOVEMENT_LABELS,
    "period_source": PERIOD_SOURCES,
    "close_cause": CLOSE_CAUSES,
    "restatement_cause": RESTATEMENT_CAUSES,
    "risk_level": RISK_LABELS,
    "to_band": BAND_LABELS,
    "verdict": VERDICTS,
    "cost_verdict": {"below": "Below the range", "within": "Within", "above": "Above the ceiling"},
}
# Codes that are told by their own words.
SPELLED = (
    "amount_basis", "answer_kind", "basis", "better", "check_kind", "check_status", "compared_by", "component",
    "expansion_type", "failure_code", "followed_by", "highest_method", "left_evidence", "lowest_method",
    "metric_owner", "metric_unit", "node_kind", "null_reason", "orphan_reason", "outcome", "owner_role",
    "period_kind", "phase", "plan_status", "playbook", "priority", "profile", "quarantine_kind", "renewal_standing",
    "review_kind", "review_status", "rule_id", "severity", "signal", "sla_basis", "sla_metric", "sla_status",
    "sourced_by", "stage", "stakeholder_type", "state", "strength_source", "survey_trigger", "table_kind",
    "table_subject", "threshold_kind", "threshold_name", "timing",
)  # fmt: skip


def spelled(code: str | None) -> str | None:
    """A code by its own words, if there is one."""
    return None if code is None else fmt.spelled(code)


def in_words(table: pa.Table) -> pa.Table:
    """The table with codes replaced by their names; a code without a name stays."""
    for column, words in WORDS.items():
        if column in table.column_names:
            place = table.column_names.index(column)
            shown = [words.get(code, code) for code in table[column].to_pylist()]
            table = table.set_column(place, column, pa.array(shown, pa.string()))
    for column in SPELLED:
        if column in table.column_names:
            shown = [spelled(code) for code in table[column].to_pylist()]
            table = table.set_column(table.column_names.index(column), column, pa.array(shown, pa.string()))
    return table
