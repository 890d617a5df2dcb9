-- Whom people placed: a segment given by hand comes before the one of a strategic account.
with placed as (
    select
        overrides.account_id,
        overrides.segment,
        'override' as held_by,
        1 as precedence,
        overrides.reason,
        overrides.effective_from as valid_from,
        coalesce(overrides.effective_to, {{ latest_day() }}) as valid_to
    from {{ ref('segment_overrides') }} as overrides
    union all
    select
        strategic.account_id,
        rules.segment,
        'strategic' as held_by,
        2 as precedence,
        strategic.reason,
        greatest(strategic.effective_from, rules.effective_from) as valid_from,
        least(
            coalesce(strategic.effective_to, {{ latest_day() }}), coalesce(rules.effective_to, {{ latest_day() }})
        ) as valid_to
    from {{ ref('strategic_accounts') }} as strategic
    inner join {{ ref('segment_rules') }} as rules
        on rules.rule = 'strategic'
)

select
    placed.account_id,
    sets.segment_set,
    placed.segment,
    placed.held_by,
    placed.precedence,
    placed.reason,
    greatest(placed.valid_from, sets.effective_from) as valid_from,
    least(placed.valid_to, coalesce(sets.effective_to, {{ latest_day() }})) as valid_to
from placed
inner join {{ ref('segment_sets') }} as sets
    on
        sets.has_overrides
        and placed.valid_to > sets.effective_from
        and (sets.effective_to is null or placed.valid_from < sets.effective_to)
where placed.valid_from < placed.valid_to
