-- Where trials count, and for free time that a paying customer is given as a trial (an offer: nobody left), an item's price
-- after the trial counts from the trial's first day: the rate in force on the day after it, else the price that the trial's own
-- line or, without one, an export names. An item that already had a rate when the trial began keeps it.
with paying as (
    select
        rates.subscription_id,
        rates.history,
        min(rates.valid_from) as paid_from
    from {{ ref('item_rates') }} as rates
    where rates.mrr_list > 0
    group by rates.subscription_id, rates.history
),

trials as (
    select
        terms.subscription_id,
        terms.history,
        terms.trial_start_on,
        terms.trial_end_on
    from {{ ref('subscription_terms') }} as terms
    cross join {{ ref('policies_in_force') }} as policies
    left join paying
        on
            terms.subscription_id = paying.subscription_id
            and terms.history = paying.history
    where
        terms.trial_start_on < terms.trial_end_on
        and (policies.trial = 'counted' or paying.paid_from < terms.trial_start_on)
),

{% set columns = ['subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency', 'valid_from'] %}
{% set amounts = ['mrr_list', 'mrr', 'mrr_net_all'] %}
candidates as (
    select
        {% for column in columns + amounts + ['source'] %}
        rates.{{ column }},
        {% endfor %}
        1 as preference
    from {{ ref('item_rates') }} as rates
    inner join trials
        on
            rates.subscription_id = trials.subscription_id
            and rates.history = trials.history
            and rates.valid_from <= trials.trial_end_on
            and (rates.valid_to is null or rates.valid_to > trials.trial_end_on)
    where rates.mrr_list > 0
    union all
    select
        {% for column in columns %}
        lines.{{ column }},
        {% endfor %}
        {% set list = "cast(lines.unit_amount as double) * cast(lines.quantity as double) * "
            ~ per_month('intervals', 'lines.interval_count') %}
        {{ as_mrr(list) }} as mrr_list,
        {{ as_mrr(list ~ ' * lines.permanent_share') }} as mrr,
        {{ as_mrr(list ~ ' * lines.all_share') }} as mrr_net_all,
        'invoice_lines' as source,
        2 as preference
    from {{ ref('recurring_invoice_lines') }} as lines
    inner join trials
        on
            lines.subscription_id = trials.subscription_id
            and lines.valid_from >= trials.trial_start_on
            and lines.valid_from < trials.trial_end_on
    cross join {{ ref('policies_in_force') }} as policies
    inner join {{ ref('billing_intervals') }} as intervals
        on
            lines.recurring_interval = intervals.recurring_interval
            and {{ interval_taken('intervals', 'policies', 'lines.valid_from') }}
    where lines.amount = 0 and lines.unit_amount > 0
    union all
    select
        {% for column in columns + amounts %}
        rates.{{ column }},
        {% endfor %}
        'snapshots' as source,
        3 as preference
    from {{ ref('observed_item_rates') }} as rates
    inner join trials
        on
            rates.subscription_id = trials.subscription_id
            and rates.valid_from < trials.trial_end_on
    where rates.mrr_list > 0
),

ranked as (
    select
        candidates.*,
        min(candidates.preference) over (partition by candidates.subscription_id) as best_preference,
        row_number() over (
            partition by candidates.subscription_item_id, candidates.preference
            order by candidates.valid_from desc
        ) as recency
    from candidates
)

select
    {% for column in columns[:-1] %}
    ranked.{{ column }},
    {% endfor %}
    trials.trial_start_on as valid_from,
    trials.trial_end_on as valid_to,
    cast(null as date) as billed_to,
    {% for amount in amounts %}
    ranked.{{ amount }},
    {% endfor %}
    trials.history,
    ranked.source
from ranked
inner join trials
    on ranked.subscription_id = trials.subscription_id
where
    ranked.preference = ranked.best_preference
    and ranked.recency = 1
    and not exists (
        select 1
        from {{ ref('item_rates') }} as before
        where
            ranked.subscription_item_id = before.subscription_item_id
            and trials.history = before.history
            and before.valid_from < trials.trial_start_on
            and (before.valid_to is null or before.valid_to > trials.trial_start_on)
    )
