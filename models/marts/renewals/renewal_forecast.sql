-- A score names the band exactly; the name of a band serves where the CRM holds no score.
with open_renewals as (
    select
        renewals.renewal_id,
        {{ as_of_day() }} as forecast_date,
        renewals.account_id,
        renewals.segment,
        renewals.due_date,
        renewals.due_month_end,
        renewals.mrr_due,
        accounts.health_score,
        replace(replace(lower(trim(accounts.health_band)), '-', '_'), ' ', '_') as named_band
    from {{ ref('renewals') }} as renewals
    left join {{ ref('stg_salesforce__accounts') }} as accounts
        on renewals.account_id = accounts.account_id
    where renewals.outcome = 'open' and renewals.mrr_due > 0
),

rated as (
    select
        open_renewals.*,
        probabilities.band,
        probabilities.probability,
        probabilities.version
    from open_renewals
    left join {{ ref('renewal_probabilities') }} as probabilities
        on
            (
                floor(open_renewals.health_score) between probabilities.lower_score and probabilities.upper_score
                or (open_renewals.health_score is null and open_renewals.named_band = probabilities.band)
            )
            and {{ in_force('probabilities', 'open_renewals.forecast_date') }}
)

select
    rated.renewal_id,
    rated.forecast_date,
    rated.account_id,
    rated.segment,
    rated.due_date,
    rated.due_month_end,
    rated.mrr_due,
    cast(rated.mrr_due * 12 as decimal(18, 6)) as amount_due,
    cast(rated.health_score as decimal(18, 6)) as health_score,
    rated.band as health_band,
    rated.probability,
    rated.version as probability_version,
    {{ converted('rated.mrr_due * 12', 'rated.probability') }} as expected_amount
from rated
