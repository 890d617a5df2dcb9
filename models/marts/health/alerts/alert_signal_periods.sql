-- A signal changes on few days and stands between them: deciding those decides every day.
with rules as (
    select rules.*
    from {{ ref('alert_rules') }} as rules
    where rules.is_enabled and rules.kind in ('signal_ratio', 'signal_level', 'signal_age')
),

steps as (
    -- Where nothing was ever seen, nothing is what the signal says.
    select distinct
        scopes.account_id,
        rules.rule_id,
        rules.version,
        {{ earliest_day() }} as changed_on,
        0 as change,
        0 as base_change
    from {{ ref('alert_scopes') }} as scopes
    inner join rules
        on
            scopes.rule_id = rules.rule_id
            and scopes.rule_version = rules.version
    union all
    select
        changes.account_id,
        rules.rule_id,
        rules.version,
        changes.changed_on,
        case when changes.signal = rules.signal then changes.change else 0 end as change,
        case when changes.signal = rules.base_signal then changes.change else 0 end as base_change
    from {{ ref('signal_changes') }} as changes
    inner join rules
        on changes.signal in (rules.signal, rules.base_signal)
),

summed as (
    select
        steps.account_id,
        steps.rule_id,
        steps.version,
        steps.changed_on as valid_from,
        coalesce(lead(steps.changed_on) over days, {{ latest_day() }}) as valid_to,
        sum(sum(steps.change)) over days as value,
        sum(sum(steps.base_change)) over days as base
    from steps
    group by steps.account_id, steps.rule_id, steps.version, steps.changed_on
    window days as (partition by steps.account_id, steps.rule_id, steps.version order by steps.changed_on)
),

-- Of an age the value is the day since which it counts; it holds from when that lies far enough back.
measured as (
    select
        summed.*,
        rules.kind,
        rules.op,
        rules.threshold,
        case
            when rules.kind = 'signal_age' and summed.value > 0
                then cast({{ dbt.dateadd('day', 'cast(summed.value as integer)', "cast('1970-01-01' as date)") }} as date)
        end as since_on,
        case rules.kind
            when 'signal_ratio' then {{ divide('100 * (summed.value - summed.base)', 'summed.base') }}
            when 'signal_level' then summed.value
        end as figure
    from summed
    inner join rules
        on
            summed.rule_id = rules.rule_id
            and summed.version = rules.version
    where rules.minimum_base is null or summed.base >= rules.minimum_base
)

select
    measured.account_id,
    measured.rule_id,
    measured.version as rule_version,
    greatest(
        measured.valid_from,
        coalesce(measured.since_on + cast(measured.threshold as integer), measured.valid_from)
    ) as valid_from,
    measured.valid_to,
    cast(measured.value as decimal(18, 6)) as value,
    cast(measured.base as decimal(18, 6)) as base,
    cast(measured.figure as decimal(18, 6)) as figure,
    measured.since_on
from measured
where
    coalesce(measured.since_on + cast(measured.threshold as integer), measured.valid_from) < measured.valid_to
    and (measured.kind = 'signal_age' or {{ rule_holds('measured') }})
