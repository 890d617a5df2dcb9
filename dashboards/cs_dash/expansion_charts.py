"""Vega-Lite specifications of expansion and losses."""

import datetime as dt

from cs_dash import fmt, theme_tokens
from cs_dash.charts import LEGEND, money_axis
from cs_dash.theme_tokens import GAIN, GAIN_LIGHT, GRID, INK, LOSS, NEUTRAL, UNSCORED

REASONS = tuple(theme_tokens.LINES.values())
OTHERS = "Other reasons"
OUTCOMES = {"recovered": ("Paid after all", GAIN), "open": ("Open", GAIN_LIGHT), "lost": ("Given up", LOSS)}
ROW_HEIGHT = 44
NAMES = {"title": None, "domain": False, "ticks": False, "grid": False, "labelLimit": 120, "labelPadding": 8}


def stages(rows: list[dict], currency: str) -> dict:
    """The pipeline by stage: the whole amount pale, what is expected of it dark. A click selects `bar`: the stage.

    `rows`: stage, probability, opportunities, amount, expected_amount; at least one.
    """
    values = [
        {
            "stage": row["stage"],
            "label": f"{fmt.spelled(row['stage'])} {fmt.rate(row['probability']).replace('.0%', '%')}",
            "amount": float(row["amount"]),
            "expected": float(row["expected_amount"]),
            "text": f"{fmt.money(row['expected_amount'], currency)} of {fmt.money(row['amount'], currency)}",
            "short": fmt.money(row["amount"], currency),
            "exact": fmt.money_full(row["amount"], currency),
            "exact_expected": fmt.money_full(row["expected_amount"], currency),
            "n": fmt.count(row["opportunities"]),
        }
        for row in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": [row["label"] for row in values], "axis": NAMES}
    room = max(row["amount"] for row in values) * 1.35 or 1
    scale = {"domain": [0, room], "nice": False}
    tooltip = [
        {"field": "label", "title": "Stage"},
        {"field": "exact", "title": "Amount"},
        {"field": "exact_expected", "title": "Expected"},
        {"field": "n", "title": "Opportunities"},
    ]
    x = {"type": "quantitative", "scale": scale, "axis": money_axis(currency) | {"tickCount": 4}}
    outline = {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.6, "height": {"band": 0.6}, "cursor": "pointer"}
    return {
        "height": ROW_HEIGHT * len(values) + 40,
        "data": {"values": values},
        "layer": [
            {
                "params": [{"name": "bar", "select": {"type": "point", "fields": ["stage"]}}],
                "mark": outline | {"color": GAIN_LIGHT},
                "encoding": {"y": y, "x": {"field": "amount"} | x, "tooltip": tooltip},
            },
            {
                "mark": {"type": "bar", "color": GAIN, "height": {"band": 0.6}, "interactive": False},
                "encoding": {"y": y, "x": {"field": "expected"} | x},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "interactive": False},
                "encoding": {
                    "y": y,
                    "x": {"field": "amount"} | x,
                    "text": {"condition": {"test": "width < 400", "field": "short"}, "field": "text"},
                    "color": {"value": INK},
                },
            },
        ],
    }


def mix(rows: list[dict], currency: str) -> dict:
    """Each type's share of growth over the range that is usual. A click selects `bar`: the type.

    `rows`: expansion_type, amount, share, least_share, greatest_share; at least one, all with a share.
    """
    values = [
        {
            "type": row["expansion_type"],
            "label": fmt.spelled(row["expansion_type"]),
            "share": float(row["share"]),
            "low": float(row["least_share"]),
            "high": float(row["greatest_share"]),
            "text": fmt.rate(row["share"]) + ("" if row["is_in_range"] else " *"),
            "usual": f"{fmt.rate(row['least_share'])} to {fmt.rate(row['greatest_share'])}",
            "exact": fmt.money_full(row["amount"], currency),
        }
        for row in rows
    ]
    y = {"field": "label", "type": "nominal", "sort": [row["label"] for row in values], "axis": NAMES}
    furthest = max(max(row["share"], row["high"]) for row in values)
    x = {
        "type": "quantitative",
        "scale": {"domain": [min(0, *(row["share"] for row in values)), furthest * 1.2], "nice": False},
        "axis": {"title": None, "format": ".0%", "tickCount": 5, "gridColor": GRID, "domain": False, "ticks": False},
    }
    tooltip = [
        {"field": "label", "title": "Type"},
        {"field": "text", "title": "Share of growth"},
        {"field": "usual", "title": "Usual"},
        {"field": "exact", "title": "MRR"},
    ]
    band = {"type": "bar", "height": {"band": 0.9}, "color": UNSCORED, "interactive": False}
    bar = {"type": "bar", "height": {"band": 0.4}, "color": GAIN, "cursor": "pointer"}
    return {
        "height": ROW_HEIGHT * len(values) + 40,
        "data": {"values": values},
        "layer": [
            {"mark": band, "encoding": {"y": y, "x": {"field": "low"} | x, "x2": {"field": "high"}}},
            {
                "params": [{"name": "bar", "select": {"type": "point", "fields": ["type"]}}],
                "mark": bar,
                "encoding": {"y": y, "x": {"field": "share"} | x, "tooltip": tooltip},
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12, "interactive": False},
                "encoding": {"y": y, "x": {"field": "share"} | x, "text": {"field": "text"}, "color": {"value": INK}},
            },
        ],
    }


def period_name(end: dt.date, basis: str) -> str:
    """A month or quarter by its end."""
    return fmt.month(end) if basis == "month" else fmt.quarter(end)


def stacked(values: list[dict], periods: list[str], colours: dict[str, str], currency: str, tooltip: list) -> dict:
    """Amounts by period, stacked from zero in the order of the colours; a pale one is provisional.

    A click selects `bar`: `period` (ISO date) and `code`. `values`: period, when, code, label, amount, open.
    """
    ranks = {label: place for place, label in enumerate(colours)}
    return {
        "height": 340,
        "data": {"values": [row | {"rank": ranks[row["label"]]} for row in values]},
        "params": [{"name": "bar", "select": {"type": "point", "fields": ["period", "code"]}}],
        "mark": {"type": "bar", "stroke": NEUTRAL, "strokeWidth": 0.4, "cursor": "pointer"},
        "encoding": {
            "x": {
                "field": "when",
                "type": "nominal",
                "sort": periods,
                "axis": {"title": None, "labelAngle": 0, "labelOverlap": True, "domain": False, "ticks": False},
            },
            "y": {"field": "amount", "type": "quantitative", "axis": money_axis(currency)},
            "order": {"field": "rank", "type": "quantitative"},
            "color": {
                "field": "label",
                "type": "nominal",
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": LEGEND | {"labelLimit": 200, "columns": {"expr": "width < 500 ? 1 : 3"}},
            },
            "opacity": {"condition": {"test": "datum.open", "value": 0.5}, "value": 1},
            "tooltip": tooltip,
        },
    }


def losses(rows: list[dict], names: dict[str, str], basis: str, currency: str) -> dict:
    """Lost MRR by period and reason: the five that lose most by colour, the others together in grey.

    `rows`: period_end, dimension_value, lost_mrr, losses, share_of_losses, is_provisional; at least one.
    """
    sums: dict[str, float] = {}
    for row in rows:
        sums[row["dimension_value"]] = sums.get(row["dimension_value"], 0.0) + float(row["lost_mrr"])
    largest = sorted(sums, key=lambda code: (-sums[code], code))[: len(REASONS)]
    colours = {names[code]: REASONS[place] for place, code in enumerate(largest)}
    if len(sums) > len(largest):
        colours[OTHERS] = UNSCORED
    values = [
        {
            "period": row["period_end"].isoformat(),
            "when": period_name(row["period_end"], basis),
            "code": row["dimension_value"],
            "label": names[row["dimension_value"]] if row["dimension_value"] in largest else OTHERS,
            "why": names[row["dimension_value"]],
            "amount": float(row["lost_mrr"]),
            "exact": fmt.money_full(row["lost_mrr"], currency),
            "share": fmt.rate(row["share_of_losses"]),
            "n": fmt.count(row["losses"]),
            "open": row["is_provisional"],
        }
        for row in rows
    ]
    tooltip = [
        {"field": "when", "title": "Period"},
        {"field": "why", "title": "Why"},
        {"field": "exact", "title": "Lost MRR"},
        {"field": "share", "title": "Share of losses"},
        {"field": "n", "title": "Losses"},
    ]
    periods = list(dict.fromkeys(row["when"] for row in sorted(values, key=lambda row: row["period"])))
    return stacked(values, periods, colours, currency, tooltip)


def payments(rows: list[dict], basis: str, currency: str) -> dict:
    """Amounts whose payment first failed in a period, by what became of them.

    `rows`: period_end, recovered_amount, open_amount, unpaid_amount, failed_invoices, is_provisional; at least one.
    """
    columns = {"recovered": "recovered_amount", "open": "open_amount", "lost": "unpaid_amount"}
    values = [
        {
            "period": row["period_end"].isoformat(),
            "when": period_name(row["period_end"], basis),
            "code": code,
            "label": OUTCOMES[code][0],
            "amount": float(row[column]),
            "exact": fmt.money_full(row[column], currency),
            "n": fmt.count(row["failed_invoices"]),
            "open": row["is_provisional"],
        }
        for row in rows
        for code, column in columns.items()
        if row[column]
    ]
    tooltip = [
        {"field": "when", "title": "Period"},
        {"field": "label", "title": "Outcome"},
        {"field": "exact", "title": "Amount"},
        {"field": "n", "title": "Invoices that failed"},
    ]
    periods = [period_name(row["period_end"], basis) for row in sorted(rows, key=lambda row: row["period_end"])]
    return stacked(values, periods, dict(OUTCOMES.values()), currency, tooltip)
