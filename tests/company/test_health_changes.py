"""Why scores changed, on the demo company: the effects of every account and profile sum to its change exactly."""

import pytest

PAIRS = {
    "since the date compared with": "select compared_to, as_of_date from marts.account_health where is_current",
    "over a quarter": "select as_of_date - 91, as_of_date from marts.account_health where is_weekly",
    "over a year": "select as_of_date - 364, as_of_date from marts.account_health where is_weekly",
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS.keys())
def test_effects_sum_to_the_change(company, pair):
    con = company.connection
    first, last = con.execute(f"{pair} order by as_of_date desc limit 1").fetchone()
    changes = con.execute(
        "select account_id, profile, later.score - earlier.score from marts.account_health as later"
        " join marts.account_health as earlier using (account_id, profile)"
        " where later.as_of_date = ? and earlier.as_of_date = ?",
        [last, first],
    ).fetchall()
    effects = con.execute(
        "select account_id, profile, sum(amount) from marts.health_changes where from_date = ? and to_date = ?"
        " group by all",
        [first, last],
    ).fetchall()
    told = {(account, profile): amount for account, profile, amount in effects}
    assert len(changes) > 300 and any(change for *_, change in changes)
    wrong = [row for row in changes if row[2] is not None and told.get(row[:2], 0) != row[2]]
    assert not wrong
