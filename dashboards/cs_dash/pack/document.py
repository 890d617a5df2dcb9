"""From the pack's pages to a PDF: charts are drawn, the template lays out, and nothing without alt text compiles."""

import json
from pathlib import Path

import typst

from cs_dash import images
from cs_dash.pack import contents
from cs_dash.pack.contents import Asked
from cs_dash.publication import Publication

TEMPLATE = Path(__file__).with_name("board_pack.typ")
# Readers of screens need tags and alternative texts: the compiler refuses a document without.
STANDARD = "ua-1"
PREVIEW_PPI = 80.0


def files(pack: dict) -> dict[str, bytes]:
    """What the compiler reads: the template, the pages as JSON and each chart as SVG."""
    found = {"main": TEMPLATE.read_bytes()}
    pages = [page | {"blocks": [drawn(block, found) for block in page["blocks"]]} for page in pack["pages"]]
    found["pack.json"] = json.dumps(pack | {"pages": pages}, ensure_ascii=False).encode("utf-8")
    return found


def drawn(block: dict, found: dict[str, bytes]) -> dict:
    """The block with the names of its charts' files, which are put into `found`."""
    if block["kind"] == "beside":
        return block | {"blocks": [drawn(one, found) for one in block["blocks"]]}
    if block["kind"] != "chart":
        return block
    name = f"{block['name']}.svg"
    found[name] = images.svg(block["spec"], block["width"]).encode("utf-8")
    return {key: value for key, value in block.items() if key != "spec"} | {"file": name}


def compiled(found: dict[str, bytes], made_at: int) -> bytes:
    """The PDF (PDF/UA-1), the same for the same files. `made_at`: seconds since 1970.

    Raises typst.TypstError for an image without alternative text or a broken template.
    """
    return typst.compile(
        found, format="pdf", font_paths=[str(images.FONTS)], pdf_standards=[STANDARD], timestamp=made_at
    )


def pdf(publication: Publication, asked: Asked) -> bytes:
    """The pack of a publication."""
    return compiled(files(contents.build(publication, asked)), int(publication.as_of.timestamp()))


def previews(publication: Publication, asked: Asked) -> list[bytes]:
    """The pack's pages as PNGs."""
    drawn = typst.compile(
        files(contents.build(publication, asked)), format="png", font_paths=[str(images.FONTS)], ppi=PREVIEW_PPI
    )
    return drawn if isinstance(drawn, list) else [drawn]
