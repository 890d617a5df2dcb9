{# Each step doubles the reach, so seven follow chains of 128 merges; a circle of merges never reaches a survivor. #}
{% set doublings = 7 %}
with statements as (
    select
        stated.account_id,
        stated.master_record_id,
        row_number() over (
            partition by stated.account_id
            order by stated.stated_at desc nulls last, stated.master_record_id asc
        ) as statement_rank
    from {{ ref('stg_salesforce__account_merges') }} as stated
    -- A master that no extract holds cannot carry the loser's records, so its loser stays until the master arrives.
    inner join {{ ref('stg_salesforce__accounts') }} as masters
        on stated.master_record_id = masters.account_id
    where stated.account_id <> stated.master_record_id
),

reach_0 as (
    select
        statements.account_id as from_account_id,
        statements.master_record_id as to_account_id
    from statements
    where statements.statement_rank = 1
),
{% for step in range(1, doublings + 1) %}
reach_{{ step }} as (
    select
        near.from_account_id,
        coalesce(far.to_account_id, near.to_account_id) as to_account_id
    from reach_{{ step - 1 }} as near
    left join reach_{{ step - 1 }} as far
        on near.to_account_id = far.from_account_id
){{ ',' if not loop.last }}
{% endfor %}
select
    closed.from_account_id,
    closed.to_account_id,
    direct.to_account_id as merged_into_account_id,
    case when direct.to_account_id = closed.to_account_id then 'merge' else 'merge_chain' end as reason
from reach_{{ doublings }} as closed
inner join reach_0 as direct
    on closed.from_account_id = direct.from_account_id
left join reach_0 as losers
    on closed.to_account_id = losers.from_account_id
where losers.from_account_id is null
