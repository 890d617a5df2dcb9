"""dbt model forecast_simulated: what the renewals of each forecast may bring together."""

from renewal_simulation.tables import simulated


def model(dbt, session):
    """A row per horizon, method, period and dimension, as renewal_simulation.tables.simulated draws it."""
    return simulated(dbt.ref("forecast_chances"))
