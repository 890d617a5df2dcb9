-- Under policy reactivation at grace: while a paying account has nothing in force for at most so many days, what it had on the
-- last day stands. A pause or a suspension is no lapse. A gap that runs at as_of() stands as long as it is no longer than that.
with periods as (
    select
        periods.*,
        {{ counted('policies', 'periods.mrr_list', 'periods.mrr', 'periods.mrr_net_all') }} > 0 as is_paying
    from {{ ref('item_periods') }} as periods
    cross join {{ ref('policies_in_force') }} as policies
),

paying as (
    select
        periods.account_id,
        periods.valid_from,
        max(coalesce(periods.valid_to, cast('9999-12-31' as date))) over (
            partition by periods.account_id
            order by periods.valid_from, periods.valid_to
            rows between unbounded preceding and current row
        ) as paid_to,
        lead(periods.valid_from) over (partition by periods.account_id order by periods.valid_from, periods.valid_to) as resumed_on
    from periods
    where periods.is_paying
),

gaps as (
    select distinct
        paying.account_id,
        paying.paid_to as lapsed_on,
        coalesce(
            paying.resumed_on,
            cast({{ dbt.dateadd('day', 'policies.reactivation_grace_days + 1', 'paying.paid_to') }} as date)
        ) as resumed_on
    from paying
    cross join {{ ref('policies_in_force') }} as policies
    where
        policies.reactivation = 'grace'
        and paying.paid_to < coalesce(paying.resumed_on, cast('9999-12-31' as date))
        and paying.paid_to <= {{ as_of_day() }}
        and {{ dbt.datediff('paying.paid_to', 'coalesce(paying.resumed_on, ' ~ as_of_day() ~ ')', 'day') }}
        <= policies.reactivation_grace_days
)

select
    periods.account_id,
    {% for column in [
            'customer_id', 'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency',
            'subscription_status', 'cancellation_requested_on', 'source',
        ] %}
    periods.{{ column }},
    {% endfor %}
    gaps.lapsed_on as valid_from,
    gaps.resumed_on as valid_to,
    'lapsed' as suspension,
    periods.mrr_list,
    periods.mrr,
    periods.mrr_net_all
from periods
inner join gaps
    on
        periods.account_id = gaps.account_id
        and periods.valid_to = gaps.lapsed_on
left join {{ ref('item_periods') }} as suspended
    on
        periods.subscription_item_id = suspended.subscription_item_id
        and gaps.lapsed_on = suspended.valid_from
        and suspended.suspension is not null
where
    periods.is_paying
    and suspended.subscription_item_id is null
