with churned as (
    select
        losses.segment,
        losses.month_end,
        cast({{ dbt.last_day('losses.month_end', 'quarter') }} as date) as quarter_end,
        losses.account_id,
        losses.lost_mrr,
        losses.is_voluntary,
        coalesce(reasons.says_why, false) as says_why
    from {{ ref('revenue_losses') }} as losses
    left join {{ ref('loss_reasons') }} as reasons
        on
            losses.reason = reasons.reason
            and losses.reason_version = reasons.version
    where losses.kind = 'churn'
),

lost as (
    select
        bases.basis,
        bases.period_end,
        bases.segment,
        sum(churned.lost_mrr) as churned_mrr,
        sum(case when not churned.is_voluntary then churned.lost_mrr else 0 end) as involuntary_mrr,
        sum(case when not churned.says_why then churned.lost_mrr else 0 end) as unknown_mrr,
        count(distinct churned.account_id) as churned_accounts,
        count(distinct case when not churned.is_voluntary then churned.account_id end) as involuntary_accounts,
        count(distinct case when not churned.says_why then churned.account_id end) as unknown_accounts
    from churned
    inner join {{ ref('loss_bases') }} as bases
        on
            bases.period_end = case bases.basis when 'quarter' then churned.quarter_end else churned.month_end end
            and bases.segment in (churned.segment, 'all')
    group by bases.basis, bases.period_end, bases.segment
),

dunned as (
    select
        dunning.*,
        coalesce(account_mrr.segment, 'unknown') as segment,
        cast({{ dbt.last_day('dunning.month_end', 'quarter') }} as date) as quarter_end
    from {{ ref('dunning') }} as dunning
    left join {{ ref('account_mrr') }} as account_mrr
        on dunning.account_id = account_mrr.account_id and dunning.month_end = account_mrr.month_end
),

chased as (
    select
        bases.basis,
        bases.period_end,
        bases.segment,
        count(*) as failed_invoices,
        count(case when dunned.outcome = 'recovered' then 1 end) as recovered_invoices,
        count(case when dunned.outcome = 'open' then 1 end) as open_invoices,
        sum(dunned.amount) as failed_amount,
        sum(dunned.recovered_amount) as recovered_amount,
        sum(dunned.lost_amount) as lost_amount,
        sum(dunned.open_amount) as open_amount
    from dunned
    inner join {{ ref('loss_bases') }} as bases
        on
            bases.period_end = case bases.basis when 'quarter' then dunned.quarter_end else dunned.month_end end
            and bases.segment in (dunned.segment, 'all')
    group by bases.basis, bases.period_end, bases.segment
)

{% set amounts = ['churned_mrr', 'involuntary_mrr', 'unknown_mrr'] %}
{% set accounts = ['churned_accounts', 'involuntary_accounts', 'unknown_accounts'] %}
{% set invoices = ['failed_invoices', 'recovered_invoices', 'open_invoices'] %}
{% set sums = ['failed_amount', 'recovered_amount', 'lost_amount', 'open_amount'] %}
select
    bases.basis,
    bases.period_end,
    bases.segment,
    bases.opening_mrr,
    bases.opening_accounts,
    {% for column in amounts %}
    cast(coalesce(lost.{{ column }}, 0) as decimal(18, 6)) as {{ column }},
    {% endfor %}
    cast({{ divide('lost.involuntary_mrr', 'lost.churned_mrr') }} as decimal(18, 6)) as involuntary_share,
    cast({{ divide('coalesce(lost.involuntary_mrr, 0)', 'bases.opening_mrr') }} as decimal(18, 6)) as involuntary_rate,
    {% for column in accounts %}
    cast(coalesce(lost.{{ column }}, 0) as integer) as {{ column }},
    {% endfor %}
    {% for column in invoices %}
    cast(coalesce(chased.{{ column }}, 0) as integer) as {{ column }},
    {% endfor %}
    cast({{ divide('chased.recovered_invoices', 'chased.failed_invoices') }} as decimal(18, 6)) as recovery_rate,
    {% for column in sums %}
    cast(coalesce(chased.{{ column }}, 0) as decimal(18, 6)) as {{ column }},
    {% endfor %}
    cast({{ divide('chased.recovered_amount', 'chased.failed_amount') }} as decimal(18, 6)) as amount_recovery_rate,
    bases.is_provisional
from {{ ref('loss_bases') }} as bases
left join lost
    on bases.basis = lost.basis and bases.period_end = lost.period_end and bases.segment = lost.segment
left join chased
    on bases.basis = chased.basis and bases.period_end = chased.period_end and bases.segment = chased.segment
