-- Of several versions of a day the last one counts. Before the first version that is known its owner is taken for the owner.
with dated as (
    select
        versions.account_id,
        versions.owner_id,
        {{ reporting_date('versions.known_at') }} as known_on,
        row_number() over (
            partition by versions.account_id, {{ reporting_date('versions.known_at') }}
            order by versions.known_at desc
        ) as recency
    from {{ ref('stg_salesforce__account_versions') }} as versions
),

compared as (
    select
        dated.account_id,
        dated.owner_id,
        dated.known_on,
        row_number() over account_days as version_number,
        lag(dated.owner_id) over account_days as owner_before
    from dated
    where dated.recency = 1
    window account_days as (partition by dated.account_id order by dated.known_on)
),

changes as (
    select
        compared.account_id,
        compared.owner_id,
        case when compared.version_number = 1 then {{ earliest_day() }} else compared.known_on end as valid_from
    from compared
    where
        compared.version_number = 1
        or coalesce(compared.owner_id, '') <> coalesce(compared.owner_before, '')
)

select
    known.account_id,
    coalesce(changes.valid_from, {{ earliest_day() }}) as valid_from,
    lead(changes.valid_from) over (partition by known.account_id order by changes.valid_from) as valid_to,
    changes.owner_id,
    users.user_name as owner_name,
    coalesce(users.is_active and not users.is_deleted, false) as is_owner_active,
    lead(changes.valid_from) over (partition by known.account_id order by changes.valid_from) is null as is_current
from {{ ref('known_accounts') }} as known
left join changes
    on known.account_id = changes.account_id
left join {{ ref('stg_salesforce__users') }} as users
    on changes.owner_id = users.user_id
