-- The pages list so many rows of a segment; whatever they list of all segments is among those of each.
with moves as (
    select
        windows.month_end,
        windows.window_months,
        windows.is_provisional,
        movements.segment,
        movements.account_id,
        movements.movement,
        sum(movements.amount) as amount,
        case when min(movements.cause) = max(movements.cause) then min(movements.cause) end as cause,
        max(movements.month_end) as newest_month_end
    from {{ ref('bridge_windows') }} as windows
    inner join {{ ref('mrr_movements') }} as movements
        on movements.month_end between windows.first_month_end and windows.month_end
    group by
        windows.month_end, windows.window_months, windows.is_provisional, movements.segment, movements.account_id, movements.movement
    union all
    select
        crossings.month_end,
        crossings.window_months,
        crossings.is_provisional,
        crossings.segment,
        crossings.account_id,
        'tier_change' as movement,
        crossings.amount,
        cast(null as varchar) as cause,
        crossings.newest_month_end
    from {{ ref('window_crossings') }} as crossings
),

ranked as (
    select
        moves.*,
        row_number() over (
            partition by moves.month_end, moves.window_months, moves.segment, case when moves.movement = 'tier_change' then 1 else 0 end
            order by abs(moves.amount) desc, moves.account_id asc, moves.movement asc
        ) as movement_rank
    from moves
)

select
    ranked.month_end,
    ranked.window_months,
    ranked.segment,
    ranked.account_id,
    ranked.movement,
    cast(ranked.amount as decimal(18, 6)) as amount,
    ranked.cause,
    ranked.newest_month_end,
    cast(ranked.movement_rank as integer) as movement_rank,
    ranked.is_provisional
from ranked
where ranked.movement_rank <= {{ rows_listed() }}
