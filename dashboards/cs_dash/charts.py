"""Vega-Lite specifications as plain dictionaries: made once, cached with the page model, drawn by the browser."""

import datetime as dt

from cs_dash import fmt
from cs_dash.theme_tokens import FAINT, GAIN, GAIN_LIGHT, GRID, INK, MOVEMENT_COLOURS, MOVEMENT_LABELS, NEUTRAL, RATES

LEGEND = {
    "orient": "bottom",
    "title": None,
    "columns": 3,
    "symbolType": "square",
    "symbolStrokeWidth": 0.6,
    "labelLimit": 90,
}
TOTALS = ("opening", "closing")
MONTH_AXIS = {"title": None, "format": "%b %y", "grid": False, "tickCount": 6, "labelOverlap": True, "labelFlush": True}

# A line's name is as high as this share of the chart's height; names closer together are moved so many pixels each.
LABEL_SHARE = 0.07
LABEL_SHIFT = 8


def money_axis(currency: str) -> dict:
    """An axis in $30M rather than 30,000,000."""
    symbol = fmt.money(0, currency).removesuffix("0")
    expression = (
        f"(datum.value < 0 ? '{fmt.MINUS}' : '') + '{symbol}' + replace(format(abs(datum.value), '~s'), 'G', 'B')"
    )
    return {"title": None, "labelExpr": expression, "tickCount": 5, "gridColor": GRID, "domain": False, "ticks": False}


def colours(steps: dict[str, str]) -> dict:
    """A colour scale for labels, from steps' colours."""
    return {"domain": list(steps.values()), "range": [MOVEMENT_COLOURS.get(step, NEUTRAL) for step in steps]}


def later(month: dt.date, months: int) -> str:
    """The first of the month `months` after, as text for a scale's end."""
    year, number = divmod(month.year * 12 + month.month - 1 + months, 12)
    return f"{year}-{number + 1:02d}-01"


def haloed(layer: dict) -> list[dict]:
    """A text layer over a white edge of itself, so that it stays legible across lines."""
    edge = layer | {"mark": layer["mark"] | {"stroke": "white", "strokeWidth": 4, "strokeJoin": "round"}}
    return [edge, layer]


def target_text(goals: list[dict]) -> dict:
    """Labels at the left of target lines."""
    return {
        "data": {"values": goals},
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 2, "dy": -3, "fontSize": 11},
        "encoding": {
            "y": {"field": "target", "type": "quantitative"},
            "x": {"value": 0},
            "text": {"field": "text"},
            "color": {"value": NEUTRAL},
        },
    }


def end_text(ends: list[dict], x: dict, y: dict, colour: dict, down: int = 0) -> dict:
    """The lines' names at their ends, in place of a legend; `down` pixels below them."""
    return {
        "data": {"values": ends},
        "mark": {"type": "text", "align": "left", "dx": 8, "dy": down, "fontWeight": 600, "fontSize": 12},
        "encoding": {"x": x, "y": y, "text": {"field": "metric"}, "color": colour},
    }


def apart(ends: list[dict], span: float) -> dict[str, int]:
    """Pixels by which each line's name is moved down, so that the names of two ends close together stand apart.

    `ends`: metric and value of each line, `span`: what the axis spans, in the unit of the values.
    """
    placed = sorted(ends, key=lambda end: -end["value"])
    close = len(placed) == 2 and placed[0]["value"] - placed[1]["value"] < span * LABEL_SHARE
    return {end["metric"]: (-LABEL_SHIFT, LABEL_SHIFT)[place] if close else 0 for place, end in enumerate(placed)}


def retention_trend(points: list[dict], targets: dict[str, float]) -> dict:
    """NRR and GRR by month with their targets dashed; a running month hangs on by a dashed end and a hollow point.

    Where a rate stands on few accounts its line is grey. `points`: month (date), metric ('nrr' or 'grr'), value
    (ratio), logos (number of accounts), is_thin, is_provisional.
    """
    names = {"nrr": "NRR", "grr": "GRR"}
    rows = [
        {
            "month": point["month"].isoformat(),
            "metric": names[point["metric"]],
            "value": float(point["value"]),
            "solid": None if point["is_thin"] else float(point["value"]),
            "text": fmt.rate(point["value"]),
            "n": fmt.count(point["logos"]),
            "when": fmt.month(point["month"]) + (" (provisional)" if point["is_provisional"] else ""),
            "provisional": point["is_provisional"],
        }
        for point in points
    ]
    final = {name: [row for row in rows if row["metric"] == name and not row["provisional"]] for name in names.values()}
    open_rows = [row for row in rows if row["provisional"]]
    tail = [line[-1] for line in final.values() if line and open_rows] + open_rows
    ends = [
        max((row for row in rows if row["metric"] == name), key=lambda row: row["month"])
        for name in final
        if final[name]
    ]
    goals = [
        {"metric": names[metric], "target": float(value), "text": f"{names[metric]} target {fmt.rate(value)}"}
        for metric, value in targets.items()
    ]
    heights = [*(row["value"] for row in rows), *targets.values()]
    moved = apart(ends, float(max(heights)) - float(min(heights)))
    months = [point["month"] for point in points]
    colour = {
        "field": "metric",
        "type": "nominal",
        "scale": {"domain": list(names.values()), "range": [RATES[metric] for metric in names]},
        "legend": None,
    }
    open_colour = colour | {"condition": {"test": "datum.solid === null", "value": FAINT}}
    x = {
        "field": "month",
        "type": "temporal",
        "axis": MONTH_AXIS | {"values": [month.isoformat() for month in sorted(set(months))[::-3]]},
        "scale": {"type": "utc", "domain": [min(months).isoformat(), later(max(months), 3)]},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": {"title": None, "format": ".0%", "tickCount": 5, "gridColor": GRID, "domain": False, "ticks": False},
    }
    tooltip = [
        {"field": "metric", "title": "Metric"},
        {"field": "when", "title": "Month"},
        {"field": "text", "title": "Rate"},
        {"field": "n", "title": "Accounts (n)"},
    ]
    return {
        "height": 280,
        "layer": [
            {
                "data": {"values": goals},
                "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.2},
                "encoding": {"y": {"field": "target", "type": "quantitative"}, "color": colour},
            },
            {
                "data": {"values": [row for line in final.values() for row in line]},
                "mark": {"type": "line", "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y, "detail": {"field": "metric"}, "color": {"value": FAINT}},
            },
            {
                "data": {"values": [row for line in final.values() for row in line]},
                # A gap shows the grey line beneath.
                "mark": {"type": "line", "strokeWidth": 2.5, "invalid": "break-paths-filter-domains"},
                "encoding": {"x": x, "y": y | {"field": "solid"}, "color": colour},
            },
            {
                "data": {"values": tail},
                "mark": {"type": "line", "strokeWidth": 2, "strokeDash": [3, 3]},
                "encoding": {"x": x, "y": y, "color": open_colour},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {"x": x, "y": y, "color": colour, "opacity": {"value": 0}, "tooltip": tooltip},
            },
            {
                "data": {"values": open_rows},
                "mark": {"type": "point", "size": 60, "fill": "white", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": open_colour, "tooltip": tooltip},
            },
            *haloed(target_text(goals)),
            *(layer for end in ends for layer in haloed(end_text([end], x, y, colour, moved[end["metric"]]))),
        ],
    }


def mrr_bridge(steps: list[dict], currency: str) -> dict:
    """A waterfall lying on its side. Opening and closing are ticks, so the axis may leave out zero and no bar is cut.

    `steps`: step, amount, bar_from, bar_to, in order.
    """
    shown = [row for row in steps if row["amount"] or row["step"] not in ("reactivation", "fx")]
    rows = [
        {
            "step": MOVEMENT_LABELS[row["step"]],
            "low": float(min(row["bar_from"], row["bar_to"])),
            "high": float(max(row["bar_from"], row["bar_to"])),
            "text": fmt.money(row["amount"], currency, plus=row["step"] not in TOTALS),
            "exact": fmt.money_full(row["amount"], currency, plus=row["step"] not in TOTALS),
            "is_total": row["step"] in TOTALS,
        }
        for row in shown
    ]
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    room = (high - low) or max(abs(high), 1.0)
    x_scale = {"domain": [low - room * 0.08, high + room * 0.32], "nice": False, "zero": False}
    order = [row["step"] for row in rows]
    y = {
        "field": "step",
        "type": "nominal",
        "sort": order,
        "axis": {"title": None, "domain": False, "ticks": False, "grid": False, "labelLimit": 110, "labelPadding": 8},
    }
    colour = {
        "field": "step",
        "type": "nominal",
        "scale": colours({row["step"]: MOVEMENT_LABELS[row["step"]] for row in shown}),
        "legend": None,
    }
    tooltip = [{"field": "step", "title": "Step"}, {"field": "exact", "title": "Amount"}]
    x = {"field": "low", "type": "quantitative", "scale": x_scale, "axis": money_axis(currency)}
    return {
        "height": max(38 * len(rows), 200),
        "data": {"values": rows},
        "layer": [
            {
                "transform": [{"filter": "!datum.is_total"}],
                "mark": {"type": "bar", "height": {"band": 0.62}, "stroke": NEUTRAL, "strokeWidth": 0.6},
                "encoding": {"y": y, "x": x, "x2": {"field": "high"}, "color": colour, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "datum.is_total"}],
                "mark": {"type": "tick", "thickness": 4, "height": {"band": 0.8}},
                "encoding": {"y": y, "x": x, "color": {"value": INK}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 7, "fontSize": 12},
                "encoding": {
                    "y": y,
                    "x": {"field": "high", "type": "quantitative"},
                    "text": {"field": "text"},
                    "color": {"value": INK},
                },
            },
        ],
    }


def monthly_axis(months: list[dict]) -> dict:
    """One band per month over all of the account's history, so that both of its charts line up."""
    first, last = months[0]["month_end"], months[-1]["month_end"]
    return {
        "field": "month",
        "type": "temporal",
        "timeUnit": "utcyearmonth",
        "axis": MONTH_AXIS,
        "scale": {"type": "utc", "domain": [later(first, 0), later(last, 1)]},
    }


def account_history(months: list[dict], currency: str, chosen: dt.date) -> dict:
    """Closing MRR by month, bars from zero, the chosen one dark. `months`: month_end, closing_mrr, is_provisional."""
    rows = [
        {
            "month": row["month_end"].isoformat(),
            "mrr": float(row["closing_mrr"]),
            "exact": fmt.money_full(row["closing_mrr"], currency),
            "when": fmt.month(row["month_end"]) + (" (provisional)" if row["is_provisional"] else ""),
            "state": "chosen" if row["month_end"] == chosen else "running" if row["is_provisional"] else "final",
        }
        for row in months
    ]
    return {
        "height": 210,
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.4},
        "encoding": {
            "x": monthly_axis(months),
            "y": {"field": "mrr", "type": "quantitative", "axis": money_axis(currency)},
            "color": {
                "field": "state",
                "type": "nominal",
                "scale": {"domain": ["final", "chosen", "running"], "range": [GAIN_LIGHT, GAIN, "white"]},
                "legend": None,
            },
            "tooltip": [{"field": "when", "title": "Month"}, {"field": "exact", "title": "Closing MRR"}],
        },
    }


def account_movements(movements: list[dict], months: list[dict], currency: str) -> dict:
    """Signed movements by month on the same span as `account_history`. `movements`: month_end, movement, amount."""
    rows = [
        {
            "month": row["month_end"].isoformat(),
            "movement": MOVEMENT_LABELS[row["movement"]],
            "amount": float(row["amount"]),
            "exact": fmt.money_full(row["amount"], currency, plus=True),
            "when": fmt.month(row["month_end"]),
        }
        for row in movements
    ]
    present = {row["movement"] for row in movements}
    ordered = {step: label for step, label in MOVEMENT_LABELS.items() if step in present}
    return {
        "height": 230,
        "data": {"values": rows},
        "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.4},
        "encoding": {
            "x": monthly_axis(months),
            "y": {"field": "amount", "type": "quantitative", "axis": money_axis(currency) | {"tickCount": 3}},
            "color": {
                "field": "movement",
                "type": "nominal",
                "scale": colours(ordered),
                "legend": LEGEND,
            },
            "tooltip": [
                {"field": "when", "title": "Month"},
                {"field": "movement", "title": "Movement"},
                {"field": "exact", "title": "Amount"},
            ],
        },
    }
