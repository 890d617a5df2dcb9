"""What a page of the pack is made of: plain dictionaries that the template lays out, every value already in words."""

import pyarrow as pa

from cs_dash import fmt
from cs_dash.columns import COLUMNS
from cs_dash.models.cards import Card
from cs_dash.wording import in_words

RIGHT = {"money", "number", "share", "score", "gain", "points"}


def told(kind: str, value: object, currency: str) -> str:
    """A value of a table as text, by its column's kind."""
    if value is None:
        return fmt.MISSING
    writers = {
        "money": lambda amount: fmt.money_full(amount, currency),
        "number": fmt.count,
        "share": fmt.rate,
        "score": fmt.score,
        "gain": fmt.gain,
        "points": lambda points: f"{fmt.half_up(points, 2):+}".replace("-", fmt.MINUS),
        "date": fmt.day,
        "month": fmt.month,
    }
    return writers[kind](value) if kind in writers else fmt.plain(value)


def table(shown: pa.Table, currency: str, caption: str) -> dict:
    """A table under the page's own labels."""
    columns = [COLUMNS[name] for name in shown.column_names]
    rows = in_words(shown).to_pylist()
    return {
        "kind": "table",
        "caption": caption,
        "columns": [{"label": column.label, "right": column.kind in RIGHT} for column in columns],
        "rows": [
            [told(column.kind, value, currency) for column, value in zip(columns, row.values(), strict=True)]
            for row in rows
        ],
    }


def cards(shown: list[Card]) -> dict:
    """Headline figures side by side."""
    arrows = {1: "↑ ", -1: "↓ "}
    return {
        "kind": "cards",
        "cards": [
            {
                "label": card.label,
                "value": card.value,
                "change": "" if card.direction is None else arrows.get(card.direction, "") + card.change,
                "against": card.against or "",
                "tone": {1: "good", -1: "bad"}.get(card.tone, "neither"),
                "notes": card.footnote,
            }
            for card in shown
        ],
    }


def chart(name: str, spec: dict | None, alt: str, caption: str, width: int, height: int | None = None) -> list[dict]:
    """A chart with what it says for those who do not see it; none where there is nothing to draw.

    `width` and `height` are pixels of the drawing, the height only where it shall be another than on the page.
    """
    if spec is None:
        return []
    sized = spec if height is None else spec | {"height": height}
    return [{"kind": "chart", "name": name, "spec": sized, "width": width, "alt": alt, "caption": caption}]


def beside(*blocks: dict) -> list[dict]:
    """Blocks side by side; none of none."""
    return [{"kind": "beside", "blocks": list(blocks)}] if blocks else []


def sentences(lines: list[str]) -> dict:
    """A list of sentences."""
    return {"kind": "sentences", "lines": lines}


def facts(rows: list[tuple[str, str]]) -> dict:
    """Names and what they are."""
    return {"kind": "facts", "rows": [{"name": name, "value": fmt.plain(value)} for name, value in rows]}


def page(title: str, question: str, *blocks: dict) -> dict:
    """A page: what it says, and the question that it answers."""
    return {"title": title, "question": question, "blocks": list(blocks)}
