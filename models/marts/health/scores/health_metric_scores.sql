with peers as (
    select
        own.as_of_date,
        own.segment,
        own.metric,
        percentile_cont(0.5) within group (order by cast(own.own_value as double)) as peer_value
    from {{ ref('health_metric_values') }} as own
    where own.transform = 'to_peers' and own.own_value is not null
    group by own.as_of_date, own.segment, own.metric
),

told as (
    select
        own.*,
        peers.peer_value,
        case
            when own.transform = 'to_peers' then {{ divide('own.own_value', 'peers.peer_value') }}
            else own.own_value
        end as told_value
    from {{ ref('health_metric_values') }} as own
    left join peers
        on
            own.as_of_date = peers.as_of_date
            and own.segment = peers.segment
            and own.metric = peers.metric
)

select
    told.account_id,
    told.as_of_date,
    told.metric,
    told.numerator,
    told.denominator,
    cast(round(told.peer_value, 6) as decimal(18, 6)) as peer_value,
    cast(told.told_value as decimal(18, 6)) as value,
    told.told_value is null as is_null,
    case when told.told_value is null then coalesce(told.null_reason, 'nothing_counted') end as null_reason,
    case when told.told_value is null then told.null_policy end as null_policy,
    case when told.told_value is null then null_policies.score else bands.score end as metric_score,
    told.metric_version,
    bands.version as band_version
from told
left join {{ ref('health_metric_bands') }} as bands
    on
        told.metric = bands.metric
        and told.told_value >= bands.lower
        and (bands.upper is null or told.told_value < bands.upper)
        and told.tenure_days >= coalesce(bands.tenure_from_days, 0)
        and (bands.tenure_to_days is null or told.tenure_days < bands.tenure_to_days)
        and {{ in_force('bands', 'told.rules_date') }}
left join {{ ref('health_null_policies') }} as null_policies
    on
        told.null_policy = null_policies.null_policy
        and {{ in_force('null_policies', 'told.rules_date') }}
