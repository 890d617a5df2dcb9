"""Where the quarter and the portfolio stand: renewals, expansion, accounts at risk and the bands of health."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from cs_dash import executive_charts, fmt
from cs_dash.models.cards import Card, card, meaning, unknown
from cs_dash.theme_tokens import BAND_LABELS

# The share of each band on the scorecard; the bands that three and four are made of, the best first.
SHARES = {
    "healthy": "healthy_share",
    "stable": "stable_share",
    "at_risk": "at_risk_share",
    "critical": "critical_share",
    "emergency": "emergency_share",
    "unscored": "unscored_share",
}
BAND_SETS = {
    "3 bands": {
        "healthy": ("healthy",),
        "stable": ("stable",),
        "at_risk": ("at_risk", "critical", "emergency"),
        "no_score": ("unscored",),
    },
    "4 bands": {
        "healthy": ("healthy",),
        "stable": ("stable",),
        "at_risk": ("at_risk",),
        "critical": ("critical", "emergency"),
        "no_score": ("unscored",),
    },
}
AT_RISK = BAND_SETS["3 bands"]["at_risk"]
LABELS = {
    "renewals_due_amount": "Renewals due",
    "renewals_forecast_amount": "Forecast",
    "renewals_at_risk_amount": "At-risk renewals",
    "expansion_pipeline_amount": "Expansion pipeline",
    "expansion_expected_amount": "Expected to close",
    "cost_to_serve_share": "Cost to serve",
}
RISK_LABELS = {"at_risk_accounts": "At-risk accounts", "at_risk_arr": "At-risk ARR"}


@dataclass(frozen=True)
class Standing:
    """Figures of `month` as read on `day`, its last or the as-of day.

    `at` holds the scorecard's rows by metric id, `bands` the rows of the chart.
    """

    month: dt.date
    day: dt.date
    is_newest: bool
    at: dict[str, dict]
    cards: list[Card]
    risk: list[Card]
    bands: list[dict]
    bands_spec: dict | None


def bands(at: dict[str, dict]) -> list[dict]:
    """Accounts, share and change of each band, for three bands and for four; empty where nothing was scored.

    `at`: scorecard rows by metric id. A band without a row of its own counts nobody.
    """
    if not any(metric in at for metric in SHARES.values()):
        return []
    rows = []
    for band_set, made_of in BAND_SETS.items():
        for band, parts in made_of.items():
            found = [at[SHARES[part]] for part in parts if SHARES[part] in at]
            changes = [row["change_from_previous"] for row in found]
            rows.append(
                {
                    "band_set": band_set,
                    "band": band,
                    "accounts": int(sum(row["numerator"] for row in found)),
                    "health_share": sum((row["value"] for row in found), Decimal(0)),
                    "share_points_change": None if not changes or None in changes else 100 * sum(changes, Decimal(0)),
                }
            )
    return [row for row in rows if row["accounts"] or row["band"] != "no_score"]


def band_lines(rows: list[dict]) -> list[str]:
    """Every share of both readings in words: a narrow part of a bar has no room for its own. `rows`: those of bands."""
    return [
        f"{band_set}: "
        + " · ".join(
            f"{BAND_LABELS[row['band']]} {fmt.rate(row['health_share'])}" for row in rows if row["band_set"] == band_set
        )
        for band_set in BAND_SETS
    ]


def notes(metric_id: str, at: dict[str, dict], currency: str) -> tuple[str, ...]:
    """What stands under a card beside its target."""
    if metric_id == "renewals_forecast_amount" and "renewals_forecast_share" in at:
        return (f"{fmt.rate(at['renewals_forecast_share']['value'])} of what is due",)
    if metric_id == "renewals_at_risk_amount" and "renewals_at_risk_accounts" in at:
        return (f"{fmt.count(at['renewals_at_risk_accounts']['value'])} accounts",)
    if metric_id == "at_risk_accounts" and "paying_accounts" in at:
        return (f"of {fmt.count(at['paying_accounts']['value'])} paying accounts",)
    if metric_id == "at_risk_arr" and "arr" in at:
        return (f"of {fmt.money(at['arr']['value'], currency)} ARR",)
    if metric_id == "expansion_expected_amount":
        return ("amount times the stage's probability",)
    return ()


def build(
    rows: list[dict],
    month: dt.date,
    day: dt.date,
    compared: str,
    catalogue: dict[str, dict],
    currency: str,
) -> Standing:
    """Shape the scorecard's rows of one segment at `month`. At-risk accounts are always held against the month
    before."""
    histories: dict[str, list[dict]] = {}
    for row in rows:
        if row["month_end"] <= month:
            histories.setdefault(row["metric_id"], []).append(row)
    histories = {metric: history for metric, history in histories.items() if history[-1]["month_end"] == month}
    at = {metric: history[-1] for metric, history in histories.items()}

    def told(metric: str, label: str, against: str) -> Card:
        known = catalogue.get(metric, {})
        if metric not in histories:
            return unknown(
                metric, label, "not known for this month", meaning(metric, {"definition_id": None}, catalogue, {})
            )
        return card(
            label,
            histories[metric],
            currency,
            against,
            known.get("better"),
            meaning(metric, at[metric], catalogue, {}),
            notes(metric, at, currency),
            has_target=False,
        )

    asked = [metric for metric in LABELS if metric != "cost_to_serve_share" or metric in histories]
    shown = bands(at)
    return Standing(
        month=month,
        day=day,
        is_newest=all(row["month_end"] <= month for row in rows),
        at=at,
        cards=[told(metric, LABELS[metric], compared) for metric in asked],
        risk=[told(metric, label, "previous") for metric, label in RISK_LABELS.items()],
        bands=shown,
        bands_spec=executive_charts.bands(shown) if shown else None,
    )
