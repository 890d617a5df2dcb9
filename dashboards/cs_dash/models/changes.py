"""What changed, in sentences made of numbers alone: names are left to the tables beside them."""

from dataclasses import dataclass

from cs_dash import fmt
from cs_dash.models.cards import shown_change, way
from cs_dash.theme_tokens import MOVEMENT_LABELS

RATES = {"nrr": "NRR", "grr": "GRR", "logo_retention": "logo retention"}
KINDS = ("new", "reactivation", "expansion", "contraction", "churn", "fx")
LARGEST = 5


@dataclass(frozen=True)
class Facts:
    """What the sentences are made of.

    `at`: scorecard rows of the month by metric id. `moves`: movement, amount, accounts of the month. `largest`:
    account, amount and movement of its largest rows. `fell`: better, worse, worse_arr, into_critical. `risks`:
    renewals, amount_due, no_longer. The last two are since the month end before the reading; None where unknown.
    """

    month: str
    since: str
    at: dict[str, dict]
    moves: list[dict]
    largest: list[dict]
    fell: dict | None
    risks: dict | None


def moved(word: str, direction: int | None, change: str) -> str:
    """`rose by +0.6 pts` without the sign, or how it held."""
    if direction is None:
        return f"{word}, with nothing to compare it with"
    if direction == 0:
        return f"{word}, flat"
    return f"{word}, {'up' if direction > 0 else 'down'} {change.lstrip('+' + fmt.MINUS)}"


def revenue(facts: Facts, currency: str) -> str | None:
    """MRR with the movements that made its change."""
    row = facts.at.get("mrr")
    if row is None or row["change_from_previous"] is None:
        return None
    step = row["change_from_previous"]
    word = "was flat at" if step == 0 else f"{'rose' if step > 0 else 'fell'} by {fmt.money(abs(step), currency)} to"
    amounts = {move["movement"]: move["amount"] for move in facts.moves if move["amount"]}
    parts = [
        f"{MOVEMENT_LABELS[kind].lower()} {fmt.money(amounts[kind], currency, plus=True)}"
        for kind in KINDS
        if kind in amounts
    ]
    made = f": {', '.join(parts)}" if parts else ""
    return f"MRR {word} {fmt.money(row['value'], currency)}{made}."


def retention(facts: Facts) -> str | None:
    """The three rates with their steps since the month before, and which of them miss their targets."""
    told, missed = [], []
    for metric, name in RATES.items():
        row = facts.at.get(metric)
        if row is None or row["value"] is None:
            continue
        change = shown_change(row, "previous")
        told.append(moved(f"{name} {fmt.rate(row['value'])}", way(change), change))
        if row["target_value"] is not None and row["value"] < row["target_value"]:
            missed.append(f"{name} (target {fmt.rate(row['target_value'])})")
    if not told:
        return None
    below = f" Below target: {', '.join(missed)}." if missed else ""
    text = "; ".join(told)
    return f"{text[:1].upper()}{text[1:]}.{below}"


def promoters(facts: Facts) -> str | None:
    """NPS, its step and how many answered."""
    row = facts.at.get("nps")
    if row is None or row["value"] is None:
        return None
    change = shown_change(row, "previous")
    answers = f" on {fmt.count(row['denominator'])} answers" if row["denominator"] is not None else ""
    return moved(f"NPS {fmt.count(row['value'])}{answers}", way(change), change) + "."


def largest(facts: Facts, currency: str) -> str | None:
    """What the largest movements come to, and the largest of them."""
    if not facts.largest:
        return None
    first = facts.largest[0]
    total = sum(row["amount"] for row in facts.largest)
    # Their names say which way all kinds went but exchange rates.
    size = fmt.money(first["amount"] if first["movement"] == "fx" else abs(first["amount"]), currency)
    one = f"{MOVEMENT_LABELS[first['movement']].lower()} of {size}"
    if len(facts.largest) == 1:
        return f"The only movement is {one}."
    return (
        f"The {fmt.count(len(facts.largest))} largest movements come to {fmt.money(total, currency, plus=True)}; "
        f"the largest is {one}."
    )


def health(facts: Facts, currency: str) -> str | None:
    """Who moved to a worse or better band of health."""
    fell = facts.fell
    if fell is None:
        return None
    if not fell["worse"] and not fell["better"]:
        return f"No account changed its band of health since {facts.since}."
    critical = f", {fmt.count(fell['into_critical'])} of them to Critical or Emergency" if fell["into_critical"] else ""
    arr = f" ({fmt.money(fell['worse_arr'], currency)} ARR{critical})" if fell["worse"] else ""
    return (
        f"{counted(fell['worse'], 'account')} fell to a worse band{arr} and "
        f"{counted(fell['better'], 'account')} rose to a better one since {facts.since}."
    )


def risk(facts: Facts, currency: str) -> str | None:
    """Renewals that came to be at risk, and that no longer are: of any due date, where tiles tell of the quarter."""
    risks = facts.risks
    if risks is None:
        return None
    fresh = (
        f"{counted(risks['renewals'], 'renewal')} of any due date came to be at risk "
        f"({fmt.money(risks['amount_due'], currency)} due)"
        if risks["renewals"]
        else "No renewal of any due date came to be at risk"
    )
    gone = f"; {fmt.count(risks['no_longer'])} no longer at risk or open" if risks["no_longer"] else ""
    return f"{fresh} since {facts.since}{gone}."


def counted(number: int, noun: str) -> str:
    """`1 account`, `2 accounts`."""
    return f"{fmt.count(number)} {noun}{'' if number == 1 else 's'}"


def sentences(facts: Facts, currency: str) -> list[str]:
    """Every sentence that the numbers have something to say for."""
    told = [
        revenue(facts, currency), retention(facts), promoters(facts), largest(facts, currency),
        health(facts, currency), risk(facts, currency),
    ]  # fmt: skip
    return [sentence for sentence in told if sentence]
