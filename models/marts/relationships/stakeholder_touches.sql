-- Somebody was reached in a meeting or in a call that was answered; mail and tasks tell only what we did.
with results as (
    select
        engaged.fact_key as activity_id,
        max(case when engaged.fact in ('meeting', 'call_connected') then 1 else 0 end) as reached,
        max(case when engaged.fact = 'call' then 1 else 0 end) as called
    from {{ ref('engagement_facts') }} as engaged
    where engaged.fact in ('meeting', 'call', 'call_connected')
    group by engaged.fact_key
)

select
    activities.activity_id,
    activities.account_id,
    activities.contact_id,
    activities.happened_on,
    coalesce(results.reached, 0) = 1 as is_reached,
    coalesce(results.called = 1 and results.reached = 0, false) as is_missed_call
from {{ ref('activities') }} as activities
left join results
    on activities.activity_id = results.activity_id
where activities.contact_id is not null
