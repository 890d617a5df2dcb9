-- Days are cut wherever the tier, a hold or a risk starts or ends; of each slice it is asked once what places the account.
with risks as (
    select
        risks.account_id,
        sets.segment_set,
        risks.valid_from,
        risks.valid_to,
        risks.score,
        risks.threshold,
        risks.steps
    from {{ ref('segment_risk_periods') }} as risks
    inner join {{ ref('segment_sets') }} as sets
        on
            sets.has_upgrades
            and {{ in_force('sets', 'risks.valid_from') }}
),

cuts as (
    {% for periods in [ref('segment_tier_periods'), ref('segment_holds'), 'risks'] %}
    {% set last_source = loop.last %}
    {% for day in ['valid_from', 'valid_to'] %}
    select
        periods.account_id,
        periods.segment_set,
        periods.{{ day }} as cut_on
    from {{ periods }} as periods
    {% if not (last_source and loop.last) %}union{% endif %}
    {% endfor %}
    {% endfor %}
),

slices as (
    select
        cuts.account_id,
        cuts.segment_set,
        cuts.cut_on as valid_from,
        lead(cuts.cut_on) over (partition by cuts.account_id, cuts.segment_set order by cuts.cut_on) as valid_to
    from cuts
),

held as (
    select
        slices.account_id,
        slices.segment_set,
        slices.valid_from,
        slices.valid_to,
        holds.held_by,
        holds.reason,
        tiers.tier_rank,
        row_number() over (
            partition by slices.account_id, slices.segment_set, slices.valid_from
            order by holds.precedence asc, holds.valid_from desc, holds.segment asc
        ) as precedence
    from slices
    left join {{ ref('segment_holds') }} as holds
        on
            slices.account_id = holds.account_id
            and slices.segment_set = holds.segment_set
            and slices.valid_from >= holds.valid_from
            and slices.valid_from < holds.valid_to
    left join {{ ref('segment_tiers') }} as tiers
        on
            holds.segment_set = tiers.segment_set
            and holds.segment = tiers.segment
            and {{ in_force('tiers', 'slices.valid_from') }}
)

select
    held.account_id,
    held.segment_set,
    periods.life,
    held.valid_from,
    held.valid_to,
    periods.value,
    periods.tier_rank,
    periods.plain_rank,
    periods.tier_version,
    held.held_by as hold,
    held.reason as hold_reason,
    held.tier_rank as hold_rank,
    risks.steps as risk_steps,
    risks.threshold as risk_threshold
from held
inner join {{ ref('segment_tier_periods') }} as periods
    on
        held.account_id = periods.account_id
        and held.segment_set = periods.segment_set
        and held.valid_from >= periods.valid_from
        and held.valid_from < periods.valid_to
left join risks
    on
        held.account_id = risks.account_id
        and held.segment_set = risks.segment_set
        and held.valid_from >= risks.valid_from
        and held.valid_from < risks.valid_to
where held.precedence = 1
