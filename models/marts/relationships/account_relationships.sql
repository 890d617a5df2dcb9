{% set day = as_of_day() %}
with losses as (
    select
        departures.account_id,
        count(distinct departures.contact_id) as champions_left,
        max(departures.detected_on) as champion_left_on
    from {{ ref('champion_departures') }} as departures
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', day) }}
    where
        departures.returned_on is null
        and departures.detected_on > {{ day }} - rules.departure_days
    group by departures.account_id
),

stated as (
    select
        facts.account_id,
        facts.happened_on,
        facts.amount,
        row_number() over (
            partition by facts.account_id
            order by facts.happened_on desc, facts.source_row desc
        ) as place
    from {{ ref('stated_facts') }} as facts
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', day) }}
    where
        facts.fact = 'relationship_strength'
        and facts.known_on <= {{ day }}
        and facts.happened_on > {{ day }} - rules.stated_strength_days
),

judged as (
    select
        counts.*,
        counts.active_contacts <= rules.single_thread_contacts as is_single_threaded,
        counts.contacts_at_onboarding >= rules.onboarding_contacts as is_multi_threaded_at_onboarding,
        cast({{ days_between('coalesce(counts.sponsor_last_touch_on, counts.sponsor_since)', day) }} as integer)
            as sponsor_silent_days,
        rules.sponsor_silent_days as silent_from,
        rules.version as rule_version
    from {{ ref('account_contact_counts') }} as counts
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', day) }}
)

select
    judged.account_id,
    judged.customer_since,
    cast(judged.contacts as integer) as contacts,
    cast(judged.active_contacts as integer) as active_contacts,
    cast(judged.contacts_at_onboarding as integer) as contacts_at_onboarding,
    judged.is_multi_threaded_at_onboarding,
    judged.is_single_threaded,
    cast(judged.champions as integer) as champions,
    cast(coalesce(losses.champions_left, 0) as integer) as champions_left_90d,
    losses.champion_left_on,
    cast(judged.sponsors as integer) as sponsors,
    judged.sponsor_last_touch_on,
    case when judged.sponsors > 0 then judged.sponsor_silent_days end as sponsor_silent_days,
    judged.sponsors > 0 and judged.sponsor_silent_days >= judged.silent_from as is_sponsor_silent,
    cast(judged.blockers as integer) as blockers,
    cast(judged.touches_overdue as integer) as touches_overdue,
    cast(coalesce(stated.amount, judged.strength) as integer) as strength,
    case
        when stated.amount is not null then 'csm'
        when judged.strength is not null then 'evidence'
    end as strength_source,
    stated.happened_on as strength_stated_on,
    concat_ws(
        '; ',
        cast(judged.active_contacts as varchar) || ' of ' || cast(judged.contacts as varchar) || ' contacts in touch',
        case when judged.champions = 0 then 'no champion' end,
        case
            when losses.champions_left > 0 then 'a champion gone since ' || {{ day_told('losses.champion_left_on') }}
        end,
        case
            when judged.sponsors = 0 then 'no sponsor'
            when judged.sponsor_silent_days >= judged.silent_from
                then 'sponsor silent for ' || cast(judged.sponsor_silent_days as varchar) || ' days'
        end,
        case when judged.blockers > 0 then cast(judged.blockers as varchar) || ' against us' end
    ) as reason,
    judged.rule_version
from judged
left join losses
    on judged.account_id = losses.account_id
left join stated
    on
        judged.account_id = stated.account_id
        and stated.place = 1
