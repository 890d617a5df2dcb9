"""`python dashboards/board_pack.py --out DIR`: the board pack of the current publication as DIR/2026-09/board-pack.pdf.

Reads the warehouse at WAREHOUSE_DIR. Without --month the newest month that is final; --segment and --window as on the
Executive page. With --pictures each page as a PNG as well, beside the PDF.
"""

import argparse
import datetime as dt
from pathlib import Path

from cs_dash import settings
from cs_dash.models import executive
from cs_dash.models.executive import WINDOWS
from cs_dash.pack import document
from cs_dash.pack.contents import Asked
from cs_dash.publication import connect
from cs_dash.theme_tokens import SEGMENT_LABELS


def month_of(text: str) -> dt.date:
    """The first day of a month written as 2026-09. Raises ValueError for anything else."""
    return dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=dt.UTC).date()


def write(
    where: settings.Settings, out: Path, month: dt.date | None, segment: str, window: int, pictures: bool = False
) -> Path:
    """Write the pack, replacing an earlier one only by a whole file; gives its path.

    Raises FileNotFoundError without a publication and LookupError for a month that it does not hold.
    """
    publication = connect(where.pointer.resolve(strict=True), where.memory_limit, where.threads)
    try:
        known = executive.months(publication)
        held = [end for end in known.all if month is None or (end.year, end.month) == (month.year, month.month)]
        if not held or known.headline is None:
            raise LookupError(f"the publication holds no month {month:%Y-%m}" if month else "it holds no month yet")
        asked = Asked(segment, window, known.headline if month is None else held[0])
        made = document.pdf(publication, asked)
        drawn = document.previews(publication, asked) if pictures else []
    finally:
        publication.close()
    name = "board-pack.pdf" if segment == "all" else f"board-pack-{segment}.pdf"
    target = out / f"{asked.month:%Y-%m}" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(made)
    fresh.replace(target)
    for number, picture in enumerate(drawn, start=1):
        target.with_name(f"{target.stem}-{number}.png").write_bytes(picture)
    return target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--month", type=month_of, help="such as 2026-09")
    parser.add_argument("--segment", choices=list(SEGMENT_LABELS), default="all")
    parser.add_argument("--window", type=int, choices=list(WINDOWS), default=12)
    parser.add_argument("--pictures", action="store_true")
    options = parser.parse_args()
    asked = (options.month, options.segment, options.window, options.pictures)
    try:
        print(write(settings.from_environment(), options.out, *asked))
    except (FileNotFoundError, LookupError) as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()
