{% set doublings = 7 %}
with links as (
    select
        links.account_id,
        links.parent_account_id,
        links.valid_from,
        links.valid_to
    from {{ ref('account_parent_links') }} as links
),

{{ links_followed('links', doublings) }},

-- Whoever has not reached the top by now is in a circle, or below one: the lowest id of the circle is made its top.
topped as (
    select
        near.account_id,
        near.parent_account_id,
        case when far.is_top then far.reached_id else far.lowest_id end as ultimate_parent_account_id,
        greatest(near.valid_from, far.valid_from) as valid_from,
        least(near.valid_to, far.valid_to) as valid_to
    from step_{{ doublings }} as near
    inner join step_{{ doublings }} as far
        on
            near.reached_id = far.account_id
            and {{ periods_overlap('near', 'far') }}
),

compared as (
    select
        topped.account_id,
        case when topped.ultimate_parent_account_id <> topped.account_id then topped.parent_account_id end as parent_account_id,
        topped.ultimate_parent_account_id,
        topped.valid_from,
        topped.valid_to,
        case
            when
                lag(topped.ultimate_parent_account_id) over account_history = topped.ultimate_parent_account_id
                and (
                    lag(topped.parent_account_id) over account_history = topped.parent_account_id
                    or topped.ultimate_parent_account_id = topped.account_id
                )
                then 0
            else 1
        end as starts_period
    from topped
    window account_history as (
        partition by topped.account_id
        order by topped.valid_from
    )
),

numbered as (
    select
        compared.*,
        sum(compared.starts_period) over (partition by compared.account_id order by compared.valid_from) as period_number
    from compared
)

select
    numbered.account_id,
    numbered.parent_account_id,
    numbered.ultimate_parent_account_id,
    min(numbered.valid_from) as valid_from,
    case when count(*) = count(numbered.valid_to) then max(numbered.valid_to) end as valid_to
from numbered
group by numbered.account_id, numbered.parent_account_id, numbered.ultimate_parent_account_id, numbered.period_number
