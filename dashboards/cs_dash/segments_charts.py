"""Vega-Lite specifications of Segments."""

from cs_dash import fmt
from cs_dash.charts import LEGEND, MONTH_AXIS
from cs_dash.theme_tokens import GRID, INK, LINES, LOSS, NEUTRAL

BAR = 26  # pixels of a row


def nrr_by_segment(rows: list[dict], labels: dict[str, str]) -> dict:
    """NRR over twelve months of each segment by month; the dashed line is 100%.

    `rows`: month_end, segment, nrr (ratio), opening_accounts.
    """
    values = [
        {
            "month": row["month_end"].isoformat(),
            "segment": labels.get(row["segment"], fmt.spelled(row["segment"])),
            "nrr": float(row["nrr"]),
            "text": fmt.rate(row["nrr"]),
            "accounts": fmt.count(row["opening_accounts"]),
        }
        for row in rows
    ]
    present = [label for label in labels.values() if label in {row["segment"] for row in values}]
    y = {"title": None, "format": ".0%", "gridColor": GRID, "domain": False, "ticks": False}
    return {
        "height": 300,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "line", "point": {"size": 30}, "strokeWidth": 2},
                "encoding": {
                    "x": {"field": "month", "type": "temporal", "axis": MONTH_AXIS},
                    "y": {"field": "nrr", "type": "quantitative", "scale": {"zero": False}, "axis": y},
                    "color": {
                        "field": "segment",
                        "type": "nominal",
                        "scale": {"domain": present, "range": list(LINES.values())},
                        "legend": LEGEND,
                    },
                    "tooltip": [
                        {"field": "month", "type": "temporal", "title": "Month", "format": "%b %Y"},
                        {"field": "segment", "title": "Segment"},
                        {"field": "text", "title": "NRR"},
                        {"field": "accounts", "title": "Accounts at the opening"},
                    ],
                },
            },
            {
                "data": {"values": [{"whole": 1}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": NEUTRAL},
                "encoding": {"y": {"field": "whole", "type": "quantitative"}},
            },
        ],
    }


def load(rows: list[dict]) -> dict:
    """How many people each CSM's or pool's accounts need: from the most to the fewest accounts of the ratio.

    `rows`: bearer, people_needed_low, people_needed_high, is_over. The line is one person.
    """
    values = [
        {
            "bearer": fmt.plain(row["bearer"]),
            "low": float(row["people_needed_low"]),
            "high": float(row["people_needed_high"]),
            "state": "Too many for one person" if row["is_over"] else "Within one person's ratio",
            "accounts": fmt.count(row["accounts"]),
        }
        for row in rows
    ]
    states = {"Within one person's ratio": NEUTRAL, "Too many for one person": LOSS}
    present = [state for state in states if state in {row["state"] for row in values}]
    return {
        "height": {"step": BAR},
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "height": 12},
                "encoding": {
                    "y": {
                        "field": "bearer",
                        "type": "nominal",
                        "sort": None,
                        "axis": {"title": None, "domain": False, "ticks": False, "labelLimit": 180},
                    },
                    "x": {
                        "field": "low",
                        "type": "quantitative",
                        "scale": {"zero": True},
                        "axis": {"title": "People needed", "gridColor": GRID, "domain": False, "ticks": False},
                    },
                    "x2": {"field": "high"},
                    "color": {
                        "field": "state",
                        "type": "nominal",
                        "scale": {"domain": present, "range": [states[state] for state in present]},
                        "legend": LEGEND | {"labelLimit": 200},
                    },
                    "tooltip": [
                        {"field": "bearer", "title": "Who"},
                        {"field": "accounts", "title": "Accounts"},
                        {"field": "low", "title": "People, at the most accounts", "format": ".2f"},
                        {"field": "high", "title": "People, at the fewest", "format": ".2f"},
                    ],
                },
            },
            {
                "data": {"values": [{"one": 1}]},
                "mark": {"type": "rule", "strokeDash": [4, 4], "color": INK},
                "encoding": {"x": {"field": "one", "type": "quantitative"}},
            },
        ],
    }
