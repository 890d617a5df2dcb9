-- Every type has a row in every window, also where nothing expanded by it.
with windows as (
    select
        windows.window_months,
        closings.month_end,
        closings.is_provisional,
        {{ month_end(dbt.dateadd('month', '1 - windows.window_months', 'closings.month_end')) }} as first_month_end
    from {{ ref('retention_windows') }} as windows
    inner join {{ ref('reporting_months') }} as closings
        on {{ in_force('windows', 'closings.month_end') }}
),

segments as (
    select distinct tiers.segment
    from {{ ref('account_tiers') }} as tiers
    union
    select 'all' as segment
),

amounts as (
    select
        windows.month_end,
        windows.window_months,
        segments.segment,
        types.expansion_type,
        types.is_growth,
        types.least_share,
        types.greatest_share,
        types.version as rule_version,
        windows.is_provisional,
        sum(coalesce(amounts.amount, 0)) as amount
    from windows
    cross join segments
    inner join {{ ref('expansion_types') }} as types
        on {{ in_force('types', 'windows.month_end') }}
    left join {{ ref('expansion_amounts') }} as amounts
        on
            types.expansion_type = amounts.expansion_type
            and windows.month_end >= amounts.month_end
            and windows.first_month_end <= amounts.month_end
            and segments.segment in (amounts.segment, 'all')
    -- A window that begins before anything is known is no whole one.
    where windows.first_month_end >= (select min(months.month_end) from {{ ref('reporting_months') }} as months)
    group by
        windows.month_end, windows.window_months, segments.segment, types.expansion_type, types.is_growth, types.least_share,
        types.greatest_share, types.version, windows.is_provisional
),

shared as (
    select
        amounts.*,
        sum(case when amounts.is_growth then amounts.amount else 0 end) over books as growth_amount,
        sum(amounts.amount) over books as expansion_amount
    from amounts
    window books as (partition by amounts.month_end, amounts.window_months, amounts.segment)
)

select
    shared.month_end,
    shared.window_months,
    shared.segment,
    shared.expansion_type,
    shared.is_growth,
    cast(shared.amount as decimal(18, 6)) as amount,
    cast(case when shared.is_growth then shared.growth_amount end as decimal(18, 6)) as growth_amount,
    case when shared.is_growth then {{ divide('shared.amount', 'shared.growth_amount') }} end as share,
    shared.least_share,
    shared.greatest_share,
    case
        when shared.is_growth and shared.growth_amount > 0
            then {{ divide('shared.amount', 'shared.growth_amount') }} between shared.least_share and shared.greatest_share
    end as is_in_range,
    cast(shared.expansion_amount as decimal(18, 6)) as expansion_amount,
    shared.rule_version,
    shared.is_provisional
from shared
