"""Vega-Lite specifications of the trial: areas, rankings, churn by band and lead times."""

from cs_dash import fmt
from cs_dash.charts import haloed
from cs_dash.theme_tokens import BAND_COLOURS, BAND_LABELS, GAIN, GAIN_LIGHT, GRID, INK, NEUTRAL, UNSCORED

RAG_COLOURS = {"green": "#1B7F79", "yellow": "#F0B64D", "red": "#C1440E"}
RISK_COLOURS = {"none": "#1B7F79", "low": "#8CC5B9", "medium": "#F0B64D", "high": "#C1440E"}
LABELS = {"title": None, "domain": False, "ticks": False, "labelLimit": 230, "labelPadding": 6, "labelOverlap": False}

# No share is above 100%, though an axis has room for words there.
WHOLE = {"values": [0, 0.2, 0.4, 0.6, 0.8, 1]}


def areas(rows: list[dict]) -> dict:
    """AUC by scorer and horizon as a table of cells, darker where it is higher; 0.5, chance, is white.

    `rows`: scorer_name, horizon_days, auc, churns.
    """
    values = [
        {
            "scorer": fmt.plain(row["scorer_name"]),
            "horizon": f"{row['horizon_days']} days",
            "auc": float(row["auc"]),
            "text": f"{fmt.half_up(row['auc'], 2)}",
            "dark": row["auc"] > 0.78,
            "churns": fmt.count(row["churns"]),
        }
        for row in rows
        if row["auc"] is not None
    ]
    scorers = list(dict.fromkeys(row["scorer"] for row in values))
    horizons = [f"{days} days" for days in sorted({row["horizon_days"] for row in rows})]
    x = {
        "field": "horizon",
        "type": "nominal",
        "sort": horizons,
        "axis": LABELS | {"orient": "top", "labelAngle": 0, "labelFlush": False},
    }
    y = {"field": "scorer", "type": "nominal", "sort": scorers, "axis": LABELS}
    return {
        "height": 40 * len(scorers) + 30,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "field": "auc",
                        "type": "quantitative",
                        "scale": {
                            "domain": [0.5, 1],
                            "range": ["#FFFFFF", GAIN],
                            "interpolate": "lab",
                            "clamp": True,
                        },
                        "legend": None,
                    },
                    "tooltip": [
                        {"field": "scorer", "title": "Score"},
                        {"field": "horizon", "title": "Churn within"},
                        {"field": "text", "title": "AUC"},
                        {"field": "churns", "title": "Churns"},
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


def ranking(rows: list[dict]) -> dict:
    """AUC of components or metrics alone as points from chance at 0.5. `rows`: scorer_name, auc, churned."""
    values = [
        {
            "scorer": fmt.plain(row["scorer_name"]),
            "auc": float(row["auc"]),
            "chance": 0.5,
            "text": f"{fmt.half_up(row['auc'], 2)}",
        }
        for row in rows
    ]
    low = min(0.45, *(row["auc"] for row in values)) if values else 0.45
    y = {"field": "scorer", "type": "nominal", "sort": [row["scorer"] for row in values], "axis": LABELS}
    x = {
        "field": "auc",
        "type": "quantitative",
        "scale": {"domain": [low - 0.02, 1.0], "nice": False, "zero": False},
        "axis": {"title": "AUC (0.5 is chance)", "gridColor": GRID, "domain": False, "ticks": False, "tickCount": 6},
    }
    tooltip = [{"field": "scorer", "title": "Alone"}, {"field": "text", "title": "AUC"}]
    return {
        "height": 28 * len(values) + 70,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "strokeDash": [5, 4], "color": NEUTRAL},
                "encoding": {"x": {"datum": 0.5, "type": "quantitative"}},
            },
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": GAIN_LIGHT},
                "encoding": {"y": y, "x": x, "x2": {"field": "chance"}},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "color": GAIN},
                "encoding": {"y": y, "x": x, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 9, "fontSize": 11, "color": INK},
                "encoding": {"y": y, "x": x, "text": {"field": "text"}},
            },
        ],
    }


def calibration(rows: list[dict], horizon: int) -> dict:
    """The share of cases lost, by band. `rows`: band, label, cases, churned, churn_rate, at least one."""
    colours = BAND_COLOURS | RAG_COLOURS | RISK_COLOURS
    values = [
        {
            "band": BAND_LABELS.get(row["band"], row["label"] or fmt.spelled(row["band"])),
            "rate": float(row["churn_rate"] or 0),
            "text": f"{fmt.rate(row['churn_rate'])} · {fmt.count(row['churned'])} of {fmt.count(row['cases'])}",
            "colour": colours.get(row["band"], UNSCORED),
        }
        for row in rows
    ]
    y = {"field": "band", "type": "nominal", "sort": [row["band"] for row in values], "axis": LABELS}
    widest = max(row["rate"] for row in values)
    x = {
        "field": "rate",
        "type": "quantitative",
        "scale": {"domain": [0, widest * 1.6 or 1], "nice": False},
        "axis": {
            "title": f"Lost within {horizon} days",
            "format": ".0%",
            "gridColor": GRID,
            "domain": False,
            "ticks": False,
            "tickCount": 4,
        }
        | (WHOLE if widest > 0.5 else {}),
    }
    return {
        "height": 36 * len(values) + 60,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.5, "height": {"band": 0.66}},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                    "tooltip": [{"field": "band", "title": "Band"}, {"field": "text", "title": "Lost"}],
                },
            },
            *haloed(
                {
                    "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11},
                    "encoding": {"y": y, "x": x, "text": {"field": "text"}, "color": {"value": INK}},
                }
            ),
        ],
    }


def lead_times(rows: list[dict], labels: dict[str, str]) -> dict:
    """Days of warning by edge: a line from the 10th to the 90th percentile, a box between quartiles, a tick half-way.

    `rows`: edge, warned, churns and lead_days_p10 to p90; edges that warned of nothing are left out.
    """
    values = [
        {
            "edge": f"{labels.get(row['edge'], row['edge'])} and worse",
            **{f"p{part}": row[f"lead_days_p{part}"] for part in (10, 25, 50, 75, 90)},
            "text": f"median {row['lead_days_p50']} days · {row['warned']} of {row['churns']} churns",
        }
        for row in rows
        if row["lead_days_p50"] is not None
    ]
    y = {"field": "edge", "type": "nominal", "sort": [row["edge"] for row in values], "axis": LABELS}
    x = {
        "field": "p10",
        "type": "quantitative",
        "scale": {"zero": True},
        "axis": {"title": "Days before the churn", "gridColor": GRID, "domain": False, "ticks": False, "tickCount": 6},
    }
    tooltip = [
        {"field": "edge", "title": "Flagged"},
        {"field": "text", "title": "Warned"},
        {"field": "p10", "title": "10th percentile"},
        {"field": "p90", "title": "90th percentile"},
    ]
    return {
        "height": 44 * len(values) + 60,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": GAIN_LIGHT},
                "encoding": {"y": y, "x": x, "x2": {"field": "p90"}},
            },
            {
                "mark": {"type": "bar", "height": 14, "color": GAIN_LIGHT, "stroke": NEUTRAL, "strokeWidth": 0.5},
                "encoding": {"y": y, "x": {"field": "p25", "type": "quantitative"}, "x2": {"field": "p75"},
                             "tooltip": tooltip},
            },
            {
                "mark": {"type": "tick", "thickness": 4, "height": 20, "color": INK},
                "encoding": {"y": y, "x": {"field": "p50", "type": "quantitative"}, "tooltip": tooltip},
            },
            *haloed(
                {
                    "mark": {"type": "text", "align": "left", "dy": -16, "fontSize": 11},
                    "encoding": {
                        "y": y,
                        "x": {"field": "p10", "type": "quantitative"},
                        "text": {"field": "text"},
                        "color": {"value": INK},
                    },
                }
            ),
        ],
    }  # fmt: skip


def precision(rows: list[dict]) -> dict:
    """Precision of each rule as a bar, its base rate as a tick. `rows`: rule_id, precision_rate, base_rate, followed,
    matured, at least one."""
    values = [
        {
            "rule": fmt.spelled(row["rule_id"]),
            "rate": float(row["precision_rate"]),
            "base": None if row["base_rate"] is None else float(row["base_rate"]),
            "base_text": fmt.rate(row["base_rate"]),
            "text": f"{fmt.rate(row['precision_rate'])} · {fmt.count(row['followed'])} of {fmt.count(row['matured'])}"
            + f" · {row['followed_by']}",
            "end": float(max(row["precision_rate"], row["base_rate"] or 0)),
        }
        for row in rows
    ]
    y = {"field": "rule", "type": "nominal", "sort": [row["rule"] for row in values], "axis": LABELS}
    widest = max(row["end"] for row in values)
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, widest * 1.45 or 1], "nice": False},
        "axis": {"title": None, "format": ".0%", "gridColor": GRID, "domain": False, "ticks": False, "tickCount": 5}
        | (WHOLE if widest > 0.5 else {}),
    }
    tooltip = [
        {"field": "rule", "title": "Rule"},
        {"field": "text", "title": "Precision"},
        {"field": "base_text", "title": "Base rate"},
    ]
    return {
        "height": 27 * len(values) + 40,
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "bar", "color": GAIN_LIGHT, "stroke": NEUTRAL, "strokeWidth": 0.5,
                         "height": {"band": 0.62}},
                "encoding": {"y": y, "x": x | {"field": "rate"}, "tooltip": tooltip},
            },
            {
                "mark": {"type": "tick", "thickness": 3, "height": {"band": 0.8}, "color": INK},
                "encoding": {"y": y, "x": x | {"field": "base"}, "tooltip": tooltip},
            },
            *haloed(
                {
                    "mark": {"type": "text", "align": "left", "dx": 8, "fontSize": 11},
                    "encoding": {"y": y, "x": x | {"field": "end"}, "text": {"field": "text"},
                                 "color": {"value": INK}},
                }
            ),
        ],
    }  # fmt: skip
