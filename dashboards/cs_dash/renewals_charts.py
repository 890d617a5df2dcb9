"""Vega-Lite specifications of what is due: by month with what is expected of it, and by days that are left."""

import datetime as dt

from cs_dash import fmt
from cs_dash.charts import LEGEND, money_axis
from cs_dash.theme_tokens import BAND_COLOURS, BAND_LABELS, GAIN, GAIN_LIGHT, GRID, INK, NEUTRAL, UNSCORED

PARTS = {
    "renewed_amount": ("Renewed", GAIN),
    "expected_open_amount": ("Expected of what is open", GAIN_LIGHT),
    "beyond": ("Due, not expected", "#FFFFFF"),
}


def by_month(rows: list[dict], ranged: dict[dt.date, dict], newest: dt.date, currency: str) -> dict:
    """Bars as high as what is due, filled by what was renewed and what is expected, with the simulated range.

    `rows`: those of `renewals_repo.by_month`; `ranged`: of `renewals_repo.intervals`.
    """
    values, ranges = [], []
    order = [fmt.month(row["due_month_end"]) for row in rows]
    for row in rows:
        month = fmt.month(row["due_month_end"])
        told = row | {"beyond": row["amount_due"] - row["renewed_amount"] - row["expected_open_amount"]}
        for position, (key, (label, _)) in enumerate(PARTS.items()):
            values.append(
                {
                    "month": month,
                    "part": label,
                    "position": position,
                    "amount": max(float(told[key]), 0.0),
                    "due": fmt.money_full(row["amount_due"], currency),
                    "renewed": fmt.money_full(row["renewed_amount"], currency),
                    "expected": fmt.money_full(row["expected_open_amount"], currency),
                    "risk": fmt.money_full(row["at_risk_amount"], currency),
                    "n": fmt.count(row["renewals"]),
                }
            )
        found = ranged.get(row["due_month_end"])
        if found and row["due_month_end"] >= newest:
            ranges.append(
                {
                    "month": month,
                    "low": float(found["lower_amount"] + row["past_amount"]),
                    "high": float(found["upper_amount"] + row["past_amount"]),
                }
            )
    x = {
        "field": "month",
        "type": "nominal",
        "sort": order,
        # Without ticks the first month would stand in the zero of the other axis.
        "axis": {
            "title": None, "labelAngle": 0, "grid": False, "ticks": False, "labelOverlap": True, "domain": False,
            "labelPadding": 12,
        },
    }  # fmt: skip
    labels = [label for label, _ in PARTS.values()]
    return {
        "height": 280,
        "layer": [
            {
                "data": {"values": values},
                "params": [{"name": "month", "select": {"type": "point", "fields": ["month"]}}],
                "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.6, "width": {"band": 0.7}},
                "encoding": {
                    "x": x,
                    "y": {"field": "amount", "type": "quantitative", "stack": "zero", "axis": money_axis(currency)},
                    "order": {"field": "position"},
                    "color": {
                        "field": "part",
                        "type": "nominal",
                        "scale": {"domain": labels, "range": [colour for _, colour in PARTS.values()]},
                        "legend": LEGEND | {"symbolStrokeColor": NEUTRAL, "labelLimit": 180, "columns": 2},
                    },
                    "tooltip": [
                        {"field": "month", "title": "Due in"},
                        {"field": "n", "title": "Renewals"},
                        {"field": "due", "title": "Due"},
                        {"field": "renewed", "title": "Renewed"},
                        {"field": "expected", "title": "Expected of what is open"},
                        {"field": "risk", "title": "At risk"},
                    ],
                },
            },
            {
                "data": {"values": ranges},
                "mark": {"type": "rule", "strokeWidth": 2, "color": INK},
                "encoding": {
                    "x": x,
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                },
            },
        ],
    }


def timeline(rows: list[dict], currency: str, steps: tuple[int, ...]) -> dict:
    """Open renewals by days to the due date, larger amounts higher, coloured by band of health.

    `rows`: account_name, days_to_due, amount_due, band, phase, next_step.
    """
    values = [
        {
            "account": fmt.plain(row["account_name"]),
            "days": row["days_to_due"],
            "amount": float(row["amount_due"]),
            "exact": fmt.money_full(row["amount_due"], currency),
            "band": BAND_LABELS.get(row["band"], BAND_LABELS["no_score"]),
            "step": fmt.plain(row["next_step"]),
        }
        for row in rows
        if row["amount_due"] > 0
    ]
    bands = [band for band in BAND_LABELS if band != "not_paying"]
    least = min((row["days"] for row in values), default=0)
    tens = [10**power for power in range(2, 9)]
    return {
        "height": 380,
        "data": {"values": values},
        "mark": {"type": "point", "filled": True, "size": 110, "stroke": NEUTRAL, "strokeWidth": 0.6, "opacity": 0.9},
        "encoding": {
            "x": {
                "field": "days",
                "type": "quantitative",
                "scale": {"domain": [steps[0], min(least, 0)], "nice": False, "reverse": False},
                "axis": {
                    "title": "Days to the due date",
                    "values": list(steps),
                    "gridColor": GRID,
                    "domain": False,
                    "ticks": False,
                },
            },
            "y": {
                "field": "amount",
                "type": "quantitative",
                "scale": {"type": "log"},
                "axis": money_axis(currency) | {"values": tens},
            },
            "color": {
                "field": "band",
                "type": "nominal",
                "scale": {
                    "domain": [BAND_LABELS[band] for band in bands],
                    "range": [BAND_COLOURS.get(band, UNSCORED) for band in bands],
                },
                "legend": LEGEND,
            },
            "tooltip": [
                {"field": "account", "title": "Account"},
                {"field": "days", "title": "Days to due"},
                {"field": "exact", "title": "Due"},
                {"field": "band", "title": "Health"},
                {"field": "step", "title": "Next step"},
            ],
        },
    }
