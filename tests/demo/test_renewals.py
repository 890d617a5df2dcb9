"""The CRM's side of a renewal: what its history tells leads to what it shows, and contracts follow each other."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

# Field of the history -> how the export of the record shows it.
SHOWN = {"Probability": lambda value: f"{value:.0f}"}
DAY = "2026-10-15"


def chains(changes: list[dict], parent: str) -> dict[tuple[str, str], list[dict]]:
    """The changes of each record's field, oldest first."""
    found = defaultdict(list)
    for change in sorted(changes, key=lambda change: change["CreatedDate"]):
        found[change[parent], change["Field"]].append(change)
    return found


def broken(found: dict[tuple[str, str], list[dict]], records: dict[str, dict]) -> list[tuple[str, str]]:
    """Fields whose changes do not follow each other up to what the record shows."""
    wrong = []
    for (key, field), changes in found.items():
        shown = SHOWN.get(field, str)(records[key][field])
        joined = all(before["NewValue"] == after["OldValue"] for before, after in pairwise(changes))
        if not joined or changes[-1]["NewValue"] != shown:
            wrong.append((key, field))
    return wrong


def deals(company) -> dict[str, dict]:
    return {deal["Id"]: deal for deal in company.records(f"salesforce/opportunities/{DAY}/page_0001.json.gz")}


def history(company, table: str) -> list[dict]:
    return company.records(f"salesforce/{table}/{table}_{DAY}.csv.gz")


def test_the_history_of_deals_leads_to_what_they_are(company):
    found = chains(history(company, "opportunity_field_history"), "OpportunityId")
    assert {field for _, field in found} >= {"StageName", "Probability", "ForecastCategoryName", "CloseDate"}
    assert broken(found, deals(company)) == []


def test_the_history_of_contacts_leads_to_what_they_are(company):
    contacts = {contact["Id"]: contact for contact in history(company, "contacts")}
    found = chains(history(company, "contact_history"), "ContactId")
    assert found
    assert broken(found, contacts) == []


def test_a_closed_deal_closed_on_the_day_of_its_last_stage(company):
    closed = {key: deal for key, deal in deals(company).items() if deal["IsClosed"]}
    found = chains(history(company, "opportunity_field_history"), "OpportunityId")
    days = {key: found[key, "StageName"][-1]["CreatedDate"][:10] for key in closed}
    assert days == {key: deal["CloseDate"] for key, deal in closed.items()}


def test_a_contract_is_renewed_where_another_follows_it(company):
    contracts = history(company, "contracts")
    starts = {(one["AccountId"], one["StartDate"]): one["ActivatedDate"][:10] for one in contracts}
    rows = company.table("renewals")
    assert {row["contract_id"] for row in rows} == {one["Id"] for one in contracts}
    for row in rows:
        follows = (date.fromisoformat(row["due_date"]) + timedelta(days=1)).isoformat()
        assert row["signed_on"] == starts.get((row["account_id"], follows), "")
        assert (row["is_renewed"] == "") == (row["signed_on"] == "" and row["due_date"] >= DAY), row
        assert row["renewed_on"] == (follows if row["is_renewed"] == "true" else ""), row
        assert 0 <= float(row["prior_chance"]) <= 1
        assert 0 <= float(row["seen_chance"]) <= 1
