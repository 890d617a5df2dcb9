-- A rule holds where its condition does, it applies to the account and its source is heard; while that one is not, what held
-- stands. Days that touch are one period, told by its first figures.
with pieces as (
    select
        conditions.account_id,
        conditions.rule_id,
        conditions.rule_version,
        conditions.value,
        conditions.base,
        conditions.figure,
        scopes.kind,
        scopes.until_on,
        case scopes.kind when 'signal_age' then coalesce(conditions.since_on, scopes.life_from) else conditions.since_on end
            as since_on,
        greatest(conditions.valid_from, scopes.valid_from, watches.valid_from) as valid_from,
        least(
            case when conditions.valid_to > watches.valid_to then watches.next_from else conditions.valid_to end,
            scopes.valid_to
        ) as valid_to
    from {{ ref('alert_conditions') }} as conditions
    inner join {{ ref('alert_scopes') }} as scopes
        on
            conditions.account_id = scopes.account_id
            and conditions.rule_id = scopes.rule_id
            and conditions.rule_version = scopes.rule_version
            and conditions.valid_from < scopes.valid_to
            and conditions.valid_to > scopes.valid_from
    inner join {{ ref('alert_rule_watches') }} as watches
        on
            conditions.rule_id = watches.rule_id
            and conditions.rule_version = watches.rule_version
            and greatest(conditions.valid_from, scopes.valid_from) < watches.valid_to
            and least(conditions.valid_to, scopes.valid_to) > watches.valid_from
),

compared as (
    select
        pieces.*,
        max(pieces.valid_to) over (
            partition by pieces.account_id, pieces.rule_id
            order by pieces.valid_from, pieces.valid_to, pieces.until_on, pieces.since_on
            rows between unbounded preceding and 1 preceding
        ) as reached
    from pieces
    where pieces.valid_from <= {{ as_of_day() }}
),

numbered as (
    select
        compared.*,
        sum(case when compared.reached is null or compared.valid_from > compared.reached then 1 else 0 end) over (
            partition by compared.account_id, compared.rule_id
            order by compared.valid_from, compared.valid_to, compared.until_on, compared.since_on
            rows unbounded preceding
        ) as period_number
    from compared
),

ranked as (
    select
        numbered.*,
        max(numbered.valid_to) over (
            partition by numbered.account_id, numbered.rule_id, numbered.period_number
        ) as holds_to,
        row_number() over (
            partition by numbered.account_id, numbered.rule_id, numbered.period_number
            order by numbered.valid_from, numbered.valid_to, numbered.until_on, numbered.since_on
        ) as piece
    from numbered
)

select
    ranked.account_id,
    ranked.rule_id,
    ranked.rule_version,
    ranked.valid_from,
    -- An end that still lies ahead is not known yet.
    case when ranked.holds_to <= {{ as_of_day() }} then ranked.holds_to end as valid_to,
    ranked.value,
    ranked.base,
    case ranked.kind
        when 'signal_age' then {{ dbt.datediff('ranked.since_on', 'ranked.valid_from', 'day') }}
        when 'renewal_window' then {{ dbt.datediff('ranked.valid_from', 'ranked.until_on', 'day') }}
        else ranked.figure
    end as figure,
    ranked.since_on,
    ranked.until_on
from ranked
where ranked.piece = 1
