"""dbt model cohort_survival_fitted: survival curves of customers, month by month of age."""

from survival.curves import fitted


def model(dbt, session):
    """A row per dimension, value and month of age, as survival.curves.fitted makes it from the build's tables."""
    return fitted(dbt.ref("cohort_life_lengths"))
