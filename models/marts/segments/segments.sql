-- The set of record, with what moved an account told in words.
{%- set words_of_move %}
    case readings.transition_reason
        when 'override' then readings.hold_reason
        when 'strategic' then readings.hold_reason
        when 'at_risk_upgrade'
            then 'Health ' || {{ told_number('risks.score') }} || ' is below ' || {{ told_number('risks.threshold') }}
        when 'first_paid' then 'Pays ' || {{ told_number('periods.arr') }} || ' a year'
        when 'returned' then 'Pays ' || {{ told_number('periods.arr') }} || ' a year'
        when 'override_ended'
            then 'Override or strategic listing ended: ' || readings.measure || {{ told_number('readings.value') }}
        when 'at_risk_ended'
            then 'Upgrade for low health ended: ' || readings.measure || {{ told_number('readings.value') }}
        else readings.measure || case
            when readings.transition_reason = 'rules_changed'
                then {{ told_number('readings.value') }} || ' by the rules of version ' || cast(readings.rule_version as varchar)
            when readings.transition_reason = 'exchange_rate'
                then {{ told_move('readings') }} || ' by exchange rates alone'
            when readings.direction = 'up'
                then {{ told_move('readings') }} || ': reached ' || {{ told_number('readings.lower_bound') }}
            else {{ told_move('readings') }} || ': below ' || {{ told_number('readings.left_below') }}
        end
    end
{%- endset %}
with readings as (
    select
        readings.*,
        case readings.basis when 'arr' then 'ARR ' else 'Score ' end as measure,
        tiers.label,
        tiers.coverage_model,
        tiers.lower_bound,
        cast(previous_tiers.lower_bound * (1 - sets.hysteresis_share) as decimal(18, 6)) as left_below
    from {{ ref('segment_readings') }} as readings
    inner join {{ ref('segment_sets') }} as sets
        on
            readings.segment_set = sets.segment_set
            and sets.is_of_record
            and {{ in_force('sets', 'readings.valid_from') }}
    inner join {{ ref('segment_tiers') }} as tiers
        on
            readings.segment_set = tiers.segment_set
            and readings.segment = tiers.segment
            and readings.rule_version = tiers.version
    left join {{ ref('segment_tiers') }} as previous_tiers
        on
            readings.segment_set = previous_tiers.segment_set
            and readings.previous_segment = previous_tiers.segment
            and readings.rule_version = previous_tiers.version
)

select
    readings.account_id,
    readings.valid_from,
    readings.valid_to,
    readings.segment_set,
    readings.segment,
    readings.tier_rank,
    readings.previous_segment,
    arr_tiers.segment as segment_by_arr,
    periods.arr,
    scores.value as score,
    readings.coverage_model,
    readings.transition_reason,
    {{ words_of_move }} || ', now ' || readings.label as reason_words,
    readings.held_by in ('override', 'strategic') as is_override,
    readings.held_by = 'at_risk' as is_temporary_upgrade,
    readings.direction,
    readings.rule_version,
    readings.is_current
from readings
inner join {{ ref('account_arr_periods') }} as periods
    on
        readings.account_id = periods.account_id
        and readings.valid_from >= periods.valid_from
        and (periods.valid_to is null or readings.valid_from < periods.valid_to)
left join {{ ref('account_tiers') }} as arr_tiers
    on
        periods.arr >= arr_tiers.lower_arr
        and (arr_tiers.upper_arr is null or periods.arr < arr_tiers.upper_arr)
        and {{ in_force('arr_tiers', 'readings.valid_from') }}
left join {{ ref('segment_bases') }} as scores
    on
        scores.basis = 'score'
        and readings.account_id = scores.account_id
        and readings.valid_from >= scores.valid_from
        and readings.valid_from < scores.valid_to
left join {{ ref('segment_risk_periods') }} as risks
    on
        readings.transition_reason = 'at_risk_upgrade'
        and readings.account_id = risks.account_id
        and readings.valid_from >= risks.valid_from
        and readings.valid_from < risks.valid_to
