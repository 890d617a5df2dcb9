-- Cut where a suspension begins or ends and where the account that the subscription counts with changes: so each piece has
-- one account, and pays or does not.
with changes as (
    select
        suspensions.subscription_id,
        suspensions.valid_from as changed_on
    from {{ ref('subscription_suspensions') }} as suspensions
    union
    select
        suspensions.subscription_id,
        suspensions.valid_to as changed_on
    from {{ ref('subscription_suspensions') }} as suspensions
    where suspensions.valid_to is not null
    union
    select
        terms.subscription_id,
        accounts.valid_from as changed_on
    from {{ ref('subscription_terms') }} as terms
    inner join {{ ref('crm_account_periods') }} as accounts
        on terms.crm_account_id = accounts.crm_account_id
),

starts as (
    select
        rates.subscription_item_id,
        rates.valid_from,
        rates.valid_from as piece_from
    from {{ ref('bounded_item_rates') }} as rates
    union all
    select
        rates.subscription_item_id,
        rates.valid_from,
        changes.changed_on as piece_from
    from {{ ref('bounded_item_rates') }} as rates
    inner join changes
        on
            rates.subscription_id = changes.subscription_id
            and rates.valid_from < changes.changed_on
            and (rates.valid_to is null or rates.valid_to > changes.changed_on)
),

pieces as (
    select
        starts.subscription_item_id,
        starts.valid_from,
        starts.piece_from,
        lead(starts.piece_from) over (
            partition by starts.subscription_item_id, starts.valid_from
            order by starts.piece_from
        ) as piece_to
    from starts
),

suspended as (
    select
        pieces.subscription_item_id,
        pieces.piece_from,
        min(suspensions.status) as status
    from pieces
    inner join {{ ref('bounded_item_rates') }} as rates
        on
            pieces.subscription_item_id = rates.subscription_item_id
            and pieces.valid_from = rates.valid_from
    inner join {{ ref('subscription_suspensions') }} as suspensions
        on
            rates.subscription_id = suspensions.subscription_id
            and pieces.piece_from >= suspensions.valid_from
            and (suspensions.valid_to is null or pieces.piece_from < suspensions.valid_to)
    group by pieces.subscription_item_id, pieces.piece_from
)

select
    coalesce(accounts.account_id, rates.account_id) as account_id,
    {% for column in [
            'customer_id', 'subscription_id', 'subscription_item_id', 'price_id', 'product_id', 'quantity', 'currency',
            'subscription_status', 'cancellation_requested_on', 'source',
        ] %}
    rates.{{ column }},
    {% endfor %}
    {% for amount in ['mrr_list', 'mrr', 'mrr_net_all'] %}
    cast(case when suspended.status is null then rates.{{ amount }} else 0 end as decimal(18, 6)) as {{ amount }},
    {% endfor %}
    pieces.piece_from as valid_from,
    coalesce(pieces.piece_to, rates.valid_to) as valid_to,
    coalesce(suspended.status, case when rates.is_paused then 'paused' end) as suspension
from pieces
inner join {{ ref('bounded_item_rates') }} as rates
    on
        pieces.subscription_item_id = rates.subscription_item_id
        and pieces.valid_from = rates.valid_from
left join {{ ref('crm_account_periods') }} as accounts
    on
        rates.crm_account_id = accounts.crm_account_id
        and pieces.piece_from >= accounts.valid_from
        and (accounts.valid_to is null or pieces.piece_from < accounts.valid_to)
left join suspended
    on
        pieces.subscription_item_id = suspended.subscription_item_id
        and pieces.piece_from = suspended.piece_from
