"""What an account's overview shows: how it got here, why it needs somebody, its renewal, tickets, people and plans."""

from dataclasses import dataclass

import pyarrow as pa

from cs_dash import account_repo, fmt, overview_charts, overview_repo, repo, score_repo
from cs_dash.models import portfolio
from cs_dash.models.portfolio import Panel
from cs_dash.publication import Publication

TABLES = portfolio.TABLES | {
    "business_reviews", "champion_departures", "lifecycle_transitions", "moments_of_truth", "renewal_steps",
    "stakeholders", "success_plans", "ticket_sla", "value_realized",
}  # fmt: skip
REVIEWS = 8


@dataclass(frozen=True)
class Overview:
    """`panel` is None for an account that pays nothing today, `steps` for one without a term that ends ahead.

    `level`, `health` and `marks` are charts, None where there is nothing to draw.
    """

    panel: Panel | None
    events: pa.Table
    level: dict | None
    health: dict | None
    marks: dict | None
    steps: pa.Table | None
    sla: str
    stakeholders: pa.Table
    people: str
    plans: pa.Table
    reviews: pa.Table
    values: pa.Table


def is_told(publication: Publication) -> bool:
    """Whether the publication holds what an overview reads."""
    return repo.tables(publication).issuperset(TABLES)


def sla_words(found: dict) -> str:
    """How promises of tickets were kept, in a sentence."""
    if not found["promises"]:
        return "No ticket of its was ever under a policy."
    told = portfolio.noun(found["promises"], "promise", "promises")
    kept = (
        "none is decided yet"
        if not found["measured"]
        else f"{fmt.count(found['met'])} of {fmt.count(found['measured'])} kept ({fmt.rate(found['compliance'])})"
    )
    late = f"; {fmt.count(found['breached_open'])} open past the target" if found["breached_open"] else ""
    return f"{told} of tickets under a policy: {kept}{late}."


def people_words(rows: list[dict]) -> str:
    """How many people there are, and of what kinds."""
    there = [row for row in rows if row["left_on"] is None]
    champions = sum(row["is_champion"] for row in there)
    sponsors = sum(row["is_sponsor"] for row in there)
    late = sum(bool(row["is_touch_overdue"]) for row in there)
    parts = [
        portfolio.noun(len(there), "contact", "contacts"),
        portfolio.noun(champions, "champion", "champions"),
        portfolio.noun(sponsors, "sponsor", "sponsors"),
        f"{fmt.count(late)} not touched in time",
        f"{fmt.count(len(rows) - len(there))} left",
    ]
    return ", ".join(parts) + "; the strongest first."


def build(publication: Publication, account_id: str, currency: str) -> Overview:
    """All of an account's overview."""
    panel = portfolio.panel(publication, account_id, currency)
    row = portfolio.portfolio_repo.one(publication, account_id)
    history = account_repo.history(publication, account_id)
    champion = score_repo.champion(publication)
    scores = score_repo.scores(publication, account_id, champion) if champion else []
    found = overview_repo.events(publication, account_id)
    people = overview_repo.stakeholders(publication, account_id)
    days = [one["state_date"] for one in history] + [one["as_of_date"] for one in scores]
    ends = (min(days), max(days)) if days else None
    return Overview(
        panel=panel,
        events=found,
        level=overview_charts.level(history, currency, *ends) if history else None,
        health=overview_charts.health(scores, score_repo.bands(publication, scores[-1]["as_of_date"]), *ends)
        if scores
        else None,
        marks=overview_charts.events(found.to_pylist(), *ends) if found.num_rows and ends else None,
        steps=overview_repo.renewal_steps(publication, row["renewal_id"]) if row and row["renewal_id"] else None,
        sla=sla_words(overview_repo.sla(publication, account_id)),
        stakeholders=people,
        people=people_words(people.to_pylist()),
        plans=overview_repo.plans(publication, account_id),
        reviews=overview_repo.reviews(publication, account_id, REVIEWS),
        values=overview_repo.values(publication, account_id),
    )
