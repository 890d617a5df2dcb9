"""Vega-Lite specifications of an account's overview: MRR, health and what happened, over the same months."""

import datetime as dt

from cs_dash import fmt
from cs_dash.charts import MONTH_AXIS, money_axis
from cs_dash.theme_tokens import BAND_COLOURS, BAND_LABELS, GAIN, GRID, INK, LOSS, NEUTRAL
from cs_dash.wording import EVENT_LABELS

# All three have the same room at the left, so that their months stand under one another.
ROOM = {"minExtent": 92, "maxExtent": 92}
TONES = {"good": GAIN, "bad": LOSS, "neither": NEUTRAL}


def months_axis(first: dt.date, last: dt.date) -> dict:
    """The horizontal axis from a day to another."""
    return {
        "field": "day",
        "type": "temporal",
        "axis": MONTH_AXIS,
        "scale": {"type": "utc", "domain": [first.isoformat(), (last + dt.timedelta(days=3)).isoformat()]},
    }


def level(rows: list[dict], currency: str, first: dt.date, last: dt.date) -> dict:
    """Closing MRR by month as steps. `rows`: state_date, month_end, closing_mrr."""
    points = [
        {
            "day": row["state_date"].isoformat(),
            "mrr": float(row["closing_mrr"]),
            "text": fmt.money_full(row["closing_mrr"], currency),
            "when": fmt.month(row["month_end"]),
        }
        for row in rows
    ]
    return {
        "height": 130,
        "data": {"values": points},
        "mark": {
            "type": "area",
            "interpolate": "step-after",
            "line": {"color": GAIN, "strokeWidth": 2},
            "color": GAIN,
            "fillOpacity": 0.12,
        },
        "encoding": {
            "x": months_axis(first, last),
            "y": {
                "field": "mrr",
                "type": "quantitative",
                "scale": {"zero": True, "nice": True},
                "axis": money_axis(currency) | ROOM | {"tickCount": 3},
            },
            "tooltip": [{"field": "when", "title": "Month"}, {"field": "text", "title": "Closing MRR"}],
        },
    }


def health(scores: list[dict], bands: list[dict], first: dt.date, last: dt.date) -> dict:
    """The score by day over the bands. `scores`: as_of_date, score, band; `bands`: band, lower, upper."""
    points = [
        {
            "day": row["as_of_date"].isoformat(),
            "score": None if row["score"] is None else float(row["score"]),
            "text": fmt.score(row["score"]),
            "band": BAND_LABELS[row["band"] or "no_score"],
            "when": fmt.day(row["as_of_date"]),
        }
        for row in scores
    ]
    zones = [
        {"low": float(row["lower"]), "high": float(row["upper"]), "colour": BAND_COLOURS[row["band"]]} for row in bands
    ]
    y = {
        "field": "score",
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "axis": {"title": None, "values": [0, 40, 60, 80, 100], "grid": False, "domain": False, "ticks": False} | ROOM,
    }
    return {
        "height": 150,
        "layer": [
            {
                "data": {"values": zones},
                "mark": {"type": "rect", "opacity": 0.2},
                "encoding": {
                    "y": y | {"field": "low"},
                    "y2": {"field": "high"},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": points},
                "mark": {"type": "line", "color": INK, "strokeWidth": 1.8, "point": {"size": 14, "color": INK}},
                "encoding": {
                    "x": months_axis(first, last),
                    "y": y,
                    "tooltip": [
                        {"field": "when", "title": "Day"},
                        {"field": "text", "title": "Score"},
                        {"field": "band", "title": "Band"},
                    ],
                },
            },
        ],
    }


def events(rows: list[dict], first: dt.date, last: dt.date) -> dict:
    """A mark per event, a line per kind. `rows`: happened_on, event_kind, what, tone (1 good, -1 bad, 0 neither)."""
    names = {1: "good", -1: "bad", 0: "neither"}
    points = [
        {
            "day": row["happened_on"].isoformat(),
            "kind": EVENT_LABELS[row["event_kind"]],
            "what": row["what"],
            "when": fmt.day(row["happened_on"]),
            "tone": names[row["tone"]],
        }
        for row in rows
        if row["happened_on"] >= first
    ]
    kinds = [label for label in EVENT_LABELS.values() if any(point["kind"] == label for point in points)]
    return {
        "height": {"step": 24},
        "data": {"values": points},
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.85, "stroke": "white", "strokeWidth": 0.6},
        "encoding": {
            "x": months_axis(first, last),
            "y": {
                "field": "kind",
                "type": "nominal",
                "sort": kinds,
                "axis": {"title": None, "grid": True, "gridColor": GRID, "domain": False, "ticks": False} | ROOM,
            },
            "color": {
                "field": "tone",
                "type": "nominal",
                "scale": {"domain": list(TONES), "range": list(TONES.values())},
                "legend": None,
            },
            "shape": {
                "field": "tone",
                "type": "nominal",
                "scale": {"domain": list(TONES), "range": ["circle", "diamond", "square"]},
                "legend": None,
            },
            "tooltip": [
                {"field": "when", "title": "Day"},
                {"field": "kind", "title": "Kind"},
                {"field": "what", "title": "What"},
            ],
        },
    }
