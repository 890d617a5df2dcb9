-- Of a line an account lacks the next step up that enough of its peers hold, of other products all that it does not hold. Who asked to
-- leave is offered nothing, and nobody what would bring less than it pays for the line already.
with holders as (
    select
        products.product,
        products.line,
        products.line_rank,
        products.segment,
        count(*) as holders,
        percentile_cont(0.5) within group (order by cast(products.mrr as double)) as typical_mrr
    from {{ ref('account_products') }} as products
    group by products.product, products.line, products.line_rank, products.segment
),

paying as (
    select
        products.account_id,
        products.segment,
        sum(products.mrr) as mrr,
        count(*) over (partition by products.segment) as peers
    from {{ ref('account_products') }} as products
    group by products.account_id, products.segment
),

held as (
    select
        products.account_id,
        products.line,
        max(products.line_rank) as line_rank,
        sum(products.mrr) as mrr
    from {{ ref('account_products') }} as products
    group by products.account_id, products.line
),

leaving as (
    select distinct terms.account_id
    from {{ ref('subscription_terms') }} as terms
    where
        terms.cancellation_requested_on <= {{ as_of_day() }}
        and terms.service_ended_on > {{ as_of_day() }}
        -- A request that came with the start is the term of a contract.
        and coalesce(terms.started_on < terms.cancellation_requested_on, true)
),

lacking as (
    select
        paying.account_id,
        paying.segment,
        paying.mrr,
        paying.peers,
        holders.product,
        holders.line_rank,
        holders.holders,
        cast(round(holders.typical_mrr, 6) as decimal(18, 6)) as typical_mrr,
        coalesce(held.mrr, 0) as line_mrr,
        min(holders.line_rank) over (partition by paying.account_id, holders.line) as next_rank,
        rules.version as rule_version
    from paying
    inner join holders
        on paying.segment = holders.segment
    inner join {{ ref('whitespace_rules') }} as rules
        on
            holders.holders >= rules.least_holders
            and holders.holders >= rules.least_share * paying.peers
            and {{ in_force('rules', as_of_day()) }}
    left join held
        on
            paying.account_id = held.account_id
            and holders.line = held.line
    left join leaving
        on paying.account_id = leaving.account_id
    where leaving.account_id is null and (held.account_id is null or holders.line_rank > held.line_rank)
)

select
    lacking.account_id,
    lacking.product,
    case when lacking.line_mrr > 0 then 'upsell' else 'cross_sell' end as expansion_type,
    lacking.segment,
    cast(lacking.mrr as decimal(18, 6)) as current_mrr,
    cast(lacking.line_mrr as decimal(18, 6)) as line_mrr,
    cast(lacking.holders as integer) as holders,
    cast(lacking.peers as integer) as peers,
    {{ divide('lacking.holders', 'lacking.peers') }} as holder_share,
    lacking.typical_mrr,
    cast(lacking.typical_mrr - lacking.line_mrr as decimal(18, 6)) as potential_mrr,
    cast(12 * (lacking.typical_mrr - lacking.line_mrr) as decimal(18, 6)) as potential_amount,
    lacking.rule_version
from lacking
where (lacking.line_rank is null or lacking.line_rank = lacking.next_rank) and lacking.typical_mrr > lacking.line_mrr
