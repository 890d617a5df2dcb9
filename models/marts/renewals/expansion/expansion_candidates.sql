-- An opportunity of the CRM belongs to a signal that may be credited when it is created: of its own type first, then of any type,
-- then the earliest. A signal has the first of its opportunities; all others stand for themselves.
with pairs as (
    select
        openings.account_id,
        openings.signal,
        openings.opened_on,
        deals.opportunity_id,
        deals.created_on,
        row_number() over (
            partition by deals.opportunity_id
            order by
                case
                    when signals.expansion_type = deals.expansion_type then 0
                    when 'any' in (signals.expansion_type, deals.expansion_type) then 1
                    else 2
                end,
                openings.opened_on,
                openings.signal
        ) as opening_rank
    from {{ ref('expansion_openings') }} as openings
    inner join {{ ref('expansion_signals') }} as signals
        on
            openings.signal = signals.signal
            and openings.version = signals.version
    inner join {{ ref('expansion_deals') }} as deals
        on
            openings.account_id = deals.account_id
            and openings.opened_on <= deals.created_on
            and openings.opened_on + signals.credit_days >= deals.created_on
),

linked as (
    select
        pairs.*,
        row_number() over (
            partition by pairs.account_id, pairs.signal, pairs.opened_on
            order by pairs.created_on, pairs.opportunity_id
        ) as deal_rank
    from pairs
    where pairs.opening_rank = 1
),

{% set columns = ['account_id', 'signal', 'version', 'opened_on', 'faded_on', 'value', 'base', 'figure', 'detail', 'since_on'] %}
told as (
    select
        openings.{{ columns | join(', openings.') }},
        linked.opportunity_id
    from {{ ref('expansion_openings') }} as openings
    left join linked
        on
            openings.account_id = linked.account_id
            and openings.signal = linked.signal
            and openings.opened_on = linked.opened_on
            and linked.deal_rank = 1
    union all
    select
        deals.account_id,
        signals.signal,
        signals.version,
        deals.created_on as opened_on,
        {% for column, type in [('faded_on', 'date'), ('value', 'decimal(18, 6)'), ('base', 'decimal(18, 6)'),
            ('figure', 'decimal(18, 6)'), ('detail', 'varchar'), ('since_on', 'date')] %}
        cast(null as {{ type }}) as {{ column }},
        {% endfor %}
        deals.opportunity_id
    from {{ ref('expansion_deals') }} as deals
    inner join {{ ref('expansion_signals') }} as signals
        on
            signals.kind = 'deal'
            and {{ in_force('signals', 'deals.created_on') }}
    left join linked
        on
            deals.opportunity_id = linked.opportunity_id
            and linked.deal_rank = 1
    where linked.opportunity_id is null
)

select
    told.account_id || '|' || told.signal || '|' || coalesce(
        case when signals.kind = 'deal' then told.opportunity_id end, cast(told.opened_on as varchar)
    ) as expansion_opportunity_id,
    told.{{ columns | join(', told.') }},
    told.opportunity_id,
    signals.credit_days,
    signals.expires_days,
    case when signals.kind = 'deal' then told.opened_on else told.opened_on + 1 end as credit_from,
    lives.valid_to as left_on
from told
inner join {{ ref('expansion_signals') }} as signals
    on
        told.signal = signals.signal
        and told.version = signals.version
left join {{ ref('account_paying_periods') }} as lives
    on
        told.account_id = lives.account_id
        and told.opened_on >= lives.valid_from
        and (lives.valid_to is null or told.opened_on < lives.valid_to)
