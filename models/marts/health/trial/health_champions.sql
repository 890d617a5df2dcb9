{% set both = ['horizon_days', 'champion', 'challenger_kind', 'challenger'] %}
with duels as (
    select
        {% for column in both + ['cases', 'churned', 'churns', 'flagged', 'auc_denominator'] %}
        champions.{{ column }},
        {% endfor %}
        {% for side in ['champion', 'challenger'] %}
        {{ side }}s.auc_numerator as {{ side }}_auc_numerator,
        {{ divide(side ~ 's.auc_numerator', side ~ 's.auc_denominator') }} as {{ side }}_auc,
        {{ side }}s.hits as {{ side }}_hits,
        {{ divide(side ~ 's.hits', side ~ 's.churned') }} as {{ side }}_recall,
        {% endfor %}
        champions.cases - champions.churned as stayed
    from {{ ref('trial_duels') }} as champions
    inner join {{ ref('trial_duels') }} as challengers
        on
            champions.side = 'champion'
            and challengers.side = 'challenger'
            {% for column in both %}
            and champions.{{ column }} = challengers.{{ column }}
            {% endfor %}
),

compared as (
    select
        duels.*,
        rules.champion_measure as measure,
        rules.version as rules_version,
        duels.churns >= rules.minimum_churns and duels.stayed >= rules.minimum_cases as has_enough_cases,
        case rules.champion_measure
            when 'auc' then duels.challenger_auc - duels.champion_auc
            else duels.challenger_recall - duels.champion_recall
        end as difference,
        cast(rules.margin_errors as double) * sqrt(
            case rules.champion_measure
                when 'auc'
                    then
                        {{ auc_variance('duels.champion_auc', 'duels.churns', 'duels.stayed') }}
                        + {{ auc_variance('duels.challenger_auc', 'duels.churns', 'duels.stayed') }}
                else
                    {{ share_variance('duels.champion_recall', 'duels.churns') }}
                    + {{ share_variance('duels.challenger_recall', 'duels.churns') }}
            end
        ) as margin
    from duels
    inner join {{ ref('trial_rules') }} as rules
        on {{ in_force('rules', as_of_day()) }}
)

select
    compared.horizon_days,
    compared.champion,
    compared.challenger_kind,
    compared.challenger,
    compared.cases,
    compared.churned,
    compared.churns,
    compared.auc_denominator,
    compared.champion_auc_numerator,
    compared.challenger_auc_numerator,
    compared.champion_auc,
    compared.challenger_auc,
    compared.flagged,
    compared.champion_hits,
    compared.challenger_hits,
    compared.champion_recall,
    compared.challenger_recall,
    compared.measure,
    cast(compared.difference as decimal(28, 6)) as difference,
    {{ divide('compared.margin', '1') }} as margin,
    compared.has_enough_cases,
    case
        when not compared.has_enough_cases then 'too_few_cases'
        when abs(compared.difference) <= compared.margin then 'no_difference'
        when compared.difference > 0 then 'challenger'
        else 'champion'
    end as verdict,
    compared.rules_version
from compared
