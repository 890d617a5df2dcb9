-- An account counts once per month and theme, however often it says so.
with told as (
    {% for segment, source in [
        ('feedback.segment', 'feedback.source'), ("'all'", 'feedback.source'), ('feedback.segment', "'all'"), ("'all'", "'all'")
    ] %}
    select
        feedback.month_end,
        {{ segment }} as segment,
        {{ source }} as source,
        feedback.theme,
        feedback.theme_label,
        feedback.is_feature_request,
        feedback.account_id,
        feedback.arr
    from {{ ref('customer_feedback') }} as feedback
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

speakers as (
    select
        told.month_end,
        told.segment,
        told.source,
        told.theme,
        told.account_id,
        max(told.theme_label) as theme_label,
        bool_or(told.is_feature_request) as is_feature_request,
        max(told.arr) as arr,
        count(*) as mentions
    from told
    group by told.month_end, told.segment, told.source, told.theme, told.account_id
),

counted as (
    select
        speakers.month_end,
        speakers.segment,
        speakers.source,
        speakers.theme,
        max(speakers.theme_label) as theme_label,
        bool_or(speakers.is_feature_request) as is_feature_request,
        sum(speakers.mentions) as mentions,
        count(*) as accounts,
        sum(speakers.arr) as arr
    from speakers
    group by speakers.month_end, speakers.segment, speakers.source, speakers.theme
)

select
    counted.month_end,
    counted.segment,
    counted.source,
    counted.theme,
    counted.theme_label,
    counted.is_feature_request,
    cast(counted.mentions as integer) as mentions,
    cast(counted.accounts as integer) as accounts,
    cast(counted.arr as decimal(18, 6)) as arr,
    cast(coalesce(earlier.mentions, 0) as integer) as previous_mentions,
    cast(counted.mentions - coalesce(earlier.mentions, 0) as integer) as change_from_previous
from counted
left join counted as earlier
    on
        counted.segment = earlier.segment
        and counted.source = earlier.source
        and counted.theme = earlier.theme
        and earlier.month_end = {{ month_end(dbt.dateadd('month', -1, 'counted.month_end')) }}
