-- Where an account stood at the first month end at which it paid. Its source is what the CRM says today: the export keeps no
-- history of it.
with firsts as (
    select
        account_mrr.account_id,
        min(account_mrr.month_end) as start_month_end
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.closing_mrr > 0
    group by account_mrr.account_id
),

starts as (
    select
        firsts.account_id,
        firsts.start_month_end,
        months.state_date,
        account_mrr.segment_at_close as segment,
        account_mrr.closing_mrr as start_mrr
    from firsts
    inner join {{ ref('account_mrr') }} as account_mrr
        on
            firsts.account_id = account_mrr.account_id
            and firsts.start_month_end = account_mrr.month_end
    inner join {{ ref('reporting_months') }} as months
        on firsts.start_month_end = months.month_end
),

plans as (
    select
        starts.account_id,
        periods.plan,
        sum(
            {{ converted(counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all'), 'rates.rate') }}
        ) as mrr
    from starts
    inner join {{ ref('subscription_periods') }} as periods
        on
            starts.account_id = periods.account_id
            and starts.state_date >= periods.valid_from
            and (periods.valid_to is null or starts.state_date < periods.valid_to)
    cross join {{ ref('policies_in_force') }} as policies
    inner join {{ ref('reporting_rates') }} as rates
        on
            starts.start_month_end = rates.month_end
            and periods.currency = rates.currency
    group by starts.account_id, periods.plan
),

ranked as (
    select
        plans.account_id,
        plans.plan,
        row_number() over (partition by plans.account_id order by plans.mrr desc, plans.plan asc) as place
    from plans
    where plans.mrr > 0
)

select
    starts.account_id,
    starts.start_month_end,
    cast({{ dbt.last_day('starts.start_month_end', 'quarter') }} as date) as start_quarter_end,
    starts.segment,
    coalesce(ranked.plan, 'unknown') as plan,
    coalesce(nullif(trim(crm.account_source), ''), 'unknown') as channel,
    starts.start_mrr
from starts
left join ranked
    on
        starts.account_id = ranked.account_id
        and ranked.place = 1
left join {{ ref('stg_salesforce__accounts') }} as crm
    on starts.account_id = crm.account_id
