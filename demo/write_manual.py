"""Hand-kept CSV files: surveys, success plans, costs, playbook log, key map, rates of exchange."""

from demo.build import Settings, select_file
from demo.files import Drop

TABLES = (
    "survey_responses",
    "success_plans",
    "success_plan_objectives",
    "csm_assessments",
    "csm_costs",
    "value_reports",
    "playbook_log",
    "account_key_map",
    "fx_rates",
)
# Rows that a loader must refuse: a word for a score, a cost without its month.
BAD_ROWS = {
    "survey_responses": (
        "bad_number",
        "R-BAD-SCORE",
        "select 'R-BAD-SCORE', 'NPS', null, null, null, null, null, null, 'nine', 10, null",
    ),
    "csm_costs": ("missing_value", "nobody", "select null, 'nobody', 'travel', '120', 'USD', 0, null"),
}


def write(drop: Drop, settings: Settings) -> None:
    for table in TABLES:
        path = f"manual/{table}/{table}_{settings.as_of}.csv"
        query = f"from ({select_file(f'manual/{table}')})"
        if table not in BAD_ROWS:
            drop.table(path, query)
            continue
        kind, key, row = BAD_ROWS[table]
        rows = drop.table(path, f"{query} union all {row}")
        drop.plant(kind, path, rows, key, "rejected_row")
