with versions as (
    select distinct
        weights.profile,
        weights.profile_version,
        weights.valid_from,
        weights.valid_to
    from {{ ref('health_weights') }} as weights
)

select
    accounts.account_id,
    accounts.as_of_date,
    profiles.profile,
    versions.profile_version,
    stages.canonical_stage as lifecycle_stage,
    accounts.segment,
    accounts.mrr,
    profiles.scale,
    accounts.compared_to,
    accounts.rules_date,
    accounts.is_weekly,
    accounts.is_current
from {{ ref('health_accounts') }} as accounts
inner join {{ ref('health_profiles') }} as profiles
    on
        profiles.is_enabled
        and {{ in_force('profiles', 'accounts.rules_date') }}
inner join versions
    on
        profiles.profile = versions.profile
        and accounts.rules_date >= versions.valid_from
        and (versions.valid_to is null or accounts.rules_date < versions.valid_to)
inner join {{ ref('lifecycle_stages') }} as stages
    on
        accounts.account_id = stages.account_id
        and profiles.lifecycle_strategy = stages.strategy
        and accounts.as_of_date >= stages.valid_from
        and (stages.valid_to is null or accounts.as_of_date < stages.valid_to)
