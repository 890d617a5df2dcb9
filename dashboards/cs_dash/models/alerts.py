"""What is told of alerts, playbooks and predictions, and whether a publication has them."""

from cs_dash import repo
from cs_dash.publication import Publication

ALERT_TABLES = frozenset({"alert_rule_results", "alerts", "playbook_steps", "playbook_tasks"})
MODEL_TABLES = frozenset({"churn_model_fits", "churn_predictions"})


def is_told(publication: Publication) -> bool:
    """Whether the publication holds alerts and the tasks of playbooks."""
    return repo.tables(publication).issuperset(ALERT_TABLES)


def is_predicted(publication: Publication) -> bool:
    """Whether the publication holds what the churn model says."""
    return repo.tables(publication).issuperset(MODEL_TABLES)
