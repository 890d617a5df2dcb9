-- Of a renewal that is signed, what is paid beyond the day it starts tells what was renewed; until then all of it counts.
with terms as (
    select
        renewals.renewal_id,
        renewals.account_id,
        renewals.due_date,
        renewals.due_date - 1 as last_read_on,
        greatest(terms.started_on, terms.known_on) as known_on,
        renewals.due_date + rules.late_days as late_until,
        cast({{ dbt.last_day('renewals.due_date', 'quarter') }} as date) as due_quarter_end,
        greatest(renewals.renewed_on, renewals.due_date - 1) as renewal_read_on,
        {{ divide('renewals.renewed_mrr', 'renewals.mrr_due', 12) }} as renewed_share
    from {{ ref('renewals') }} as renewals
    inner join {{ ref('known_terms') }} as terms
        on renewals.renewal_id = terms.term_id
    inner join {{ ref('renewal_rules') }} as rules
        on {{ in_force('rules', 'renewals.due_date') }}
),

dated as (
    select
        terms.*,
        dates.forecast_date,
        coalesce(standings.standing, 'open') as standing,
        least(dates.forecast_date, terms.last_read_on) as read_on
    from terms
    inner join {{ ref('forecast_dates') }} as dates
        on
            terms.known_on <= dates.forecast_date
            and terms.due_date <= dates.forecast_date + dates.forecast_days
            and greatest(terms.late_until, terms.due_quarter_end) >= dates.forecast_date
    left join {{ ref('renewal_standings') }} as standings
        on
            terms.renewal_id = standings.renewal_id
            and dates.forecast_date >= standings.valid_from
            and (standings.valid_to is null or dates.forecast_date < standings.valid_to)
    where
        terms.due_quarter_end >= dates.forecast_date
        or (standings.renewal_id is null and terms.late_until >= dates.forecast_date)
),

read as (
    select
        dated.renewal_id,
        dated.forecast_date,
        dated.account_id,
        dated.due_date,
        dated.standing,
        case when dated.renewal_read_on <= dated.forecast_date then dated.renewed_share else 1 end as booked_share,
        {{ divide(
            counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all'),
            'coalesce(shares.contracts_sharing, covered.contracts_sharing)',
        ) }} as local_mrr,
        rates.rate
    from dated
    cross join {{ ref('policies_in_force') }} as policies
    inner join {{ ref('term_subscriptions') }} as covered
        on dated.renewal_id = covered.term_id
    left join {{ ref('term_shares') }} as shares
        on
            covered.term_id = shares.term_id
            and dated.forecast_date >= shares.valid_from
            and (shares.valid_to is null or dated.forecast_date < shares.valid_to)
    inner join {{ ref('subscription_periods') }} as periods
        on
            covered.subscription_id = periods.subscription_id
            and dated.read_on >= periods.valid_from
            and (periods.valid_to is null or dated.read_on < periods.valid_to)
    left join {{ ref('forecast_rates') }} as rates
        on
            dated.forecast_date = rates.forecast_date
            and periods.currency = rates.currency
),

summed as (
    select
        read.renewal_id,
        read.forecast_date,
        read.account_id,
        read.due_date,
        read.standing,
        read.booked_share,
        cast(sum({{ converted('read.local_mrr', 'read.rate') }}) as decimal(18, 6)) as mrr_due
    from read
    group by read.renewal_id, read.forecast_date, read.account_id, read.due_date, read.standing, read.booked_share
    having count(*) = count(read.rate)
)

select
    summed.renewal_id,
    summed.forecast_date,
    summed.account_id,
    summed.due_date,
    summed.standing,
    summed.mrr_due,
    case when summed.standing = 'renewed' then {{ converted('summed.mrr_due', 'summed.booked_share') }} else 0 end as booked_mrr
from summed
where summed.mrr_due > 0
