-- Whatever names a metric means one of the catalogue, and only one version of a metric is in force on a day.
with named as (
    select distinct
        'executive_scorecard' as named_by,
        scorecard.metric_id
    from {{ ref('executive_scorecard') }} as scorecard
    {% for seed in ['metric_targets', 'metric_benchmarks', 'retention_definitions'] %}
    union
    select
        '{{ seed }}' as named_by,
        {{ seed }}.metric_id
    from {{ ref(seed) }} as {{ seed }}
    {% endfor %}
)

select
    named.named_by,
    named.metric_id,
    count(catalogue.metric_id) as rows_in_force
from named
left join {{ ref('metric_catalogue') }} as catalogue
    on
        named.metric_id = catalogue.metric_id
        and {{ in_force('catalogue', as_of_day()) }}
group by named.named_by, named.metric_id
having count(catalogue.metric_id) <> 1
