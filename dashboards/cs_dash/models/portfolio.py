"""What My portfolio shows: what to do today, the book's accounts, what is due of it, and one account in short."""

from collections import Counter
from dataclasses import dataclass

from cs_dash import fmt, portfolio_repo, repo, score_charts, score_repo
from cs_dash.models.tiles import Tile
from cs_dash.portfolio_repo import Scope
from cs_dash.publication import Publication
from cs_dash.theme_tokens import BAND_LABELS, RISK_LABELS, SEGMENT_LABELS

TABLES = frozenset({
    "portfolio", "portfolio_health_history", "portfolio_priorities", "portfolio_rules", "portfolio_tasks", "renewals",
    "renewal_forecast", "renewal_timeline",
})  # fmt: skip
DRIVERS = 3


@dataclass(frozen=True)
class Choices:
    """`owners` are names by id, each name once; `days` is how far ahead renewals are told of."""

    owners: dict[str, str]
    regions: list[str]
    days: int


@dataclass(frozen=True)
class PortfolioPage:
    """`kinds` are numbers of accounts by kind of reason; `totals` the sums that the tiles tell."""

    tiles: list[Tile]
    kinds: dict[str, int]
    totals: dict


@dataclass(frozen=True)
class Panel:
    """One account beside the list: `facts` are (label, value), `steps` (reason, next step with its day)."""

    account_id: str
    name: str
    why: str
    facts: list[tuple[str, str]]
    steps: list[tuple[str, str]]
    health: str
    spec: dict | None
    drivers: list[str]
    renewal: str
    signals: list[str]


def is_told(publication: Publication) -> bool:
    """Whether the publication holds portfolios."""
    return repo.tables(publication).issuperset(TABLES)


def named(rows: list[dict]) -> dict[str, str]:
    """Names by id; of two owners with one name each is told with the id."""
    names = [fmt.plain(row["owner_name"]) for row in rows]
    held = Counter(names)
    return {
        row["owner_id"]: name if held[name] == 1 else f"{name} ({row['owner_id']})"
        for row, name in zip(rows, names, strict=True)
    }


def choices(publication: Publication) -> Choices:
    """Owners and regions that paying accounts have."""
    owners = named(portfolio_repo.owners(publication))
    return Choices(owners, portfolio_repo.regions(publication), portfolio_repo.days_ahead(publication))


def noun(count: int, one: str, many: str) -> str:
    """A number with its noun: 1 account, 2 accounts."""
    return f"{fmt.count(count)} {one if count == 1 else many}"


def late(days: int) -> str:
    """By how much a day has gone by, or is still off: 3 days late, today, in 1 day."""
    if days < 0:
        return f"{noun(-days, 'day', 'days')} late"
    return "today" if days == 0 else f"in {noun(days, 'day', 'days')}"


def tiles(found: dict, kinds: dict[str, int], days: int, currency: str) -> list[Tile]:
    """The five figures of a CSM's morning, from the sums of the scope."""
    asked = [
        noun(kinds.get("at_risk_call", 0), "at-risk call", "at-risk calls"),
        noun(kinds.get("qbr_prep", 0), "QBR to prepare", "QBRs to prepare"),
        noun(kinds.get("renewal_due", 0), "renewal to act on", "renewals to act on"),
    ]
    rest = [f"{fmt.count(found['stable'])} stable"]
    if found["unscored"]:
        rest.append(f"{fmt.count(found['unscored'])} without a score")
    due = [fmt.money(found["renewal_amount_ahead"], currency)]
    if found["renewals_past_due"]:
        due.append(f"{fmt.count(found['renewals_past_due'])} past due")
    return [
        Tile(
            "Today's priorities",
            fmt.count(found["listed"]),
            f"{', '.join(asked)}; {fmt.count(found['listed_now'])} due by today",
            "Accounts with a reason to be on the list; some have several. The seed portfolio_rules has the rules.",
        ),
        Tile(
            "Accounts",
            fmt.count(found["accounts"]),
            f"{fmt.money(found['arr'], currency)} ARR, {fmt.money(found['expected_arr'], currency)} expected to stay",
            "Accounts that pay today. Expected: less what the forecast of record expects to lose of open renewals.",
        ),
        Tile(
            "Healthy / at-risk",
            f"{fmt.count(found['healthy'])} / {fmt.count(found['in_danger'])}",
            f"{', '.join(rest)}; {fmt.money(found['arr_in_danger'], currency)} ARR at risk",
            "Accounts by the band of today's score; at-risk includes critical and emergency.",
        ),
        Tile(
            f"Renewals in {days} days",
            fmt.count(found["renewals_ahead"]),
            "; ".join(due) + (" due" if len(due) == 1 else ""),
            "Open renewals due from today on, and the ARR that is due of them.",
        ),
        Tile(
            "Overdue tasks",
            fmt.count(found["overdue_tasks"]),
            f"the longest by {noun(found['most_overdue_days'], 'day', 'days')}, "
            f"of {noun(found['accounts_overdue'], 'account', 'accounts')}"
            if found["overdue_tasks"]
            else "nothing is late",
            "Steps of playbooks, tasks of the CRM and reviews of success plans whose day has gone by.",
        ),
    ]


def build(publication: Publication, scope: Scope, days: int, currency: str) -> PortfolioPage:
    """The tiles of a scope and its reasons."""
    found = portfolio_repo.totals(publication, scope)
    kinds = portfolio_repo.kinds(publication, scope)
    return PortfolioPage(tiles(found, kinds, days, currency), kinds, found)


def renewal_words(row: dict, currency: str) -> str:
    """The next renewal in a sentence."""
    if row["renewal_id"] is None:
        return "No term of its ends ahead."
    risk = row["renewal_risk_level"]
    at_risk = f", risk {RISK_LABELS.get(risk, fmt.spelled(risk)).lower()}" if risk else ""
    phase = f", phase {row['renewal_phase']}" if row["renewal_phase"] else ""
    amount = fmt.money_full(row["renewal_amount"], currency)
    return f"{amount} due on {fmt.day(row['renewal_date'])} ({late(row['days_to_renewal'])}{phase}{at_risk})."


def signal_lines(row: dict) -> list[str]:
    """What else is going on, a line each."""
    lines = [f"Last touch: {fmt.day(row['last_touch_on'])}"]
    if row["nps_score"] is not None:
        lines.append(f"NPS answer: {fmt.count(row['nps_score'])} of 10 on {fmt.day(row['nps_on'])}")
    severe = f", {fmt.count(row['severe_tickets'])} severe" if row["severe_tickets"] else ""
    lines.append(f"Open tickets: {fmt.count(row['open_tickets'])}{severe}")
    if row["open_alerts"]:
        lines.append(f"Open alerts: {fmt.count(row['open_alerts'])}; the newest: {row['newest_alert']}")
    if row["is_single_threaded"]:
        lines.append("At most one contact is active")
    if row["is_sponsor_silent"]:
        lines.append(f"The sponsor is silent since {fmt.day(row['sponsor_last_touch_on'])}")
    if row["success_plan_review_on"] is not None:
        lines.append(f"Review of the success plan by {fmt.day(row['success_plan_review_on'])}")
    if row["next_review_on"] is not None:
        lines.append(f"Next business review: {fmt.day(row['next_review_on'])}")
    return lines


def panel(publication: Publication, account_id: str, currency: str) -> Panel | None:
    """One account in short, or None where it is not of the portfolio."""
    row = portfolio_repo.one(publication, account_id)
    if row is None:
        return None
    points = portfolio_repo.health_points(publication, account_id)
    known = [point | {"lifecycle_stage": None} for point in points if point["score"] is not None]
    newest = known[-1]["as_of_date"] if known else None
    scored_by = (row["health_profile"], points[-1]["as_of_date"]) if points else None
    costs = portfolio_repo.drivers(publication, account_id, *scored_by, DRIVERS) if scored_by else []
    change = row["health_change_30d"]
    return Panel(
        account_id=account_id,
        name=row["account_name"],
        why=row["why"],
        facts=[
            ("ARR", fmt.money(row["arr"], currency)),
            ("Segment", SEGMENT_LABELS.get(row["segment"], fmt.plain(row["segment"]))),
            ("CSM", fmt.plain(row["owner_name"]) if row["owner_name"] else "Unassigned"),
        ],
        steps=[
            (
                one["reason"],
                f"{one['next_action']}, by {fmt.day(one['next_action_due_on'])} ({late(one['next_action_days'])})"
                + (f"; playbook {fmt.spelled(one['playbook'])}" if one["is_playbook_running"] else ""),
            )
            for one in portfolio_repo.reasons(publication, account_id)
        ],
        health="No score: nothing is known of it yet."
        if row["health_score"] is None
        else f"{fmt.score(row['health_score'])}, {BAND_LABELS.get(row['health_band'], row['health_band'])}"
        + ("" if change is None else f"; {fmt.gain(change)} in four weeks"),
        spec=score_charts.score_line(known, score_repo.bands(publication, newest), [], newest) if known else None,
        drivers=[f"{fmt.plain(one['metric_name'])}: {fmt.score(one['points_lost'])} points lost" for one in costs],
        renewal=renewal_words(row, currency),
        signals=signal_lines(row),
    )
