-- A check that finds nothing has a row, too: it was made. Findings about one file have a row for that file.
with findings as (
    {% for model in ['completeness_files', 'completeness_subscriptions', 'completeness_invoices', 'completeness_references'] %}
    select found.*
    from {{ ref(model) }} as found
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

ranked as (
    select
        findings.*,
        row_number() over (
            partition by findings.check_id, findings.source_system, findings.source_object, findings.source_file
            order by findings.amount desc nulls last, findings.finding asc
        ) as place
    from findings
),

grouped as (
    select
        ranked.check_id,
        ranked.source_system,
        ranked.source_object,
        ranked.source_file,
        sum(ranked.finding_count) as finding_count,
        sum(ranked.amount) as amount,
        {{ text_list('case when ranked.place <= 5 then ranked.finding end') }} as examples
    from ranked
    group by ranked.check_id, ranked.source_system, ranked.source_object, ranked.source_file
),

landed as (
    select distinct
        loads.system as source_system,
        loads.object as source_object
    from {{ source('landing', 'loads') }} as loads
),

checks as (
    select
        rules.check_id,
        rules.severity,
        rules.parameter,
        rules.allowed_findings,
        rules.label,
        rules.version,
        coalesce(rules.source_system, landed.source_system) as source_system,
        coalesce(rules.source_object, landed.source_object) as source_object
    from {{ ref('completeness_rules') }} as rules
    left join landed
        on rules.source_system is null
    where
        {{ in_force('rules', as_of_day()) }}
        -- A check of every table says nothing while none has landed.
        and coalesce(rules.source_system, landed.source_system) is not null
)

select
    checks.check_id,
    checks.source_system,
    checks.source_object,
    grouped.source_file,
    checks.label,
    checks.severity,
    cast(coalesce(grouped.finding_count, 0) as bigint) as finding_count,
    grouped.examples,
    cast(grouped.amount as decimal(18, 6)) as amount,
    checks.parameter,
    checks.allowed_findings,
    coalesce(grouped.finding_count, 0) > checks.allowed_findings as is_over_threshold,
    checks.version as rule_version
from checks
left join grouped
    on
        checks.check_id = grouped.check_id
        and checks.source_system = grouped.source_system
        and checks.source_object = grouped.source_object
