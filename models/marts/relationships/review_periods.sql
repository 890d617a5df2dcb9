-- Periods are those of the calendar, so that a portfolio is due at one date; the tier at a period's last known month
-- decides how long it is. Who became a customer within it is not due before the next.
{% set month_number = '(12 * extract(year from tiers.month_end) + extract(month from tiers.month_end))' %}
with newest as (
    select max(tiers.month_end) as month_end
    from {{ ref('account_review_tiers') }} as tiers
),

dated as (
    select
        tiers.account_id,
        tiers.month_end,
        tiers.segment,
        tiers.tier,
        cadences.review_kind,
        cadences.months,
        cadences.version,
        {{ month_end(
            dbt.dateadd(
                'month',
                'cast((cadences.months - ' ~ month_number ~ ' % cadences.months) % cadences.months as integer)',
                'tiers.month_end'
            )
        ) }} as due_on
    from {{ ref('account_review_tiers') }} as tiers
    inner join {{ ref('review_cadences') }} as cadences
        on
            tiers.tier = cadences.tier
            and cadences.is_of_record
            and cadences.review_kind in ('qbr', 'ebr')
            and {{ in_force('cadences', 'tiers.month_end') }}
),

spans as (
    select
        dated.*,
        {{ month_end(dbt.dateadd('month', '-dated.months', 'dated.due_on')) }} + 1 as period_start
    from dated
    cross join newest
    where dated.month_end = least(dated.due_on, newest.month_end)
)

select
    spans.account_id,
    spans.review_kind,
    spans.period_start,
    spans.due_on,
    spans.segment,
    spans.tier,
    spans.version as cadence_version
from spans
inner join {{ ref('account_paying_periods') }} as lives
    on
        spans.account_id = lives.account_id
        and spans.period_start >= lives.valid_from
        and (lives.valid_to is null or spans.due_on < lives.valid_to)
