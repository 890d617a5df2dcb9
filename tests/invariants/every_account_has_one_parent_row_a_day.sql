-- From the earliest day on without a gap, and never two at once.
with ordered as (
    select
        accounts.account_id,
        parents.valid_from,
        parents.valid_to,
        lag(parents.valid_to) over account_history as last_valid_to,
        row_number() over account_history as period_number,
        count(*) over (partition by accounts.account_id) as periods
    from {{ ref('accounts') }} as accounts
    left join {{ ref('account_parents') }} as parents
        on accounts.account_id = parents.account_id
    window account_history as (
        partition by accounts.account_id
        order by parents.valid_from
    )
)

select *
from ordered
where
    valid_from is null
    or valid_to <= valid_from
    or valid_from <> case when period_number = 1 then {{ earliest_day() }} else coalesce(last_valid_to, {{ earliest_day() }}) end
    or (valid_to is null) <> (period_number = periods)
