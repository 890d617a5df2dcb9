"""Vega-Lite specifications of the Finance page."""

from cs_dash import fmt
from cs_dash.charts import money_axis
from cs_dash.fmt import Number
from cs_dash.theme_tokens import GAIN, GRID, INK, LOSS, NEUTRAL, RATES

LABELS = {"title": None, "domain": False, "ticks": False, "grid": False, "labelLimit": 190, "labelPadding": 8}


def definition_dots(rows: list[dict]) -> dict:
    """One dot per definition on one axis of rates, the headlines filled. `rows`: definition_id, rate, metric_id,
    is_headline, definition."""
    values = [
        {
            "id": row["definition_id"],
            "name": row["definition"],
            "metric": "Net" if row["metric_id"] == "nrr" else "Gross" if row["metric_id"] == "grr" else "Logos",
            "rate": float(row["rate"]),
            "text": fmt.rate(row["rate"]),
            "headline": row["is_headline"],
        }
        for row in rows
    ]
    order = [row["id"] for row in values]
    x = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True, "padding": 24},
        "axis": {"title": None, "format": ".0%", "gridColor": GRID, "domain": False, "ticks": False, "tickCount": 6},
    }
    colour = {
        "field": "metric",
        "type": "nominal",
        "scale": {"domain": ["Net", "Gross", "Logos"], "range": [RATES["nrr"], RATES["grr"], NEUTRAL]},
        "legend": {"orient": "bottom", "title": None},
    }
    y = {"field": "id", "type": "nominal", "sort": order, "axis": LABELS}
    tooltip = [
        {"field": "id", "title": "Definition"},
        {"field": "name", "title": "Name"},
        {"field": "text", "title": "Rate"},
    ]
    return {
        "height": 26 * len(values) + 110,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "point", "size": 90, "strokeWidth": 2.2, "filled": False},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "transform": [{"filter": "datum.headline"}],
                "mark": {"type": "point", "size": 110, "filled": True, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": 11},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": {"value": INK}},
            },
        ],
    }


def waterfall(steps: list[dict], ends: tuple[dict, dict], currency: str) -> dict:
    """From one amount to another, item by item, lying on its side. Both ends are ticks, so the axis may leave out zero.

    `steps`: label, amount, bar_from, bar_to, in order; `ends`: label and amount of both ends.
    """

    def row(label: str, amount: Number, low: Number, high: Number, is_end: bool) -> dict:
        return {
            "step": label,
            "low": float(min(low, high)),
            "high": float(max(low, high)),
            "text": fmt.money(amount, currency, plus=not is_end),
            "exact": fmt.money_full(amount, currency, plus=not is_end),
            "kind": "end" if is_end else "gain" if amount > 0 else "loss",
        }

    first, last = ends
    rows = [
        row(first["label"], first["amount"], first["amount"], first["amount"], True),
        *(row(step["label"], step["amount"], step["bar_from"], step["bar_to"], False) for step in steps),
        row(last["label"], last["amount"], last["amount"], last["amount"], True),
    ]
    low, high = min(one["low"] for one in rows), max(one["high"] for one in rows)
    room = (high - low) or max(abs(high), 1.0)
    x = {
        "field": "low",
        "type": "quantitative",
        "scale": {"domain": [low - room * 0.08, high + room * 0.42], "nice": False, "zero": False},
        "axis": money_axis(currency),
    }
    y = {"field": "step", "type": "nominal", "sort": [one["step"] for one in rows], "axis": LABELS}
    tooltip = [{"field": "step", "title": "Step"}, {"field": "exact", "title": "Amount"}]
    return {
        "height": 34 * len(rows) + 50,
        "data": {"values": rows},
        "layer": [
            {
                "transform": [{"filter": "datum.kind !== 'end'"}],
                "mark": {"type": "bar", "height": {"band": 0.62}, "stroke": NEUTRAL, "strokeWidth": 0.6},
                "encoding": {
                    "y": y,
                    "x": x,
                    "x2": {"field": "high"},
                    "color": {
                        "field": "kind",
                        "type": "nominal",
                        "scale": {"domain": ["gain", "loss"], "range": [GAIN, LOSS]},
                        "legend": None,
                    },
                    "tooltip": tooltip,
                },
            },
            {
                "transform": [{"filter": "datum.kind === 'end'"}],
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
