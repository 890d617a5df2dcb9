"""Numbers, dates and foreign text as people read them. Every rounding goes through `half_up`."""

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal

MISSING = "–"
MINUS = "\N{MINUS SIGN}"
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£"}
UNITS = ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "k"))
ACRONYMS = {
    "auc": "AUC",
    "crm": "CRM",
    "ebr": "EBR",
    "csat": "CSAT",
    "csm": "CSM",
    "nps": "NPS",
    "qbr": "QBR",
    "arr": "ARR",
    "mrr": "MRR",
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

# Controls that reorder or hide text: a name must read as it was typed, left to right.
BIDI_AND_CONTROLS = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&^=])")
WORD_JOINER = "\N{WORD JOINER}"

Number = int | float | Decimal


def half_up(value: Number, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero, as the printed figure and not the binary one."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def is_missing(value: object) -> bool:
    """True for None and for a float that is not a number."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def _signed(amount: Decimal, text: str, plus: bool) -> str:
    if amount == 0:
        return text
    return f"{MINUS}{text}" if amount < 0 else f"{'+' if plus else ''}{text}"


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency.upper(), f"{currency.upper()} ")


def money(value: Number | None, currency: str = "USD", plus: bool = False) -> str:
    """Three significant digits: $1.27B, $30.3M, $842k, $12."""
    if is_missing(value):
        return MISSING
    amount = Decimal(str(value))
    for size, letter in UNITS:
        # 999,500 is a million once it is rounded to three digits.
        if abs(amount) >= size * Decimal("0.9995"):
            scaled = abs(amount) / size
            places = 2 if half_up(scaled, 2) < 10 else 1 if half_up(scaled, 1) < 100 else 0
            return _signed(amount, f"{_symbol(currency)}{half_up(scaled, places)}{letter}", plus)
    whole = half_up(abs(amount), 0)
    return _signed(whole * (-1 if amount < 0 else 1), f"{_symbol(currency)}{whole}", plus)


def money_full(value: Number | None, currency: str = "USD", plus: bool = False) -> str:
    """Every digit to the cent: $1,234,567.80."""
    if is_missing(value):
        return MISSING
    rounded = half_up(value, 2)
    return _signed(rounded, f"{_symbol(currency)}{abs(rounded):,}", plus)


def rate(value: Number | None) -> str:
    """A ratio as a percentage with one decimal: 1.0425 is 104.3%."""
    if is_missing(value):
        return MISSING
    rounded = half_up(Decimal(str(value)) * 100, 1)
    return _signed(rounded, f"{abs(rounded)}%", plus=False)


def points(value: Number | None) -> str:
    """The difference of two ratios, in percentage points: +0.6 pts."""
    if is_missing(value):
        return MISSING
    rounded = half_up(Decimal(str(value)) * 100, 1)
    return _signed(rounded, f"{abs(rounded)} pts", plus=True)


def change(value: Number | None) -> str:
    """A relative change with its sign: +1.2%."""
    text = rate(value)
    return (
        text if text == MISSING or text.startswith(MINUS) or half_up(Decimal(str(value)) * 100, 1) == 0 else f"+{text}"
    )


def score(value: Number | None) -> str:
    """A health score with one decimal: 71.5."""
    return MISSING if is_missing(value) else f"{half_up(value, 1)}"


def gain(value: Number | None) -> str:
    """A change of a score with its sign: +3.5."""
    if is_missing(value):
        return MISSING
    rounded = half_up(value, 1)
    return _signed(rounded, f"{abs(rounded)}", plus=True)


def spelled(code: str) -> str:
    """A code as words: `csm_sentiment` is CSM sentiment."""
    words = [ACRONYMS.get(word, word) for word in code.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def count(value: Number | None, plus: bool = False) -> str:
    """A whole number with thousands: 12,345."""
    if is_missing(value):
        return MISSING
    whole = half_up(value, 0)
    return _signed(whole, f"{abs(whole):,}", plus)


def day(value: dt.date | None) -> str:
    """12 Dec 2026."""
    return MISSING if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def moment(value: dt.datetime | None) -> str:
    """12 Dec 2026 14:05 UTC; `value` must carry its zone."""
    if value is None:
        return MISSING
    utc = value.astimezone(dt.UTC)
    return f"{day(utc.date())} {utc:%H:%M} UTC"


def month(value: dt.date | None) -> str:
    """Dec 2026."""
    return MISSING if value is None else f"{MONTHS[value.month - 1]} {value.year}"


def quarter(value: dt.date | None) -> str:
    """Q4 2026."""
    return MISSING if value is None else f"Q{(value.month + 2) // 3} {value.year}"


def month_name(value: dt.date) -> str:
    """Dec, where the year is plain."""
    return MONTHS[value.month - 1]


def plain(text: object) -> str:
    """Foreign text on one line, without characters that reorder, hide or break it."""
    return MISSING if text is None else " ".join(BIDI_AND_CONTROLS.sub(" ", str(text)).split())


def inert(text: object) -> str:
    """Foreign text for a place that reads Markdown: shown as typed, never a link, image, icon or colour.

    Escapes alone are not enough: bare addresses become links and `:name:` an icon: word joiners break these.
    """
    escaped = MARKDOWN.sub(r"\\\1", plain(text))
    escaped = re.sub("([:@])", rf"\1{WORD_JOINER}", escaped)
    return re.sub("www", f"w{WORD_JOINER}ww", escaped, flags=re.IGNORECASE)
