-- The bearers of a month have as many accounts, and as much ARR, as pay at its end.
with borne as (
    select
        loads.month_end,
        sum(loads.accounts) as accounts,
        sum(loads.arr) as arr
    from {{ ref('csm_load') }} as loads
    group by loads.month_end
),

paying as (
    select
        account_mrr.month_end,
        count(*) as accounts,
        sum(12 * account_mrr.closing_mrr) as arr
    from {{ ref('account_mrr') }} as account_mrr
    inner join {{ ref('policies_in_force') }} as policies
        on policies.basis = 'contract'
    where account_mrr.closing_mrr > 0
    group by account_mrr.month_end
)

select
    paying.month_end,
    paying.accounts,
    paying.arr,
    borne.accounts as accounts_borne,
    borne.arr as arr_borne
from paying
left join borne
    on paying.month_end = borne.month_end
where borne.month_end is null or paying.accounts <> borne.accounts or paying.arr <> borne.arr
