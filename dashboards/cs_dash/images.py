"""Charts as pictures: the page's own Vega-Lite specification drawn without a browser, the same way every time."""

import importlib.util
import json
import re
from pathlib import Path

import vl_convert

from cs_dash.theme_tokens import INK, NEUTRAL

# matplotlib brings DejaVu Sans along, so that a machine without any font of its own can draw text.
FONTS = Path(importlib.util.find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf"
vl_convert.register_font_directory(str(FONTS))

# A name that is not installed draws no text at all and says nothing, so the list ends in one that always is.
FONT = "Inter, DejaVu Sans, sans-serif"
WIDTH = 900
SCALE = 2.0
VEGA_LITE = "6.4"
CONFIG = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {
        "labelColor": NEUTRAL,
        "titleColor": NEUTRAL,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "tickColor": NEUTRAL,
    },
    "legend": {"labelColor": INK, "labelFontSize": 12},
    "text": {"font": FONT},
}
# Ids inside of a picture carry the number of pictures that the process drew before.
NUMBERED = re.compile(r"\b(gradient|clip)_?\d+\b")
PARTS = ("hconcat", "vconcat", "concat", "facet", "repeat")


def whole(spec: dict, width: int) -> dict:
    """The specification with a width of its own: on a page it takes that of its place."""
    sized = dict(spec)
    if not any(part in spec for part in PARTS):
        sized["width"] = width
    return sized | {"padding": 8, "autosize": {"type": "fit-x", "contains": "padding"}}


def svg(spec: dict, width: int = WIDTH) -> str:
    """The chart as SVG text, `width` pixels wide: the same text for the same chart, whatever was drawn before."""
    text = vl_convert.vegalite_to_svg(
        json.dumps(whole(spec, width)), vl_version=VEGA_LITE, config=CONFIG, allowed_base_urls=[]
    )
    order = {one: place for place, one in enumerate(dict.fromkeys(found.group() for found in NUMBERED.finditer(text)))}
    return NUMBERED.sub(lambda found: f"{found.group(1)}_{order[found.group()]}", text)


def png(spec: dict, width: int = WIDTH) -> bytes:
    """The chart as a PNG of twice as many pixels, so that it stays sharp in a document."""
    return vl_convert.vegalite_to_png(
        json.dumps(whole(spec, width)), vl_version=VEGA_LITE, config=CONFIG, scale=SCALE, allowed_base_urls=[]
    )
