"""Vega-Lite specifications of the Cohorts page."""

from cs_dash import fmt, theme_tokens
from cs_dash.charts import LEGEND
from cs_dash.theme_tokens import FAINT, GAIN, GRID, INK, LOSS, NEUTRAL, SEGMENT_LABELS, UNSCORED

LINES = tuple(theme_tokens.LINES.values())
ROW_HEIGHT, AROUND = 26, 130  # pixels of a cohort; of axis and legend, which Streamlit counts in
NARROW = 19  # pixels of a cell that its number does not fit into any more
LEAST_REACH, MOST_REACH = 0.1, 0.5
STROKES = LEGEND | {
    "symbolType": "stroke",
    "symbolStrokeWidth": 3,
    "symbolOpacity": 1,
    "columns": {"expr": "width < 500 ? 2 : 5"},
    "labelLimit": {"expr": "width < 500 ? 110 : 165"},
}
POINT = {
    "type": "point",
    "filled": True,
    "size": {"expr": "width < 500 ? 18 : 55"},
    "opacity": 1,
    "cursor": "pointer",
}
AGE_AXIS = {"title": "Months since the start", "titleColor": NEUTRAL, "titleFontWeight": 400}


def reach(rates: list[float]) -> float:
    """How far from 100% the colours go, the same way up and down, so that equal shades are equal distances."""
    furthest = max((abs(rate - 1) for rate in rates), default=LEAST_REACH)
    return min(max(furthest, LEAST_REACH), MOST_REACH)


def triangle(cells: list[dict], name: str) -> dict:
    """Cohorts down, months of age across, white at 100%; grey where too few started. A click selects `cell`.

    `cells`: cohort (ISO date), name, age, rate, over, under (in words), logos, is_small; at least one.
    """
    far = reach([cell["rate"] for cell in cells if not cell["is_small"]])
    rows = [
        {
            "cohort": cell["cohort"],
            "row": f"{cell['name']} · {fmt.count(cell['logos'])}",
            "age": cell["age"],
            "rate": cell["rate"],
            "text": str(fmt.half_up(cell["rate"] * 100, 0)),
            "exact": fmt.rate(cell["rate"]),
            "made": f"{cell['over']} of {cell['under']}",
            "when": cell["name"],
            "n": fmt.count(cell["logos"]) + (" (too few)" if cell["is_small"] else ""),
            "small": cell["is_small"],
            "dark": not cell["is_small"] and abs(cell["rate"] - 1) > far * 0.62,
        }
        for cell in cells
    ]
    names = dict.fromkeys(row["row"] for row in sorted(rows, key=lambda row: row["cohort"]))
    ages = sorted({row["age"] for row in rows})
    axis = {"domain": False, "ticks": False, "labelFontSize": 11, "labelFlush": False}
    x = {
        "field": "age",
        "type": "ordinal",
        "scale": {"domain": ages},
        "axis": axis | AGE_AXIS | {"orient": "top", "labelAngle": 0, "labelOverlap": True},
    }
    y = {
        "field": "row",
        "type": "nominal",
        "sort": list(names),
        "axis": axis | {"title": "Start · accounts", "titleColor": NEUTRAL, "titleFontWeight": 400, "labelLimit": 110},
    }
    colour = {
        "condition": {"test": "datum.small", "value": UNSCORED},
        "field": "rate",
        "type": "quantitative",
        # Vega would mix a range of its own through other hues; in lab a colour fades to white through its tints.
        "scale": {
            "domain": [1 - far, 1, 1 + far], "range": [LOSS, "#FFFFFF", GAIN], "interpolate": "lab", "clamp": True,
        },
        "legend": {
            "title": None, "orient": "bottom", "format": ".0%", "gradientLength": 220, "values": [1 - far, 1, 1 + far],
        },
    }  # fmt: skip
    tooltip = [
        {"field": "when", "title": "Started"},
        {"field": "age", "title": "Months old"},
        {"field": "exact", "title": name},
        {"field": "made", "title": "Made of"},
        {"field": "n", "title": "Accounts (n)"},
    ]
    return {
        "height": ROW_HEIGHT * len(names) + AROUND,
        "data": {"values": rows},
        "layer": [
            {
                "params": [{"name": "cell", "select": {"type": "point", "fields": ["cohort", "age"]}}],
                "mark": {"type": "rect", "stroke": GRID, "strokeWidth": 1, "cursor": "pointer"},
                "encoding": {"x": x, "y": y, "color": colour, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "fontSize": 11, "interactive": False},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "text"},
                    "color": {
                        "condition": [
                            {"test": "datum.small", "value": NEUTRAL},
                            {"test": "datum.dark", "value": "white"},
                        ],
                        "value": INK,
                    },
                    "opacity": {"condition": {"test": f"width < {NARROW * len(ages)}", "value": 0}, "value": 1},
                },
            },
        ],
    }


def line_colours(lines: list[str]) -> dict:
    """A colour and a legend for the lines, or for one line only its colour."""
    return {
        "field": "label",
        "type": "nominal",
        "scale": {"domain": [label(line) for line in lines], "range": list(LINES[: len(lines)])},
        "legend": STROKES if len(lines) > 1 else None,
    }


def label(line: str) -> str:
    """A line by its name."""
    return "Unknown" if line == "unknown" else SEGMENT_LABELS.get(line, fmt.plain(line))


def ages_and_rates(values: list[float]) -> tuple[dict, dict]:
    """The axes of curves: months of age, and a rate as far as the lines go."""
    x = {
        "field": "age",
        "type": "quantitative",
        "scale": {"nice": False},
        "axis": AGE_AXIS | {"values": list(range(0, 241, 3)), "grid": False, "format": "d"},
    }
    room = max(max(values) - min(values), 0.1) * 0.08
    y = {
        "type": "quantitative",
        "scale": {"domain": [max(min(values) - room, 0), max(values) + room], "nice": False},
        "axis": {"title": None, "format": ".0%", "tickCount": 6, "gridColor": GRID, "domain": False, "ticks": False},
    }
    return x, y


def curves(points: list[dict], lines: list[str], name: str) -> dict:
    """A line per part; grey where it stands on too few accounts, a rule at 100%. A click selects `point`.

    `points`: line, age, rate, over, under (in words), logos, is_small; at least one.
    """
    rows = [
        {
            "line": point["line"],
            "label": label(point["line"]),
            "age": point["age"],
            "rate": point["rate"],
            "exact": fmt.rate(point["rate"]),
            "made": f"{point['over']} of {point['under']}",
            "n": fmt.count(point["logos"]) + (" (too few)" if point["is_small"] else ""),
            "small": point["is_small"],
        }
        for point in points
    ]
    x, y = ages_and_rates([row["rate"] for row in rows] + [1.0])
    colour = {"condition": {"test": "datum.small", "value": FAINT}} | line_colours(lines)
    tooltip = [
        {"field": "label", "title": "Accounts"},
        {"field": "age", "title": "Months old"},
        {"field": "exact", "title": name},
        {"field": "made", "title": "Made of"},
        {"field": "n", "title": "Accounts (n)"},
    ]
    encoding = {"x": x, "y": {"field": "rate"} | y, "color": colour}
    return {
        "height": 340,
        "data": {"values": rows},
        "layer": [
            {
                "data": {"values": [{"rate": 1.0}]},
                "mark": {"type": "rule", "color": NEUTRAL, "strokeDash": [5, 4]},
                "encoding": {"y": {"field": "rate"} | y},
            },
            {"mark": {"type": "line", "strokeWidth": 2.5}, "encoding": encoding},
            {
                "params": [{"name": "point", "select": {"type": "point", "fields": ["line", "age"]}}],
                "mark": POINT,
                "encoding": encoding | {"tooltip": tooltip},
            },
        ],
    }


def survival(points: list[dict], lines: list[str]) -> dict:
    """Steps of survival within their intervals; grey and without one where too few are left. A click selects `point`.

    `points`: line, age, survival, lower, upper, interval (in words), at_risk, lost, is_small; at least one.
    """
    rows = [
        point
        | {
            "label": label(point["line"]),
            "exact": fmt.rate(point["survival"]),
            "n": fmt.count(point["at_risk"]) + (" (too few)" if point["is_small"] else ""),
            "gone": fmt.count(point["lost"]),
            "solid": None if point["is_small"] else point["survival"],
            "low": None if point["is_small"] else point["lower"],
            "high": None if point["is_small"] else point["upper"],
        }
        for point in points
    ]
    x, y = ages_and_rates([row[side] for row in rows for side in ("lower", "upper")])
    colour = line_colours(lines)
    tooltip = [
        {"field": "label", "title": "Accounts"},
        {"field": "age", "title": "Months old"},
        {"field": "exact", "title": "Survive"},
        {"field": "interval", "title": "Interval"},
        {"field": "n", "title": "At risk"},
        {"field": "gone", "title": "Lost at this age"},
    ]
    step = {"interpolate": "step-after"}
    # A gap shows the grey line beneath.
    broken = step | {"invalid": "break-paths-filter-domains"}
    return {
        "height": 360,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.14} | broken,
                "encoding": {"x": x, "y": {"field": "low"} | y, "y2": {"field": "high"}, "color": colour},
            },
            {
                "mark": {"type": "line", "strokeWidth": 1.2} | step,
                "encoding": {
                    "x": x,
                    "y": {"field": "survival"} | y,
                    "detail": {"field": "line"},
                    "color": {"value": FAINT},
                },
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5} | broken,
                "encoding": {"x": x, "y": {"field": "solid"} | y, "color": colour},
            },
            {
                "params": [{"name": "point", "select": {"type": "point", "fields": ["line", "age"]}}],
                "mark": POINT,
                "encoding": {
                    "x": x,
                    "y": {"field": "survival"} | y,
                    "color": {"condition": {"test": "datum.is_small", "value": FAINT}} | colour,
                    "tooltip": tooltip,
                },
            },
        ],
    }
