"""Vega-Lite specifications of the Retention page."""

from cs_dash import fmt
from cs_dash.charts import LEGEND, MONTH_AXIS, colours, haloed, money_axis
from cs_dash.theme_tokens import FAINT, GRID, INK, MOVEMENT_LABELS, NEUTRAL, SEGMENT_LABELS, SEGMENTS

SERIES = {"all": INK} | SEGMENTS


def drawn(point: dict) -> dict:
    """A point of a line as the browser gets it."""
    return {
        "month": point["month_end"].isoformat(),
        "segment": SEGMENT_LABELS[point["segment"]],
        "value": float(point["rate"]),
        "solid": None if point["is_thin"] else float(point["rate"]),
        "text": fmt.rate(point["rate"]),
        "n": fmt.count(point["logos"]),
        "when": fmt.month(point["month_end"]) + (" (provisional)" if point["is_provisional"] else ""),
        "provisional": point["is_provisional"],
    }


def bands_in_reach(bands: list[dict], rates: list[float]) -> list[dict]:
    """Benchmark bands as far as the lines reach. `bands`: band, lower_bound, upper_bound, source."""
    low, high = min(rates) - 0.02, max(rates) + 0.02
    rows = [
        {
            "low": max(low, float(low if band["lower_bound"] is None else band["lower_bound"])),
            "high": min(high, float(high if band["upper_bound"] is None else band["upper_bound"])),
            "text": band["band"].replace("_", " ").capitalize(),
            "source": band["source"],
            "shade": 0.55 if number % 2 else 0.0,
        }
        for number, band in enumerate(bands)
    ]
    return [row for row in rows if row["low"] < row["high"]]


def band_rects(rows: list[dict]) -> dict:
    """Every other band in a shade."""
    return {
        "data": {"values": rows},
        "mark": {"type": "rect", "color": GRID},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "y2": {"field": "high"},
            "opacity": {"field": "shade", "type": "quantitative", "scale": None, "legend": None},
            "tooltip": [{"field": "text", "title": "Band"}, {"field": "source", "title": "Benchmark"}],
        },
    }


def band_text(rows: list[dict]) -> dict:
    """The bands' names at their right ends."""
    return {
        "data": {"values": rows},
        "mark": {"type": "text", "align": "right", "baseline": "bottom", "dx": -3, "dy": -3, "fontSize": 10},
        "encoding": {
            "y": {"field": "low", "type": "quantitative"},
            "x": {"value": "width"},
            "text": {"field": "text"},
            "color": {"value": NEUTRAL},
        },
    }


def rate_lines(points: list[dict], targets: list[dict], bands: list[dict], name: str) -> dict:
    """One line per segment, targets dashed in its colour, a running month hollow at a dashed end, few accounts grey.

    `points`: month_end, segment, rate, logos, is_thin, is_provisional, at least one; `targets`: segment, target_value;
    `bands`: see `bands_in_reach`.
    """
    rows = [drawn(point) for point in points]
    reached = bands_in_reach(bands, [row["value"] for row in rows])
    final = [row for row in rows if not row["provisional"]]
    open_rows = [row for row in rows if row["provisional"]]
    lasts = [
        [row for row in final if row["segment"] == open_row["segment"] and row["month"] < open_row["month"]][-1:]
        for open_row in open_rows
    ]
    tail = [row for last in lasts for row in last] + open_rows
    present = [segment for segment in SERIES if any(point["segment"] == segment for point in points)]
    colour = {
        "field": "segment",
        "type": "nominal",
        "scale": {
            "domain": [SEGMENT_LABELS[segment] for segment in present],
            "range": [SERIES[segment] for segment in present],
        },
        "legend": LEGEND | {"columns": 2, "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1},
    }
    goals = [
        {
            "segment": SEGMENT_LABELS[goal["segment"]],
            "target": float(goal["target_value"]),
            "text": f"Target {fmt.rate(goal['target_value'])}",
        }
        for goal in targets
        if goal["segment"] in present
    ]
    x = {"field": "month", "type": "temporal", "timeUnit": "utcyearmonth", "scale": {"type": "utc"}, "axis": MONTH_AXIS}
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": {"title": None, "format": ".0%", "tickCount": 5, "gridColor": GRID, "domain": False, "ticks": False},
    }
    tooltip = [
        {"field": "segment", "title": "Segment"},
        {"field": "when", "title": "Month"},
        {"field": "text", "title": name},
        {"field": "n", "title": "Accounts (n)"},
    ]
    weight = {
        "condition": {"test": f"datum.segment === '{SEGMENT_LABELS['all']}'", "value": 3},
        "value": 1.8,
    }
    thin = {"condition": {"test": "datum.solid === null", "value": FAINT}, **colour}
    return {
        "height": 300,
        "layer": [
            *([band_rects(reached)] if reached else []),
            {
                "data": {"values": goals},
                "mark": {"type": "rule", "strokeDash": [5, 4], "strokeWidth": 1.2},
                "encoding": {
                    "y": {"field": "target", "type": "quantitative"},
                    "color": colour,
                    "tooltip": [{"field": "segment", "title": "Segment"}, {"field": "text", "title": "Target"}],
                },
            },
            {
                "data": {"values": final},
                "mark": {"type": "line", "strokeWidth": 1.2},
                "encoding": {"x": x, "y": y, "detail": {"field": "segment"}, "color": {"value": FAINT}},
            },
            {
                "data": {"values": final},
                # A gap shows the grey line beneath.
                "mark": {"type": "line", "invalid": "break-paths-filter-domains"},
                "encoding": {"x": x, "y": y | {"field": "solid"}, "color": colour, "strokeWidth": weight},
            },
            {
                "data": {"values": tail},
                "mark": {"type": "line", "strokeWidth": 1.6, "strokeDash": [3, 3]},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "data": {"values": rows},
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {"x": x, "y": y, "color": colour, "opacity": {"value": 0}, "tooltip": tooltip},
            },
            {
                "data": {"values": open_rows},
                "mark": {"type": "point", "size": 55, "fill": "white", "strokeWidth": 2},
                "encoding": {"x": x, "y": y, "color": thin, "tooltip": tooltip},
            },
            *(haloed(band_text(reached)) if reached else []),
            *haloed(goal_text([goal for goal in goals if goal["segment"] == SEGMENT_LABELS["all"]])),
        ],
    }


def goal_text(goals: list[dict]) -> dict:
    """The target of all segments at the left of its line; the others' stand in the table and on hover."""
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


def movement_bars(movements: list[dict], currency: str) -> dict:
    """Signed movements by month from zero, stacked; a click selects `bar`: the month (ISO) and the movement's code.

    `movements`: month_end, movement, amount, accounts, is_provisional.
    """
    rows = [
        {
            "month": row["month_end"].isoformat(),
            "code": row["movement"],
            "movement": MOVEMENT_LABELS[row["movement"]],
            "amount": float(row["amount"]),
            "exact": fmt.money_full(row["amount"], currency, plus=True),
            "accounts": fmt.count(row["accounts"]),
            "when": fmt.month(row["month_end"]) + (" (provisional)" if row["is_provisional"] else ""),
            "order": list(MOVEMENT_LABELS).index(row["movement"]),
            "provisional": row["is_provisional"],
        }
        for row in movements
    ]
    present = {row["movement"] for row in movements}
    ordered = {step: label for step, label in MOVEMENT_LABELS.items() if step in present}
    months = sorted({row["month"] for row in rows})
    return {
        "height": 280,
        "data": {"values": rows},
        "params": [{"name": "bar", "select": {"type": "point", "fields": ["month", "code"]}}],
        "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.4, "cursor": "pointer"},
        "encoding": {
            "x": {
                "field": "month",
                "type": "ordinal",
                "sort": months,
                "axis": {
                    "title": None,
                    "labelExpr": "utcFormat(toDate(datum.value), '%b %y')",
                    "labelAngle": 0,
                    "labelOverlap": True,
                    "grid": False,
                },
            },
            "y": {"field": "amount", "type": "quantitative", "axis": money_axis(currency)},
            "order": {"field": "order"},
            "opacity": {"condition": {"test": "datum.provisional", "value": 0.55}, "value": 1},
            "color": {"field": "movement", "type": "nominal", "scale": colours(ordered), "legend": LEGEND},
            "tooltip": [
                {"field": "when", "title": "Month"},
                {"field": "movement", "title": "Movement"},
                {"field": "exact", "title": "Amount"},
                {"field": "accounts", "title": "Accounts"},
            ],
        },
    }
