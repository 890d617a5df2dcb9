"""The truth, for tests only: what really happened, and every fault that was planted."""

from pathlib import Path

from demo.files import FAULT_COLUMNS, Drop, write_csv

DECIMAL = "(({0}) // 1000000) || '.' || lpad((({0}) % 1000000)::varchar, 6, '0')"


def money(name: str) -> str:
    """SQL text of a sum in millionths as a decimal with six places."""
    return f"case when {name} < 0 then '-' else '' end || " + DECIMAL.format(f"abs({name})")


QUERIES = {
    "mrr_movements": f"""
        select account_id, month_end, movement, {money('amount_e6')} as amount, {money('opening_e6')} as opening_mrr,
            {money('closing_e6')} as closing_mrr, month_end > getvariable('as_of') as is_provisional
        from truth_movements
        order by account_id, month_end, movement""",
    "account_mrr": f"""
        select account_id, month_end, {money('opening_e6')} as opening_mrr, {money('closing_e6')} as closing_mrr,
            month_end > getvariable('as_of') as is_provisional
        from (select *, coalesce(lag(closing_e6) over (partition by account_id order by month_end), 0) as opening_e6 from truth_months)
        where opening_e6 <> 0 or closing_e6 <> 0
        order by account_id, month_end""",
    "accounts": """
        select i as account_number, account_id, identities.plain_name as account_name, scenario, tier, country, region, accounts.currency, billing_interval, history,
            discount, key_method, live_from::date as first_day, is_lost
        from accounts
        inner join identities using (i, account_id)
        inner join (select i, live_from, is_lost from account_spans) using (i)
        order by i""",
    "churn": """
        select customers.truth_account_id as account_id, max(subscriptions.end_at)::date as churned_on, truth_movements.month_end,
            arg_max(cause, subscriptions.end_at) as cause,
            case when arg_max(is_warned, subscriptions.end_at) then 'warned' else 'hidden' end as warning
        from truth_movements
        inner join customers on customers.truth_account_id = truth_movements.account_id
        inner join subscriptions on subscriptions.c = customers.c and subscriptions.is_ended and subscriptions.n <> 5
            and subscriptions.end_at::date <= truth_movements.month_end
        inner join churn_causes on churn_causes.s = subscriptions.s
        where movement = 'churn'
        group by customers.truth_account_id, truth_movements.month_end
        order by 1, 2""",
    "customer_accounts": """
        select customer_id, truth_account_id as account_id, method
        from customers
        order by customer_id""",
}


def write(drop: Drop, truth: Path) -> None:
    truth.mkdir(parents=True, exist_ok=True)
    for name, query in QUERIES.items():
        drop.con.execute(f"copy ({query}) to '{truth / f'{name}.csv'}' (format csv, header true)")
    write_csv(truth / "planted_faults.csv", FAULT_COLUMNS, drop.faults)
