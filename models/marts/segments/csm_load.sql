-- An account is served by its owner; without an active one by the pool of its segment, or by nobody where coverage is dedicated.
with borne as (
    select
        months.*,
        case
            when months.active_owner_id is not null then 'owner'
            when months.coverage_model = 'dedicated' then 'nobody'
            else 'pool'
        end as bearer_kind,
        case
            when months.active_owner_id is not null then months.active_owner_id
            when months.coverage_model = 'dedicated' then 'unassigned'
            else months.segment
        end as bearer_id
    from {{ ref('covered_months') }} as months
),

by_segment as (
    select
        borne.month_end,
        borne.bearer_kind,
        borne.bearer_id,
        borne.coverage_model,
        max(case when borne.bearer_kind = 'owner' then borne.owner_name end) as bearer_name,
        count(*) as accounts,
        sum(borne.arr) as arr,
        {{ divide('count(*)', 'max(borne.accounts_per_csm_high)', 9) }} as needed_at_most_accounts,
        {{ divide('count(*)', 'max(borne.accounts_per_csm_low)', 9) }} as needed_at_fewest_accounts,
        bool_or(borne.is_provisional) as is_provisional
    from borne
    group by borne.month_end, borne.bearer_kind, borne.bearer_id, borne.segment, borne.coverage_model
),

summed as (
    select
        by_segment.month_end,
        by_segment.bearer_kind,
        by_segment.bearer_id,
        max(by_segment.bearer_name) as bearer_name,
        sum(by_segment.accounts) as accounts,
        {% for model in ['dedicated', 'pooled', 'digital'] %}
        sum(case when by_segment.coverage_model = '{{ model }}' then by_segment.accounts else 0 end) as {{ model }}_accounts,
        {% endfor %}
        sum(by_segment.arr) as arr,
        -- A segment without a most has room for any number.
        coalesce(sum(by_segment.needed_at_most_accounts), 0) as people_needed_low,
        sum(by_segment.needed_at_fewest_accounts) as people_needed_high,
        case when by_segment.bearer_kind = 'owner' then 1 else 0 end as people,
        bool_or(by_segment.is_provisional) as is_provisional
    from by_segment
    group by by_segment.month_end, by_segment.bearer_kind, by_segment.bearer_id
)

select
    summed.month_end,
    summed.bearer_kind,
    summed.bearer_id,
    case when summed.bearer_kind = 'owner' then summed.bearer_id end as owner_id,
    summed.bearer_name as owner_name,
    cast(summed.accounts as integer) as accounts,
    {% for model in ['dedicated', 'pooled', 'digital'] %}
    cast(summed.{{ model }}_accounts as integer) as {{ model }}_accounts,
    {% endfor %}
    cast(summed.arr as decimal(18, 6)) as arr,
    cast(summed.people as integer) as people,
    cast(summed.people_needed_low as decimal(18, 6)) as people_needed_low,
    cast(summed.people_needed_high as decimal(18, 6)) as people_needed_high,
    cast({{ divide('summed.people_needed_low', 'summed.people') }} as decimal(18, 6)) as load_low,
    cast({{ divide('summed.people_needed_high', 'summed.people') }} as decimal(18, 6)) as load_high,
    case when summed.people > 0 then round(summed.people_needed_low, 6) > summed.people end as is_over,
    case when summed.people > 0 then round(summed.people_needed_high, 6) < summed.people end as is_under,
    summed.is_provisional
from summed
