-- Parent and child have the same top on every day, and the top has nothing above it: so nobody stands above himself.
select
    below.account_id,
    below.parent_account_id,
    below.ultimate_parent_account_id,
    above.account_id as above_account_id,
    above.ultimate_parent_account_id as above_ultimate_parent_account_id
from {{ ref('account_parents') }} as below
inner join {{ ref('account_parents') }} as above
    on
        above.account_id in (below.parent_account_id, below.ultimate_parent_account_id)
        and {{ periods_overlap('below', 'above') }}
where
    above.ultimate_parent_account_id <> below.ultimate_parent_account_id
    or (above.account_id = below.ultimate_parent_account_id and above.parent_account_id is not null)
    or (below.account_id <> below.ultimate_parent_account_id and below.parent_account_id is null)
