"""Vega-Lite specifications of the Executive page alone; its trend and bridge are in charts."""

from cs_dash import fmt
from cs_dash.charts import LEGEND
from cs_dash.theme_tokens import BAND_COLOURS, BAND_LABELS, GRID, INK

LEAST_LABELLED = 0.065  # of the whole: a narrower part has no room for its percentage
DARK = ("healthy", "critical", "emergency")


def bands(rows: list[dict]) -> dict:
    """Shares of accounts in three bands and in four, each a bar of 100%.

    `rows`: band_set, band, accounts, health_share (ratio), the best band first.
    """
    reached: dict[str, float] = {}
    values = []
    for row in rows:
        low = reached.get(row["band_set"], 0.0)
        high = reached[row["band_set"]] = low + float(row["health_share"])
        values.append(
            {
                "bands": row["band_set"],
                "band": BAND_LABELS[row["band"]],
                "low": low,
                "high": high,
                "middle": (low + high) / 2,
                "share": fmt.rate(row["health_share"]),
                "text": fmt.rate(row["health_share"]) if high - low >= LEAST_LABELLED else "",
                "accounts": fmt.count(row["accounts"]),
                "is_dark": row["band"] in DARK,
            }
        )
    present = [band for band in BAND_LABELS if band in {row["band"] for row in rows}]
    y = {
        "field": "bands",
        "type": "nominal",
        "axis": {"title": None, "domain": False, "ticks": False, "grid": False, "labelPadding": 8},
    }
    axis = {
        "title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1], "gridColor": GRID, "domain": False,
        "ticks": False,
    }  # fmt: skip
    scale = {"domain": [0, 1], "nice": False}
    tooltip = [
        {"field": "bands", "title": "Told in"},
        {"field": "band", "title": "Band"},
        {"field": "accounts", "title": "Accounts"},
        {"field": "share", "title": "Share"},
    ]
    return {
        "height": 200,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "height": {"band": 0.66}, "stroke": "white", "strokeWidth": 1},
                "encoding": {
                    "y": y,
                    "x": {"field": "low", "type": "quantitative", "axis": axis, "scale": scale},
                    "x2": {"field": "high"},
                    "color": {
                        "field": "band",
                        "type": "nominal",
                        "scale": {
                            "domain": [BAND_LABELS[band] for band in present],
                            "range": [BAND_COLOURS[band] for band in present],
                        },
                        "legend": LEGEND,
                    },
                    "tooltip": tooltip,
                },
            },
            {
                "mark": {"type": "text", "fontSize": 12, "fontWeight": 600},
                "encoding": {
                    "y": y,
                    "x": {"field": "middle", "type": "quantitative", "scale": scale},
                    "text": {"field": "text"},
                    "color": {"condition": {"test": "datum.is_dark", "value": "white"}, "value": INK},
                },
            },
        ],
    }
