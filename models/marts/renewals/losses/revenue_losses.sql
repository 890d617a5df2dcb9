with stated as (
    select
        losses.loss_id,
        losses.lost_on,
        statements.reason,
        statements.source,
        statements.source_label || ' ' || statements.source_key || ' on ' || {{ day_told('statements.said_on') }} as evidence,
        row_number() over (
            partition by losses.loss_id
            order by
                statements.rank,
                abs({{ days_between('losses.lost_on', 'statements.said_on') }}),
                statements.said_on,
                statements.source_key
        ) as place
    from {{ ref('dated_losses') }} as losses
    inner join {{ ref('loss_statements') }} as statements
        on
            losses.account_id = statements.account_id
            and losses.kind = statements.kind
            and losses.lost_on >= statements.explains_from
            and losses.lost_on <= statements.explains_to
),

named as (
    select
        stated.loss_id,
        count(distinct stated.reason) as reasons_named
    from stated
    inner join {{ ref('loss_reasons') }} as reasons
        on
            stated.reason = reasons.reason
            and {{ in_force('reasons', 'stated.lost_on') }}
    where reasons.says_why
    group by stated.loss_id
),

causes as (
    select
        effects.account_id,
        effects.month_end,
        case when min(causes.cause) = max(causes.cause) then min(causes.cause) else 'mix' end as cause
    from {{ ref('mrr_change_effects') }} as effects
    inner join {{ ref('loss_causes') }} as causes
        on
            effects.effect = causes.effect
            and {{ in_force('causes', 'effects.month_end') }}
    where effects.amount < 0
    group by effects.account_id, effects.month_end
),

explained as (
    select
        losses.*,
        coalesce(stated.reason, 'not_stated') as reason,
        stated.source as reason_source,
        stated.evidence,
        coalesce(named.reasons_named, 0) as reasons_named,
        case when losses.kind = 'contraction' then coalesce(causes.cause, 'unknown') else 'account' end as cause
    from {{ ref('dated_losses') }} as losses
    left join stated
        on losses.loss_id = stated.loss_id and stated.place = 1
    left join named
        on losses.loss_id = named.loss_id
    left join causes
        on losses.account_id = causes.account_id and losses.month_end = causes.month_end
)

select
    explained.loss_id,
    explained.account_id,
    explained.lost_on,
    explained.kind,
    explained.month_end,
    explained.segment,
    explained.lost_mrr,
    explained.cause,
    explained.reason,
    reasons.label as reason_label,
    reasons.is_voluntary,
    reasons.is_avoidable,
    explained.reason_source,
    explained.evidence,
    cast(explained.reasons_named as integer) as reasons_named,
    explained.tenure_days,
    explained.returned_on,
    explained.is_provisional,
    reasons.version as reason_version
from explained
left join {{ ref('loss_reasons') }} as reasons
    on
        explained.reason = reasons.reason
        and {{ in_force('reasons', 'explained.lost_on') }}
