-- The segment of record with what it asks for, and the owner of that day. An owner who was no active user then serves nobody.
select
    months.account_id,
    months.month_end,
    months.state_date,
    months.segment,
    tiers.coverage_model,
    tiers.accounts_per_csm_low,
    tiers.accounts_per_csm_high,
    {{ divide(1, 'tiers.accounts_per_csm_low', 9) }} as weight,
    tiers.cost_share_low,
    tiers.cost_share_high,
    tiers.early_touch_days,
    tiers.touch_days,
    tiers.qbr_days,
    months.arr,
    owners.owner_id,
    owners.owner_name,
    owners.is_owner_active,
    case when orphans.account_id is null then owners.owner_id end as active_owner_id,
    months.is_provisional
from {{ ref('segment_months') }} as months
inner join {{ ref('segment_sets') }} as sets
    on
        months.segment_set = sets.segment_set
        and sets.is_of_record
        and {{ in_force('sets', 'months.state_date') }}
inner join {{ ref('segment_tiers') }} as tiers
    on
        months.segment_set = tiers.segment_set
        and months.segment = tiers.segment
        and months.rule_version = tiers.version
left join {{ ref('account_owners') }} as owners
    on
        months.account_id = owners.account_id
        and months.state_date >= owners.valid_from
        and (owners.valid_to is null or months.state_date < owners.valid_to)
left join {{ ref('orphan_accounts') }} as orphans
    on
        months.account_id = orphans.account_id
        and months.state_date >= orphans.since_on
        and (orphans.until_on is null or months.state_date < orphans.until_on)
