"""Vega-Lite specifications of one account's health: its score over time, and what a score is made of."""

import datetime as dt

from cs_dash import fmt
from cs_dash.charts import LEGEND, MONTH_AXIS, haloed
from cs_dash.health_charts import version_marks
from cs_dash.theme_tokens import BAND_COLOURS, BAND_LABELS, GAIN, GRID, INK, NEUTRAL, STAGE_LABELS

NEUTRAL_LIGHT = "#E9EDF1"


def score_line(scores: list[dict], bands: list[dict], versions: list[dict], chosen: dt.date) -> dict:
    """The score by day over its bands, with the day taken apart marked.

    `scores`: as_of_date, score, band, lifecycle_stage; `bands`: band, lower, upper; `versions`: profile_version,
    as_of_date.
    """
    rows = [
        {
            "day": row["as_of_date"].isoformat(),
            "score": None if row["score"] is None else float(row["score"]),
            "text": fmt.score(row["score"]),
            "band": BAND_LABELS[row["band"] or "no_score"],
            "stage": STAGE_LABELS.get(row["lifecycle_stage"], row["lifecycle_stage"]),
            "when": fmt.day(row["as_of_date"]),
            "chosen": row["as_of_date"] == chosen,
        }
        for row in scores
    ]
    zones = [
        {
            "low": float(row["lower"]),
            "high": float(row["upper"]),
            "text": BAND_LABELS[row["band"]],
            "colour": BAND_COLOURS[row["band"]],
        }
        for row in bands
    ]
    first, last = scores[0]["as_of_date"], scores[-1]["as_of_date"]
    x = {
        "field": "day",
        "type": "temporal",
        # Over a quarter or two, names of months would come twice.
        "axis": MONTH_AXIS | ({"format": "%-d %b"} if (last - first).days < 200 else {}),
        "scale": {"type": "utc", "domain": [first.isoformat(), (last + dt.timedelta(days=1)).isoformat()]},
    }
    y = {
        "field": "score",
        "type": "quantitative",
        "scale": {"domain": [0, 100], "nice": False},
        "axis": {"title": None, "values": [0, 20, 40, 60, 80, 100], "grid": False, "domain": False, "ticks": False},
    }
    tooltip = [
        {"field": "when", "title": "Day"},
        {"field": "text", "title": "Score"},
        {"field": "band", "title": "Band"},
        {"field": "stage", "title": "Stage"},
    ]
    names = {
        "data": {"values": zones},
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -2, "fontSize": 10},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "x": {"value": 0},
            "text": {"field": "text"},
            "color": {"value": NEUTRAL},
        },
    }
    return {
        "height": 300,
        "layer": [
            {
                "data": {"values": zones},
                "mark": {"type": "rect", "opacity": 0.2},
                "encoding": {
                    "y": {"field": "low", "type": "quantitative"},
                    "y2": {"field": "high"},
                    "color": {"field": "colour", "type": "nominal", "scale": None},
                },
            },
            {
                "data": {"values": rows},
                "mark": {"type": "line", "strokeWidth": 2.2, "color": INK, "invalid": "break-paths-filter-domains"},
                "encoding": {"x": x, "y": y},
            },
            {
                "data": {"values": [row for row in rows if row["score"] is not None]},
                "mark": {"type": "point", "filled": True, "size": 60},
                "encoding": {"x": x, "y": y, "color": {"value": INK}, "opacity": {"value": 0}, "tooltip": tooltip},
            },
            {
                "data": {"values": [row for row in rows if row["chosen"] and row["score"] is not None]},
                "mark": {"type": "point", "filled": True, "size": 110, "stroke": "white", "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y, "color": {"value": GAIN}, "tooltip": tooltip},
            },
            *haloed(names),
            *version_marks(versions, first, last),
        ],
    }


def part_bars(rows: list[dict]) -> dict:
    """Points earned and lost of each metric, those that cost most first.

    `rows`: metric_name, component, contribution, points_lost, points_possible, weight, metric_score,
    null_reason.
    """
    order = [fmt.plain(row["metric_name"]) for row in rows]
    texts = [
        {
            "metric": fmt.plain(row["metric_name"]),
            "end": float(row["points_possible"]),
            # Why it is not known stands in the rows; on a phone there is no room for it.
            "text": (
                f"{fmt.score(row['contribution'])} of {fmt.score(row['points_possible'])}" if row["weight"] else ""
            )
            + (" · not known" if row["null_reason"] and row["weight"] else "not known" if row["null_reason"] else ""),
        }
        for row in rows
    ]
    values = [
        {
            "metric": fmt.plain(row["metric_name"]),
            "what": what,
            "points": float(row[column]),
            "order": number,
            "component": fmt.spelled(row["component"]),
            "scores": fmt.score(row["metric_score"]),
            "exact": fmt.score(row[column]),
        }
        for row in rows
        for number, (what, column) in enumerate((("Earned", "contribution"), ("Lost", "points_lost")))
    ]
    widest = max((row["end"] for row in texts), default=1.0)
    y = {
        "field": "metric",
        "type": "nominal",
        "sort": order,
        "axis": {
            "title": None,
            "domain": False,
            "ticks": False,
            "labelLimit": 210,
            "labelPadding": 6,
            "labelOverlap": False,
        },
    }
    x = {
        "type": "quantitative",
        "axis": {"title": "Points", "gridColor": GRID, "domain": False, "ticks": False, "tickCount": 5},
        # Room on the right for the words.
        "scale": {"domain": [0, widest * 1.55 or 1], "nice": False},
    }
    return {
        "height": 26 * len(rows) + 95,
        "layer": [
            {
                "data": {"values": values},
                "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.5, "height": {"band": 0.66}},
                "encoding": {
                    "y": y,
                    "x": x | {"field": "points", "stack": "zero"},
                    "order": {"field": "order"},
                    "color": {
                        "field": "what",
                        "type": "nominal",
                        "scale": {"domain": ["Earned", "Lost"], "range": [GAIN, NEUTRAL_LIGHT]},
                        "legend": LEGEND,
                    },
                    "tooltip": [
                        {"field": "metric", "title": "Metric"},
                        {"field": "component", "title": "Component"},
                        {"field": "scores", "title": "Scores, of 100"},
                        {"field": "what", "title": "Points"},
                        {"field": "exact", "title": "How many"},
                    ],
                },
            },
            *haloed(
                {
                    "data": {"values": texts},
                    "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11},
                    "encoding": {
                        "y": y,
                        "x": {"field": "end", "type": "quantitative"},
                        "text": {"field": "text"},
                        "color": {"value": INK},
                    },
                }
            ),
        ],
    }
