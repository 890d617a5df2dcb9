{% set doublings = 7 %}
-- Where the policy follows today's tree, a merged account has always been its survivor; else it stands on its own until the
-- day on which the CRM first told of the merge.
with merge_days as (
    select
        redirects.from_account_id as account_id,
        redirects.merged_into_account_id,
        case policies.account_merges
            when 'as_of_tree' then min({{ reporting_date('versions.known_at') }})
            else {{ earliest_day() }}
        end as merged_on
    from {{ ref('account_redirects') }} as redirects
    inner join {{ ref('stg_salesforce__account_versions') }} as versions
        on
            redirects.from_account_id = versions.account_id
            and redirects.merged_into_account_id = versions.master_record_id
    cross join {{ ref('policies_in_force') }} as policies
    group by redirects.from_account_id, redirects.merged_into_account_id, policies.account_merges
),

links as (
    select
        accounts.account_id,
        cast(null as varchar) as parent_account_id,
        {{ earliest_day() }} as valid_from,
        merge_days.merged_on as valid_to
    from {{ ref('stg_salesforce__accounts') }} as accounts
    left join merge_days
        on accounts.account_id = merge_days.account_id
    where merge_days.merged_on is null or merge_days.merged_on > {{ earliest_day() }}
    union all
    select
        merge_days.account_id,
        merge_days.merged_into_account_id as parent_account_id,
        merge_days.merged_on as valid_from,
        cast(null as date) as valid_to
    from merge_days
),

{{ links_followed('links', doublings) }}

select
    merged.account_id as crm_account_id,
    merged.reached_id as account_id,
    min(merged.valid_from) as valid_from,
    case when count(*) = count(merged.valid_to) then max(merged.valid_to) end as valid_to
from step_{{ doublings }} as merged
group by merged.account_id, merged.reached_id
