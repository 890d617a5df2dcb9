-- Whoever was never touched counts from the first paid day, so that nobody is late before the first interval is over.
-- Business reviews are those of account_reviews, which also reads the log of playbooks.
with touched as (
    select
        facts.account_id,
        'touch' as cadence,
        {{ month_end('facts.known_on') }} as month_end,
        max(facts.happened_on) as last_on,
        count(*) as touches
    from {{ ref('engagement_facts') }} as facts
    where facts.fact = 'touch'
    group by facts.account_id, {{ month_end('facts.known_on') }}
    union all
    select
        reviews.account_id,
        'qbr' as cadence,
        {{ month_end('reviews.held_on') }} as month_end,
        max(reviews.held_on) as last_on,
        count(*) as touches
    from {{ ref('account_reviews') }} as reviews
    where reviews.review_kind = 'qbr'
    group by reviews.account_id, {{ month_end('reviews.held_on') }}
),

reached as (
    select
        touched.account_id,
        touched.cadence,
        touched.month_end as valid_from,
        lead(touched.month_end) over (
            partition by touched.account_id, touched.cadence
            order by touched.month_end
        ) as valid_to,
        touched.touches,
        max(touched.last_on) over (
            partition by touched.account_id, touched.cadence
            order by touched.month_end
            rows unbounded preceding
        ) as last_on
    from touched
),

required as (
    {% for cadence in ['touch', 'qbr'] %}
    select
        months.account_id,
        months.month_end,
        months.state_date,
        months.segment,
        months.owner_id,
        '{{ cadence }}' as cadence,
        case when months.state_date < lives.valid_from + rules.early_days then 'early' else 'steady' end as phase,
        {% if cadence == 'touch' %}
        case when months.state_date < lives.valid_from + rules.early_days then months.early_touch_days else months.touch_days end
            as required_days,
        {% else %}
        months.qbr_days as required_days,
        {% endif %}
        lives.valid_from as paying_since,
        months.is_provisional
    from {{ ref('covered_months') }} as months
    inner join {{ ref('account_paying_periods') }} as lives
        on
            months.account_id = lives.account_id
            and months.state_date >= lives.valid_from
            and (lives.valid_to is null or months.state_date < lives.valid_to)
    inner join {{ ref('csm_time_rules') }} as rules
        on {{ in_force('rules', 'months.state_date') }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    required.account_id,
    required.month_end,
    required.cadence,
    required.segment,
    required.owner_id,
    required.phase,
    required.required_days,
    reached.last_on as last_touch_on,
    cast(case when reached.valid_from = required.month_end then reached.touches else 0 end as integer) as touches,
    cast({{ days_between('greatest(reached.last_on, required.paying_since)', 'required.state_date') }} as integer) as days_since,
    {{ days_between('greatest(reached.last_on, required.paying_since)', 'required.state_date') }} <= required.required_days as is_met,
    required.is_provisional
from required
left join reached
    on
        required.account_id = reached.account_id
        and required.cadence = reached.cadence
        and required.month_end >= reached.valid_from
        and (reached.valid_to is null or required.month_end < reached.valid_to)
where required.required_days is not null
