-- What is counted on the day on which a month is read. A contact's department is the one told last: exports keep no other.
with paying as (
    select
        account_mrr.account_id,
        account_mrr.month_end,
        account_mrr.state_date,
        account_mrr.closing_mrr
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.closing_mrr > 0
),

contacts as (
    select
        paying.account_id,
        paying.month_end,
        count(distinct facts.fact_key) as stakeholders,
        count(distinct lower(trim(contacts.department))) as departments
    from paying
    inner join {{ ref('relationship_facts') }} as facts
        on
            paying.account_id = facts.account_id
            and facts.fact = 'contact'
            and paying.state_date >= facts.happened_on
            and (facts.ended_on is null or paying.state_date < facts.ended_on)
    left join {{ ref('stg_salesforce__contacts') }} as contacts
        on facts.fact_key = contacts.contact_id
    group by paying.account_id, paying.month_end
),

growth as (
    select
        paying.account_id,
        paying.month_end,
        count(distinct signals.signal) as expansion_signals
    from paying
    inner join {{ ref('expansion_signal_periods') }} as signals
        on
            paying.account_id = signals.account_id
            and paying.state_date >= signals.valid_from
            and paying.state_date < signals.holds_to
    group by paying.account_id, paying.month_end
),

listed as (
    select distinct
        paying.account_id,
        paying.month_end
    from paying
    inner join {{ ref('strategic_accounts') }} as strategic
        on
            paying.account_id = strategic.account_id
            and {{ in_force('strategic', 'paying.state_date') }}
),

wide as (
    select
        paying.account_id,
        paying.month_end,
        12 * paying.closing_mrr as arr,
        coalesce(contacts.stakeholders, 0) as stakeholders,
        coalesce(contacts.departments, 0) as departments,
        coalesce(growth.expansion_signals, 0) as expansion_signals,
        case when listed.account_id is null then 0 else 1 end as listed
    from paying
    left join contacts
        on
            paying.account_id = contacts.account_id
            and paying.month_end = contacts.month_end
    left join growth
        on
            paying.account_id = growth.account_id
            and paying.month_end = growth.month_end
    left join listed
        on
            paying.account_id = listed.account_id
            and paying.month_end = listed.month_end
)

{% for measure in ['arr', 'stakeholders', 'departments', 'expansion_signals', 'listed'] %}
select
    wide.account_id,
    wide.month_end,
    '{{ measure }}' as measure,
    cast(wide.{{ measure }} as decimal(18, 6)) as value
from wide
{% if not loop.last %}union all{% endif %}
{% endfor %}
