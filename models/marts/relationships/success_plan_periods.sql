-- A plan is in force from its first day until it was completed or given up: without a day of its own, until its last
-- change.
{% set day = as_of_day() %}
with plans as (
    select
        plans.plan_id,
        crm_accounts.account_id,
        case when plans.plan_name not like '%@%' then plans.plan_name end as plan_name,
        plans.owner_id,
        coalesce(statuses.state, 'active') as state,
        coalesce(plans.started_on, {{ reporting_date('plans.created_at') }}) as started_on,
        plans.target_on,
        case
            when statuses.state in ('completed', 'cancelled')
                then coalesce(plans.completed_on, {{ reporting_date('plans.updated_at') }})
            else plans.completed_on
        end as ended_on
    from {{ ref('stg_manual__success_plans') }} as plans
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on plans.account_id = crm_accounts.crm_account_id
    left join {{ ref('success_plan_statuses') }} as statuses
        on
            plans.status = statuses.status
            and {{ in_force('statuses', day) }}
),

-- The customer's life that the plan belongs to: the last one that began by then, else the first.
placed as (
    select
        plans.*,
        lives.valid_from as customer_since,
        lives.valid_to as customer_until,
        row_number() over (
            partition by plans.plan_id
            order by
                case when lives.valid_from <= plans.started_on then 0 else 1 end,
                abs({{ days_between('lives.valid_from', 'plans.started_on') }})
        ) as place
    from plans
    left join {{ ref('account_paying_periods') }} as lives
        on plans.account_id = lives.account_id
    where plans.started_on <= {{ day }}
),

addressed as (
    select
        users.email,
        min(users.user_name) as user_name
    from {{ ref('stg_salesforce__users') }} as users
    group by users.email
),

closed as (
    select
        placed.*,
        least(
            case when placed.ended_on <= {{ day }} then placed.ended_on end,
            case when placed.customer_until > placed.started_on then placed.customer_until end
        ) as closed_on
    from placed
    where placed.place = 1
)

select
    closed.plan_id,
    closed.account_id,
    closed.plan_name,
    -- Files name people by address, and addresses are not published.
    coalesce(
        addressed.user_name,
        users.user_name,
        case when closed.owner_id not like '%@%' then closed.owner_id end
    ) as owner_name,
    case
        when closed.closed_on is null and closed.state in ('completed', 'cancelled') then 'active'
        when closed.closed_on is not null and closed.state in ('draft', 'active') then 'ended'
        else closed.state
    end as status,
    closed.started_on,
    closed.customer_since,
    closed.started_on <= closed.customer_since + rules.plan_start_days as is_started_in_time,
    closed.target_on,
    closed.closed_on as ended_on,
    closed.closed_on is null and closed.state <> 'draft' as is_in_force,
    row_number() over (
        partition by closed.account_id
        order by closed.started_on desc, closed.plan_id desc
    ) = 1 as is_current
from closed
inner join {{ ref('relationship_rules') }} as rules
    on {{ in_force('rules', 'closed.started_on') }}
left join addressed
    on lower(trim(closed.owner_id)) = addressed.email
left join {{ ref('stg_salesforce__users') }} as users
    on closed.owner_id = users.user_id
