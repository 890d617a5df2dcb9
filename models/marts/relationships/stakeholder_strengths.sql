-- The first rule that fits what is known of a contact; what the account's manager says of the contact goes before it.
{% set measures = [('touches', 'touches'), ('reached', 'reached')] %}
with fitting as (
    select
        evidence.contact_id,
        rules.strength,
        rules.reason,
        rules.version,
        evidence.touches,
        evidence.reached,
        evidence.missed_calls,
        evidence.nps,
        evidence.complaints,
        row_number() over (partition by evidence.contact_id order by rules.priority) as place
    from {{ ref('stakeholder_evidence') }} as evidence
    inner join {{ ref('relationship_strength_rules') }} as rules
        on
            {% for name, column in measures %}
            (rules.min_{{ name }} is null or evidence.{{ column }} >= rules.min_{{ name }})
            and (rules.max_{{ name }} is null or evidence.{{ column }} <= rules.max_{{ name }})
            and
            {% endfor %}
            (rules.min_missed_calls is null or evidence.missed_calls >= rules.min_missed_calls)
            and (rules.min_complaints is null or evidence.complaints >= rules.min_complaints)
            and (evidence.nps is not null or rules.takes_no_nps)
            and (rules.min_nps is null or evidence.nps is null or evidence.nps >= rules.min_nps)
            and (rules.max_nps is null or evidence.nps is null or evidence.nps <= rules.max_nps)
            and {{ in_force('rules', as_of_day()) }}
),

stated as (
    select
        assessments.contact_id,
        assessments.assessed_on,
        assessments.relationship_strength as strength,
        row_number() over (partition by assessments.contact_id order by assessments.assessed_on desc) as place
    from {{ ref('stg_manual__csm_assessments') }} as assessments
    inner join {{ ref('relationship_rules') }} as rules
        on {{ in_force('rules', as_of_day()) }}
    where
        assessments.contact_id is not null
        and assessments.relationship_strength between 1 and 5
        and assessments.assessed_on > {{ as_of_day() }} - rules.stated_strength_days
        and assessments.assessed_on <= {{ as_of_day() }}
)

select
    fitting.contact_id,
    cast(coalesce(stated.strength, fitting.strength) as integer) as strength,
    case when stated.strength is null then 'evidence' else 'csm' end as strength_source,
    concat_ws(
        ', ',
        coalesce('stated on ' || {{ day_told('stated.assessed_on') }}, fitting.reason),
        'touches ' || cast(fitting.touches as varchar),
        'answered ' || cast(fitting.reached as varchar),
        case when fitting.nps is not null then 'NPS ' || cast(cast(fitting.nps as integer) as varchar) end,
        case when fitting.complaints > 0 then 'complaints ' || cast(fitting.complaints as varchar) end
    ) as strength_reason,
    case when stated.strength is null then fitting.version end as rule_version
from fitting
left join stated
    on
        fitting.contact_id = stated.contact_id
        and stated.place = 1
where fitting.place = 1
