with detected as (
    select
        standings.account_id,
        standings.contact_id,
        standings.until_on as detected_on,
        case
            when not standings.has_left then 'role_removed'
            when standings.until_on = {{ reporting_date('people.bounced_at') }} then 'bounce'
            else 'flagged'
        end as evidence,
        cast(null as date) as returned_on
    from {{ ref('stakeholder_standings') }} as standings
    inner join {{ ref('stg_salesforce__contacts') }} as people
        on standings.contact_id = people.contact_id
    where
        standings.standing = 'champion'
        and standings.until_on <= {{ as_of_day() }}
        -- Who was merged into another contact is still there.
        and (standings.has_left or people.master_record_id is null)
    union all
    select
        silences.account_id,
        silences.contact_id,
        silences.silent_on as detected_on,
        'silence' as evidence,
        silences.seen_again_on as returned_on
    from {{ ref('champion_silences') }} as silences
),

-- Another champion in place replaces at once, else the next one to come.
successions as (
    select
        detected.contact_id,
        detected.detected_on,
        successors.contact_id as replaced_by,
        greatest(successors.since_on, detected.detected_on) as replaced_on,
        row_number() over (
            partition by detected.contact_id, detected.detected_on, detected.evidence
            order by greatest(successors.since_on, detected.detected_on), successors.contact_id
        ) as place,
        detected.evidence
    from detected
    inner join {{ ref('stakeholder_standings') }} as successors
        on
            detected.account_id = successors.account_id
            and detected.contact_id <> successors.contact_id
            and successors.standing = 'champion'
            and (successors.until_on is null or detected.detected_on < successors.until_on)
),

answered as (
    select
        detected.contact_id,
        detected.detected_on,
        min(runs.started_on) as playbook_started_on
    from detected
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', 'detected.detected_on') }}
    inner join {{ ref('playbook_runs') }} as runs
        on
            detected.account_id = runs.account_id
            and rules.departure_playbook = runs.playbook
            and runs.started_on between detected.detected_on - rules.departure_playbook_days
            and detected.detected_on + rules.departure_playbook_days
    group by detected.contact_id, detected.detected_on
)

select
    detected.account_id,
    detected.contact_id,
    people.contact_name,
    detected.detected_on,
    detected.evidence,
    successions.replaced_on,
    successions.replaced_by as replaced_by_contact_id,
    cast({{ days_between('detected.detected_on', 'successions.replaced_on') }} as integer) as days_to_replace,
    detected.returned_on,
    answered.playbook_started_on,
    successions.replaced_on is null and detected.returned_on is null as is_open
from detected
inner join {{ ref('stakeholders') }} as people
    on detected.contact_id = people.contact_id
left join successions
    on
        detected.contact_id = successions.contact_id
        and detected.detected_on = successions.detected_on
        and detected.evidence = successions.evidence
        and successions.place = 1
left join answered
    on
        detected.contact_id = answered.contact_id
        and detected.detected_on = answered.detected_on
