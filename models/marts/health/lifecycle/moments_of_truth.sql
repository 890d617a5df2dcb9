with facts as (
    select
        facts.account_id,
        facts.fact,
        facts.happened_on,
        facts.fact_key,
        facts.source_system,
        facts.source_table
    from {{ ref('signal_facts') }} as facts
    union all
    select
        renewals.account_id,
        'renewed' as fact,
        coalesce(renewals.booked_on, renewals.renewed_on) as happened_on,
        renewals.renewal_id as fact_key,
        case when renewals.source = 'crm_contract' then 'salesforce' else 'stripe' end as source_system,
        'renewals' as source_table
    from {{ ref('renewals') }} as renewals
    where renewals.outcome = 'renewed'
),

moments as (
    select
        facts.account_id,
        rules.moment,
        facts.happened_on,
        facts.source_system,
        facts.source_table,
        facts.fact_key as source_key,
        rules.is_first_only,
        row_number() over (
            partition by facts.account_id, rules.moment
            order by facts.happened_on, facts.fact_key
        ) as occurrence
    from facts
    inner join {{ ref('moment_rules') }} as rules
        on
            facts.fact = rules.fact
            and {{ in_force('rules', 'facts.happened_on') }}
    where facts.happened_on <= {{ as_of_day() }}
)

select
    moments.account_id,
    moments.moment,
    cast(moments.occurrence as integer) as occurrence,
    moments.happened_on,
    moments.source_system,
    moments.source_table,
    moments.source_key
from moments
where moments.occurrence = 1 or not moments.is_first_only
