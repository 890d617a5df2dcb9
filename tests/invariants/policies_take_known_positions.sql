-- A policy at a position that no model knows would fall through every case.
select
    policies.policy,
    policies.position
from {{ ref('policies') }} as policies
left join {{ ref('policy_positions') }} as positions
    on
        policies.policy = positions.policy
        and policies.position = positions.position
where positions.position is null
