"""The churn model on the demo company: its figures from its own tables, and what it can and cannot foresee."""

from decimal import Decimal
from math import exp

TRUTH = "memory.truth"


def probability(connection, account_id: str, as_of_date, fit_id: str) -> Decimal:
    """The probability, worked out anew from coefficients, metrics and the account's row alone."""
    terms = {
        feature: numbers
        for feature, *numbers in connection.execute(
            "select feature, coefficient, mean, scale, lowest, highest from marts.churn_model_coefficients "
            "where fit_id = ?",
            [fit_id],
        ).fetchall()
    }
    of_account = [account_id, as_of_date]
    metrics = connection.execute(
        "select metric, value from marts.health_metric_scores where account_id = ? and as_of_date = ?", of_account
    ).fetchall()
    segment, tenure = connection.execute(
        "select segment, tenure_days from marts.health_accounts where account_id = ? and as_of_date = ?", of_account
    ).fetchone()
    values = {metric: value for metric, value in metrics if value is not None}
    values |= {f"{metric}.unknown": int(value is None) for metric, value in metrics}
    values |= {name: int(name == f"segment.{segment}") for name in terms if name.startswith("segment.")}
    values["tenure_days"] = tenure
    log_odds = float(terms.pop("intercept")[0])
    for feature, (coefficient, mean, scale, lowest, highest) in terms.items():
        if feature in values:
            within = min(max(Decimal(values[feature]), lowest), highest)
            log_odds += float(coefficient * (within - mean) / scale)
    return Decimal(1 / (1 + exp(-log_odds)))


def test_three_accounts_are_scored_by_what_is_published(company):
    """The account at the greatest risk on the newest date, the one at the least, and one in between."""
    ranked = company.connection.execute(
        """
        select account_id, as_of_date, fit_id, probability
        from marts.churn_predictions
        where as_of_date = (select max(as_of_date) from marts.churn_predictions)
        order by probability, account_id
        """
    ).fetchall()
    for account_id, as_of_date, fit_id, told in (ranked[0], ranked[len(ranked) // 2], ranked[-1]):
        found = probability(company.connection, account_id, as_of_date, fit_id)
        assert abs(found - told) <= Decimal("0.000001")


def test_early_fits_are_refused_and_later_ones_trained(company):
    fits = company.connection.execute(
        """
        select status, churned_accounts < rules.minimum_churns, message
        from marts.churn_model_fits as fits
        inner join seeds.churn_model_rules as rules
            on fits.horizon_days = rules.horizon_days and fits.rules_version = rules.version
        order by refit_on
        """
    ).fetchall()
    assert fits[0][0] == "refused" and fits[-1][0] == "trained"
    assert all(message.endswith("needed).") for status, _, message in fits if status == "refused")
    assert not any(too_few for status, too_few, _ in fits if status == "trained")


def test_losses_with_a_warning_are_foreseen_and_those_without_are_not(company):
    """Within the horizon of a loss with a warning the probability is thrice that of all accounts; within that of one
    without it stays below double. A signal that knew the future would raise both."""
    means = dict(
        company.connection.execute(
            f"""
            select churn.warning, avg(predictions.probability)
            from marts.churn_predictions as predictions
            inner join {TRUTH}.churn as churn
                on
                    predictions.account_id = churn.account_id
                    and churn.churned_on::date > predictions.as_of_date
                    and churn.churned_on::date <= predictions.as_of_date + predictions.horizon_days
            group by churn.warning
            union all
            select 'all', avg(predictions.probability) from marts.churn_predictions as predictions
            """
        ).fetchall()
    )
    assert means["warned"] > 3 * means["all"]
    assert means["hidden"] < 2 * means["all"]
