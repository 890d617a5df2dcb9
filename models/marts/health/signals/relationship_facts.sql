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
        standings.account_id,
        standings.standing as fact,
        standings.contact_id as fact_key,
        standings.since_on as happened_on,
        cast(1 as decimal(18, 6)) as amount,
        'stg_salesforce__contacts' as source_table,
        standings.source_file,
        standings.source_row,
        standings.since_on as known_on,
        standings.until_on as ended_on,
        'salesforce' as source_system
    from {{ ref('stakeholder_standings') }} as standings
    union all
    select
        standings.account_id,
        standings.standing || '_left' as fact,
        standings.contact_id as fact_key,
        standings.until_on as happened_on,
        cast(1 as decimal(18, 6)) as amount,
        'stg_salesforce__contacts' as source_table,
        standings.source_file,
        standings.source_row,
        standings.until_on as known_on,
        cast(null as date) as ended_on,
        'salesforce' as source_system
    from {{ ref('stakeholder_standings') }} as standings
    where standings.has_left
    union all
    -- Whoever is both sponsor and champion is lost once.
    select
        standings.account_id,
        'key_contact_left' as fact,
        standings.contact_id as fact_key,
        max(standings.until_on) as happened_on,
        cast(1 as decimal(18, 6)) as amount,
        'stg_salesforce__contacts' as source_table,
        standings.source_file,
        standings.source_row,
        max(standings.until_on) as known_on,
        cast(null as date) as ended_on,
        'salesforce' as source_system
    from {{ ref('stakeholder_standings') }} as standings
    where standings.has_left and standings.standing in ('sponsor', 'champion')
    group by standings.account_id, standings.contact_id, standings.source_file, standings.source_row
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
    inner join {{ ref('stakeholder_standings') }} as sponsors
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
