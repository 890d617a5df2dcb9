with facts as (
    select
        stated.account_id,
        stated.fact,
        stated.fact_key,
        stated.happened_on,
        stated.amount,
        stated.source_table,
        stated.source_file,
        stated.source_row,
        stated.known_on,
        cast(null as date) as ended_on,
        'manual' as source_system
    from {{ ref('stated_facts') }} as stated
    union all
    select
        stakeholders.account_id,
        stakeholders.standing as fact,
        stakeholders.contact_id as fact_key,
        stakeholders.since_on as happened_on,
        cast(1 as decimal(18, 6)) as amount,
        'stg_salesforce__contacts' as source_table,
        stakeholders.source_file,
        stakeholders.source_row,
        stakeholders.since_on as known_on,
        stakeholders.until_on as ended_on,
        'salesforce' as source_system
    from {{ ref('stakeholders') }} as stakeholders
    union all
    select
        stakeholders.account_id,
        stakeholders.standing || '_left' as fact,
        stakeholders.contact_id as fact_key,
        stakeholders.until_on as happened_on,
        cast(1 as decimal(18, 6)) as amount,
        'stg_salesforce__contacts' as source_table,
        stakeholders.source_file,
        stakeholders.source_row,
        stakeholders.until_on as known_on,
        cast(null as date) as ended_on,
        'salesforce' as source_system
    from {{ ref('stakeholders') }} as stakeholders
    where stakeholders.has_left
    union all
    -- Whoever is both sponsor and champion is lost once.
    select
        stakeholders.account_id,
        'key_contact_left' as fact,
        stakeholders.contact_id as fact_key,
        max(stakeholders.until_on) as happened_on,
        cast(1 as decimal(18, 6)) as amount,
        'stg_salesforce__contacts' as source_table,
        stakeholders.source_file,
        stakeholders.source_row,
        max(stakeholders.until_on) as known_on,
        cast(null as date) as ended_on,
        'salesforce' as source_system
    from {{ ref('stakeholders') }} as stakeholders
    where stakeholders.has_left and stakeholders.standing in ('sponsor', 'champion')
    group by stakeholders.account_id, stakeholders.contact_id, stakeholders.source_file, stakeholders.source_row
    union all
    select
        touches.account_id,
        'sponsor_touch' as fact,
        touches.fact_key,
        touches.happened_on,
        touches.amount,
        touches.source_table,
        touches.source_file,
        touches.source_row,
        touches.known_on,
        cast(null as date) as ended_on,
        touches.source_system
    from {{ ref('engagement_facts') }} as touches
    inner join {{ ref('stakeholders') }} as sponsors
        on
            touches.fact_key = sponsors.contact_id
            and touches.account_id = sponsors.account_id
            and sponsors.standing = 'sponsor'
            and touches.happened_on >= sponsors.since_on
            and (sponsors.until_on is null or touches.happened_on < sponsors.until_on)
    where touches.fact = 'contact_touch'
)

select
    facts.account_id,
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.known_on,
    facts.ended_on,
    facts.amount,
    facts.source_system,
    facts.source_table,
    facts.source_file,
    facts.source_row
from facts
