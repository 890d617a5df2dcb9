"""Vega-Lite specifications of health: bands over time, movements between bands, and what moved or is missing."""

import datetime as dt

from cs_dash import fmt
from cs_dash.charts import LEGEND, MONTH_AXIS, haloed, money_axis
from cs_dash.theme_tokens import BAND_COLOURS, BAND_LABELS, EFFECT_COLOURS, EFFECTS, GRID, INK, NEUTRAL

BANDS = tuple(BAND_LABELS)
COUNT_AXIS = {"title": None, "format": ",d", "tickCount": 5, "gridColor": GRID, "domain": False, "ticks": False}


def band_scale(bands: list[str]) -> dict:
    """A colour scale for the labels of the bands that are there, the best first."""
    present = [band for band in BANDS if band in bands]
    return {"domain": [BAND_LABELS[band] for band in present], "range": [BAND_COLOURS[band] for band in present]}


def version_marks(versions: list[dict], first: dt.date, last: dt.date) -> list[dict]:
    """Layers that mark where other weights begin to score: a rule each, and its words at the top.

    `versions`: profile_version, as_of_date. A jump at a mark is configuration, not behaviour.
    """
    rows = [
        {
            "at": row["as_of_date"].isoformat(),
            "text": f"Weights version {row['profile_version']} from {fmt.day(row['as_of_date'])}",
            # Words that start in the right half would run out of the chart.
            "on_left": row["as_of_date"] - first > last - row["as_of_date"],
        }
        for row in versions
        if first < row["as_of_date"] <= last
    ]
    if not rows:
        return []
    x = {"field": "at", "type": "temporal"}
    sides = [
        {
            "data": {"values": [row for row in rows if row["on_left"] == on_left]},
            "mark": {
                "type": "text",
                "align": "right" if on_left else "left",
                "dx": -5 if on_left else 5,
                "fontSize": 11,
            },
            "encoding": {"x": x, "y": {"value": 7}, "text": {"field": "text"}, "color": {"value": INK}},
        }
        for on_left in (True, False)
    ]
    rule = {
        "data": {"values": rows},
        "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.5, "color": INK},
        "encoding": {"x": x, "tooltip": [{"field": "text", "title": "From here"}]},
    }
    return [rule, *(layer for side in sides if side["data"]["values"] for layer in haloed(side))]


def distribution(rows: list[dict], versions: list[dict], measure: str, currency: str) -> dict:
    """Accounts or ARR by band and day, stacked from zero; each bar reaches from the day before it to its own.

    A click selects `bar`: the band's code. `rows`: as_of_date, band, accounts, arr; `measure`: accounts or arr.
    """
    days = sorted({row["as_of_date"] for row in rows})
    starts = dict(zip(days[1:], days[:-1], strict=True)) | {days[0]: days[0] - dt.timedelta(days=7)}
    totals = dict.fromkeys(days, 0)
    values = []
    for row in sorted(rows, key=lambda row: BANDS.index(row["band"])):
        low, totals[row["as_of_date"]] = totals[row["as_of_date"]], totals[row["as_of_date"]] + row[measure]
        values.append(
            {
                "from": starts[row["as_of_date"]].isoformat(),
                "to": row["as_of_date"].isoformat(),
                "low": float(low),
                "high": float(totals[row["as_of_date"]]),
                "band": row["band"],
                "label": BAND_LABELS[row["band"]],
                "when": fmt.day(row["as_of_date"]),
                "accounts": fmt.count(row["accounts"]),
                "arr": fmt.money(row["arr"], currency),
            }
        )
    axis = COUNT_AXIS if measure == "accounts" else money_axis(currency)
    span = (starts[days[0]], days[-1])
    return {
        "height": 330,
        "layer": [
            {
                "data": {"values": values},
                "params": [{"name": "bar", "select": {"type": "point", "fields": ["band"]}}],
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 0.4, "cursor": "pointer"},
                "encoding": {
                    "x": {
                        "field": "from",
                        "type": "temporal",
                        "axis": MONTH_AXIS,
                        "scale": {"type": "utc", "domain": [day.isoformat() for day in span]},
                    },
                    "x2": {"field": "to"},
                    "y": {
                        "field": "low",
                        "type": "quantitative",
                        "axis": axis,
                        # Room on top for the words of a version.
                        "scale": {"domain": [0, float(max(totals.values())) * 1.12 or 1], "nice": False},
                    },
                    "y2": {"field": "high"},
                    "color": {
                        "field": "label",
                        "type": "nominal",
                        "scale": band_scale([row["band"] for row in rows]),
                        "legend": LEGEND,
                    },
                    "tooltip": [
                        {"field": "when", "title": "Day"},
                        {"field": "label", "title": "Band"},
                        {"field": "accounts", "title": "Accounts"},
                        {"field": "arr", "title": "ARR"},
                    ],
                },
            },
            *version_marks(versions, *span),
        ],
    }


def transitions(rows: list[dict], currency: str) -> dict:
    """A matrix of bands before and after; what rose is in one colour, what fell in another, the diagonal in grey.

    A click selects `cell`: both bands' codes. `rows`: from_band, to_band, accounts, arr.
    """
    values = []
    for row in rows:
        was, now = BANDS.index(row["from_band"]), BANDS.index(row["to_band"])
        scored = "not_paying" not in (row["from_band"], row["to_band"])
        way = "Stayed" if was == now else ("Rose" if was > now else "Fell") if scored else "Came or left"
        values.append(
            {
                "from_band": row["from_band"],
                "to_band": row["to_band"],
                "was": BAND_LABELS[row["from_band"]],
                "is": BAND_LABELS[row["to_band"]],
                "way": way,
                "text": fmt.count(row["accounts"]),
                "arr": fmt.money(row["arr"], currency),
            }
        )
    present = {band for row in rows for band in (row["from_band"], row["to_band"])}
    order = [BAND_LABELS[band] for band in BANDS if band in present]
    axis = {
        "labelAngle": 0,
        "labelFlush": False,
        "domain": False,
        "ticks": False,
        "labelLimit": 80,
        "labelFontSize": 11,
        "titleColor": NEUTRAL,
    }
    x = {"field": "is", "type": "nominal", "sort": order, "scale": {"domain": order}}
    y = {"field": "was", "type": "nominal", "sort": order, "scale": {"domain": order}}
    x["axis"] = axis | {"orient": "top", "title": "Is"}
    y["axis"] = axis | {"title": "Was"}
    ways = {"Rose": "#BFDCD8", "Stayed": "#E9EDF1", "Fell": "#F7D5C4", "Came or left": "#DCE6F2"}
    return {
        "height": 40 * len(order) + 110,
        "data": {"values": values},
        "layer": [
            {
                "params": [{"name": "cell", "select": {"type": "point", "fields": ["from_band", "to_band"]}}],
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2, "cursor": "pointer"},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "way",
                        "type": "nominal",
                        "scale": {"domain": list(ways), "range": list(ways.values())},
                        "legend": LEGEND | {"columns": 4},
                    },
                    "tooltip": [
                        {"field": "was", "title": "Was"},
                        {"field": "is", "title": "Is"},
                        {"field": "text", "title": "Accounts"},
                        {"field": "arr", "title": "ARR"},
                    ],
                },
            },
            {
                "mark": {"type": "text", "fontSize": 13, "fontWeight": 600, "interactive": False},
                "encoding": {"x": x, "y": y, "text": {"field": "text"}, "color": {"value": INK}},
            },
        ],
    }


def effects(rows: list[dict]) -> dict:
    """Points won and lost by metric, stacked by what did it. `rows`: metric_name and a column of points per effect."""
    values = [
        {
            "metric": fmt.plain(row["metric_name"]),
            "effect": label,
            "points": float(row[f"{effect}_points"]),
            "exact": fmt.gain(row[f"{effect}_points"]),
        }
        for row in rows
        for effect, label in EFFECTS.items()
        if row[f"{effect}_points"]
    ]
    present = {row["effect"]: effect for effect, label in EFFECTS.items() for row in values if row["effect"] == label}
    return {
        "height": 26 * len(rows) + 120,
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.4, "height": {"band": 0.68}},
        "encoding": {
            "y": {
                "field": "metric",
                "type": "nominal",
                "sort": [fmt.plain(row["metric_name"]) for row in rows],
                "axis": {
                    "title": None,
                    "domain": False,
                    "ticks": False,
                    "labelLimit": 220,
                    "labelPadding": 6,
                    "labelOverlap": False,
                },
            },
            "x": {
                "field": "points",
                "type": "quantitative",
                "axis": {"title": "Points", "gridColor": GRID, "domain": False, "ticks": False, "tickCount": 6},
            },
            "color": {
                "field": "effect",
                "type": "nominal",
                "scale": {
                    "domain": list(present),
                    "range": [EFFECT_COLOURS[effect] for effect in present.values()],
                },
                "legend": LEGEND | {"columns": 4},
            },
            "tooltip": [
                {"field": "metric", "title": "Metric"},
                {"field": "effect", "title": "By"},
                {"field": "exact", "title": "Points"},
            ],
        },
    }
