{% set day = as_of_day() %}
with customers as (
    select
        lives.account_id,
        lives.valid_from as customer_since
    from {{ ref('account_paying_periods') }} as lives
    where lives.valid_to is null
)

select
    customers.account_id,
    customers.customer_since,
    count(case when people.is_current then 1 end) as contacts,
    count(
        case when people.is_current and people.last_touch_on > {{ day }} - rules.active_days then 1 end
    ) as active_contacts,
    count(
        case
            when
                people.created_on <= customers.customer_since + rules.onboarding_days
                and (people.left_on is null or people.left_on > customers.customer_since + rules.onboarding_days)
                then 1
        end
    ) as contacts_at_onboarding,
    count(case when people.is_current and people.is_champion then 1 end) as champions,
    count(case when people.is_current and people.is_sponsor then 1 end) as sponsors,
    count(case when people.is_current and people.stakeholder_type = 'blocker' then 1 end) as blockers,
    count(case when people.is_touch_overdue then 1 end) as touches_overdue,
    max(case when people.is_current and people.is_sponsor then people.last_touch_on end) as sponsor_last_touch_on,
    min(case when people.is_current and people.is_sponsor then people.created_on end) as sponsor_since,
    -- The account is held by its key people where there are any, else by anybody.
    coalesce(
        max(
            case
                when
                    people.is_current
                    and (people.is_champion or people.is_sponsor or people.stakeholder_type = 'economic_buyer')
                    then people.strength
            end
        ),
        max(case when people.is_current then people.strength end)
    ) as strength
from customers
inner join {{ ref('relationship_rules') }} as rules
    on {{ in_force('rules', day) }}
left join {{ ref('stakeholders') }} as people
    on customers.account_id = people.account_id
group by customers.account_id, customers.customer_since
