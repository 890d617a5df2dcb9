"""Vega-Lite specifications of the forecast on record: week by week, by method and horizon, and month by month."""

import datetime as dt

from cs_dash import fmt
from cs_dash.charts import LEGEND, haloed, money_axis
from cs_dash.theme_tokens import FAINT, GAIN_LIGHT, GRID, INK, LOSS, METHOD_COLOURS, NEUTRAL

LABELS = {"title": None, "domain": False, "ticks": False, "labelLimit": 190, "labelPadding": 6, "labelOverlap": False}
# An error from which on the scale tells no more apart.
WORST_SHARE = 0.5


def snapshots(rows: list[dict], labels: dict[str, str], outcome: dict, quarter_end: dt.date, currency: str) -> dict:
    """A line per method of what it expected of a quarter, week by week, with what came dashed.

    `rows`: forecast_date, method, expected_amount. `outcome`: renewed_amount, amount_due, open_renewals.
    """
    values = [
        {
            "day": row["forecast_date"].isoformat(),
            "method": labels.get(row["method"], fmt.spelled(row["method"])),
            "amount": float(row["expected_amount"]),
            "exact": fmt.money_full(row["expected_amount"], currency),
            "when": fmt.day(row["forecast_date"]),
        }
        for row in rows
    ]
    present = [label for label in labels.values() if label in {row["method"] for row in values}]
    codes = {label: code for code, label in labels.items()}
    came = "Renewed" if not outcome["open_renewals"] else "Renewed so far"
    marks = [
        {"at": float(outcome["amount_due"]), "text": f"Due {fmt.money(outcome['amount_due'], currency)}"},
        {"at": float(outcome["renewed_amount"]), "text": f"{came} {fmt.money(outcome['renewed_amount'], currency)}"},
    ]
    start = dt.date(quarter_end.year, quarter_end.month - 2, 1)
    y = {"field": "amount", "type": "quantitative", "scale": {"zero": False}, "axis": money_axis(currency)}
    return {
        "height": 380,
        "layer": [
            {
                "data": {"values": [{"from": start.isoformat(), "to": quarter_end.isoformat()}]},
                "mark": {"type": "rect", "color": GRID, "opacity": 0.5},
                "encoding": {
                    "x": {"field": "from", "type": "temporal", "scale": {"type": "utc"}},
                    "x2": {"field": "to"},
                },
            },
            {
                "data": {"values": marks},
                "mark": {"type": "rule", "strokeDash": [6, 4], "color": NEUTRAL},
                "encoding": {"y": {"field": "at", "type": "quantitative"}},
            },
            {
                "data": {"values": values},
                "mark": {"type": "line", "strokeWidth": 2.2, "interpolate": "step-after", "point": {"size": 22}},
                "encoding": {
                    "x": {
                        "field": "day",
                        "type": "temporal",
                        "scale": {"type": "utc"},
                        "axis": {"title": None, "format": "%b %y", "grid": False, "tickCount": 8, "labelOverlap": True},
                    },
                    "y": y,
                    "color": {
                        "field": "method",
                        "type": "nominal",
                        "scale": {
                            "domain": present,
                            "range": [METHOD_COLOURS.get(codes[label], FAINT) for label in present],
                        },
                        "legend": LEGEND | {"labelLimit": 200, "columns": 2},
                    },
                    "tooltip": [
                        {"field": "when", "title": "Forecast of"},
                        {"field": "method", "title": "Method"},
                        {"field": "exact", "title": "Expected"},
                    ],
                },
            },
            *haloed(
                {
                    "data": {"values": marks},
                    "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -3, "fontSize": 11},
                    "encoding": {
                        "x": {"value": 0},
                        "y": {"field": "at", "type": "quantitative"},
                        "text": {"field": "text"},
                        "color": {"value": NEUTRAL},
                    },
                }
            ),
        ],
    }


def accuracy(rows: list[dict]) -> dict:
    """Absolute error as a share of what came, by method and horizon; white is none, darker is worse.

    `rows`: method_label, days_before, error_share, noise_share, periods.
    """
    values = [
        {
            "method": fmt.plain(row["method_label"]),
            "horizon": f"{row['days_before']} days",
            "share": float(row["error_share"]),
            "text": f"{fmt.rate(row['error_share'])}, {fmt.count(row['periods'])} months",
            "floor": fmt.rate(row["noise_share"]),
            "ratio": fmt.rate(row["actual_to_forecast"]),
            "n": fmt.count(row["periods"]),
            "dark": float(row["error_share"]) > WORST_SHARE * 0.55,
        }
        for row in rows
        if row["error_share"] is not None
    ]
    methods = list(dict.fromkeys(row["method"] for row in values))
    horizons = [f"{days} days" for days in sorted({row["days_before"] for row in rows}, reverse=True)]
    x = {
        "field": "horizon",
        "type": "nominal",
        "sort": horizons,
        "axis": LABELS | {"orient": "top", "labelAngle": 0, "labelFlush": False},
    }
    y = {"field": "method", "type": "nominal", "sort": methods, "axis": LABELS}
    return {
        "height": 44 * len(methods) + 30,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "share",
                        "type": "quantitative",
                        "scale": {
                            "domain": [0, WORST_SHARE],
                            "range": ["#FFFFFF", LOSS],
                            "interpolate": "lab",
                            "clamp": True,
                        },
                        "legend": None,
                    },
                    "tooltip": [
                        {"field": "method", "title": "Method"},
                        {"field": "horizon", "title": "Before the month"},
                        {"field": "text", "title": "Absolute error"},
                        {"field": "floor", "title": "To expect from chance alone"},
                        {"field": "ratio", "title": "Actual / forecast"},
                        {"field": "n", "title": "Months"},
                    ],
                },
            },
            {
                "mark": {"type": "text", "fontSize": 13, "fontWeight": 600},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "text"},
                    "color": {"condition": {"test": "datum.dark", "value": "white"}, "value": INK},
                },
            },
        ],
    }


def months(rows: list[dict], currency: str) -> dict:
    """Forecast as a tick across a bar of what came, by due month. `rows`: those of `record_repo.months`."""
    values = [
        {
            "month": fmt.month(row["due_month_end"]),
            "actual": float(row["actual_amount"]),
            "forecast": float(row["forecast_amount"]),
            "came": fmt.money_full(row["actual_amount"], currency),
            "said": fmt.money_full(row["forecast_amount"], currency),
            "error": fmt.money_full(row["signed_error"], currency, plus=True),
            "n": fmt.count(row["renewals"]),
        }
        for row in rows
    ]
    x = {
        "field": "month",
        "type": "nominal",
        "sort": [row["month"] for row in values],
        "axis": {"title": None, "grid": False, "ticks": False, "labelOverlap": True, "domain": False, "labelAngle": 0},
    }
    tooltip = [
        {"field": "month", "title": "Due in"},
        {"field": "n", "title": "Renewals"},
        {"field": "said", "title": "Forecast"},
        {"field": "came", "title": "Renewed"},
        {"field": "error", "title": "Forecast less renewed"},
    ]
    return {
        "height": 240,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "color": GAIN_LIGHT, "stroke": NEUTRAL, "strokeWidth": 0.5},
                "encoding": {
                    "x": x,
                    "y": {"field": "actual", "type": "quantitative", "axis": money_axis(currency)},
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {"type": "tick", "thickness": 3, "color": INK, "width": {"band": 0.9}},
                "encoding": {"x": x, "y": {"field": "forecast", "type": "quantitative"}, "tooltip": tooltip},
            },
        ],
    }
