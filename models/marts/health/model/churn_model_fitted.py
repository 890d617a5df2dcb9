"""dbt model churn_model_fitted: every fit of the churn model, term by term."""

from churn_model.training import fitted


def model(dbt, session):
    """A row per fit and term, as churn_model.training.fitted makes it from the build's tables."""
    return fitted(
        refits=dbt.ref("churn_model_refits"),
        cases=dbt.ref("churn_model_cases"),
        features=dbt.ref("churn_model_case_features"),
    )
