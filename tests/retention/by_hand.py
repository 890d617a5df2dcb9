"""The definitions of retention told a second time, in plain Python over month-end balances, to hold the models against.

A book is {account: {currency: [amount of each month]}}; rates are {currency: [rate of each month]}. Sums are
exact.
"""

from fractions import Fraction

Book = dict[str, dict[str, list[int]]]
Rates = dict[str, list[Fraction]]


def balance(paths: dict[str, list[int]], rates: Rates, month: int, at: int) -> Fraction:
    """What an account pays in `month`, told at the rates of month `at`."""
    if month < 0:
        return Fraction(0)
    return sum((amount[month] * rates[currency][at] for currency, amount in paths.items()), Fraction(0))


def movement(paths: dict[str, list[int]], rates: Rates, month: int) -> str | None:
    """The kind of the movement that ends in `month`."""
    before, after = (balance(paths, rates, m, max(m, 0)) for m in (month - 1, month))
    if before and not after:
        return "churn"
    if before:
        at = month - 1
        grown = balance(paths, rates, month, at) - balance(paths, rates, at, at)
        return "expansion" if grown >= 0 else "contraction"
    if not after:
        return None
    paid_before = any(balance(paths, rates, m, m) for m in range(month))
    return "reactivation" if paid_before else "new"


def sums(book: Book, rates: Rates, last: int, window: int) -> dict[str, Fraction]:
    """Numerators of the definitions that are sums, `opening`, and the logos, of the window that ends in `last`."""
    first = last - window
    found = dict.fromkeys(
        ("opening", "N1", "N2", "N3", "N4", "N5", "N8", "R1", "R2", "R3", "R5", "R7", "logos", "logo", "logo_final"),
        Fraction(0),
    )
    for paths in book.values():
        opening, closing = balance(paths, rates, first, first), balance(paths, rates, last, first)
        moved = dict.fromkeys(("new", "reactivation", "expansion", "contraction", "churn"), Fraction(0))
        for month in range(first + 1, last + 1):
            kind = movement(paths, rates, month)
            if kind:
                moved[kind] += balance(paths, rates, month, first) - balance(paths, rates, month - 1, first)
        inside = opening > 0
        stayed = all(balance(paths, rates, month, month) for month in range(first + 1, last + 1))
        stays = moved["expansion"] + moved["contraction"] + moved["churn"]
        loses = moved["contraction"] + moved["churn"]
        added = {
            "opening": opening,
            "N1": closing if inside else 0,
            "N2": opening + stays,
            "N3": opening + stays + moved["reactivation"],
            "N4": opening + stays if inside else 0,
            "N5": opening + stays + moved["reactivation"] if inside else 0,
            "N8": closing if inside and stayed else 0,
            "R1": min(opening, closing) if inside else 0,
            "R2": opening + loses,
            "R3": opening + loses if inside else 0,
            "R5": min(opening, closing) if inside and stayed else 0,
            "R7": opening + moved["churn"],
            "logos": int(inside),
            "logo": int(inside and closing > 0),
            "logo_final": int(inside and stayed),
        }
        for name, amount in added.items():
            found[name] += amount
    return found


def chained(book: Book, rates: Rates, last: int, window: int, based_on: str) -> Fraction:
    """Product of the monthly rates; a month in which nobody paid at the opening changes nothing."""
    product = Fraction(1)
    for month in range(last - window + 1, last + 1):
        monthly = sums(book, rates, month, 1)
        if monthly["opening"]:
            product *= monthly[based_on] / monthly["opening"]
    return product


def revenue(book: Book, rates: Rates, last: int, window: int) -> tuple[Fraction, Fraction]:
    """(first half, second half) of a window twice as long, of who paid in its first month, at that month's rates."""
    first = last - 2 * window + 1
    if first < 0:
        return Fraction(0), Fraction(0)
    cohort = [paths for paths in book.values() if balance(paths, rates, first, first)]
    before = sum((balance(p, rates, m, first) for p in cohort for m in range(first, first + window)), Fraction(0))
    after = sum((balance(p, rates, m, first) for p in cohort for m in range(first + window, last + 1)), Fraction(0))
    return before, after


def rates_by_definition(book: Book, rates: Rates, last: int, window: int) -> dict[str, Fraction]:
    """Every rate that has a denominator, exact."""
    found = sums(book, rates, last, window)
    told: dict[str, Fraction] = {}
    if found["opening"]:
        for name in ("N1", "N2", "N3", "N4", "N5", "N8", "R1", "R2", "R3", "R5", "R7"):
            told[name] = found[name] / found["opening"]
        told["R6"] = min(told["N1"], Fraction(1))
        for name, based_on in (("N6", "N2"), ("N7", "N3"), ("R4", "R1")):
            told[name] = chained(book, rates, last, window, based_on)
    if found["logos"]:
        told["logo"], told["logo_final"] = (found[name] / found["logos"] for name in ("logo", "logo_final"))
    before, after = revenue(book, rates, last, window)
    if before:
        told["N9"] = after / before
    return told
