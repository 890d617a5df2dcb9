-- A policy holds for the whole history that a build tells: what another position would have said is another build.
{% set policies = [
    'basis', 'discounts', 'past_due', 'paused', 'trial', 'usage', 'scheduled_cancellation', 'reactivation', 'ramp', 'week_length',
    'day_length', 'movement_grain', 'fx', 'account_merges',
] %}
select
    {% for policy in policies %}
    max(case when policies.policy = '{{ policy }}' then policies.position end) as {{ policy }},
    {% endfor %}
    max(case when policies.policy = 'past_due' then policies.days end) as past_due_days,
    max(case when policies.policy = 'reactivation' then policies.days end) as reactivation_grace_days
from {{ ref('policies') }} as policies
where {{ in_force('policies', as_of_day()) }}
