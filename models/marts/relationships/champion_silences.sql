-- A champion of whom nothing was seen for so many days while others of the account were in touch. Before the first
-- activity that any export knows, nobody's silence can be told.
{% set day = as_of_day() %}
with first_known as (
    select min(touches.happened_on) as first_on
    from {{ ref('stakeholder_touches') }} as touches
),

champions as (
    select
        standings.account_id,
        standings.contact_id,
        greatest(standings.since_on, first_known.first_on) as since_on,
        coalesce(standings.until_on, {{ latest_day() }}) as until_on
    from {{ ref('stakeholder_standings') }} as standings
    cross join first_known
    where standings.standing = 'champion'
),

marks as (
    select
        champions.account_id,
        champions.contact_id,
        champions.since_on as seen_on,
        champions.since_on,
        champions.until_on
    from champions
    union
    select
        champions.account_id,
        champions.contact_id,
        touches.happened_on as seen_on,
        champions.since_on,
        champions.until_on
    from champions
    inner join {{ ref('stakeholder_touches') }} as touches
        on
            champions.contact_id = touches.contact_id
            and champions.since_on <= touches.happened_on
            and champions.until_on > touches.happened_on
),

gaps as (
    select
        marks.*,
        lead(marks.seen_on) over (partition by marks.contact_id, marks.since_on order by marks.seen_on) as seen_again_on
    from marks
),

silences as (
    select
        gaps.account_id,
        gaps.contact_id,
        gaps.seen_on,
        gaps.seen_on + rules.silence_days as silent_on,
        gaps.seen_again_on
    from gaps
    inner join {{ ref('relationship_rules') }} as rules
        on
            gaps.seen_on + rules.silence_days <= {{ day }}
            and gaps.seen_on + rules.silence_days < gaps.until_on
            and (gaps.seen_again_on is null or gaps.seen_on + rules.silence_days < gaps.seen_again_on)
            and {{ in_force('rules', 'gaps.seen_on') }}
)

select distinct
    silences.account_id,
    silences.contact_id,
    silences.seen_on,
    silences.silent_on,
    silences.seen_again_on
from silences
inner join {{ ref('stakeholder_touches') }} as others
    on
        silences.account_id = others.account_id
        and silences.contact_id <> others.contact_id
        and silences.seen_on < others.happened_on
        and silences.silent_on >= others.happened_on
