-- The rates straight from `windowed`, not from the items; then chained and capped ones, dimensions and bridges.
create temp table parts as
select
    account_id, month_end, window_months, is_provisional, opening, region, owner_name,
    windowed.segment, newest.segment_at_close as segment_today,
    if(opening > 0, kept, 0) as n1, if(opening > 0, least(kept, opening), 0) as r1,
    opening + expansion + contraction + churn as n2, opening + contraction + churn as r2,
    if(opening > 0, 1, 0) as logos, if(opening > 0 and kept > 0, 1, 0) as logo, if(opening > 0 and kept > 0 and churn = 0, 1, 0) as logo_final
from windowed
inner join (
    select account_id, segment_at_close from account_mrr where month_end = (select max(month_end) from months)
) as newest using (account_id);

create temp table dimensions as
select account_id, month_end, window_months, unnest([
    {'dimension': 'segment', 'part': 'all'}, {'dimension': 'segment', 'part': segment},
    {'dimension': 'segment_today', 'part': segment_today},
    {'dimension': 'region', 'part': region}, {'dimension': 'owner', 'part': owner_name}
], recursive := true)
from parts;

create temp table sums as
unpivot (
    select
        dimension, part, month_end, window_months, bool_or(is_provisional) as is_provisional,
        sum(opening) as opening, sum(logos)::decimal(38, 6) as opening_logos,
        sum(n1) as "N1", sum(n2) as "N2", sum(r1) as "R1", sum(r2) as "R2", least(sum(n1), sum(opening)) as "R6",
        sum(logo)::decimal(38, 6) as "logo", sum(logo_final)::decimal(38, 6) as "logo_final"
    from dimensions
    inner join parts using (account_id, month_end, window_months)
    group by all
)
on "N1", "N2", "R1", "R2", "R6", "logo", "logo_final" into name definition_id value numerator;

create table retention_factors as
with monthly as (
    select part as segment, month_end as factor_month_end, numerator, opening, numerator::double / opening as factor
    from sums
    where dimension = 'segment' and definition_id = 'N2' and window_months = 1 and opening > 0
),
carried as (
    select
        ends.part as segment, ends.month_end, ends.window_months, 'N6' as definition_id, monthly.factor_month_end,
        monthly.numerator as factor_numerator, monthly.opening as factor_denominator, monthly.factor,
        (ends.opening * product(monthly.factor) over history)::decimal(18, 6) as carried_after,
        ends.opening::decimal(18, 6) as opening
    from sums as ends
    inner join monthly
        on
            ends.part = monthly.segment
            and last_day(ends.month_end - to_months(ends.window_months)) < monthly.factor_month_end
            and monthly.factor_month_end <= ends.month_end
    where ends.dimension = 'segment' and ends.definition_id = 'N1' and ends.opening > 0
    window history as (
        partition by ends.part, ends.month_end, ends.window_months order by monthly.factor_month_end
    )
)
select
    month_end, segment, window_months, definition_id, factor_month_end,
    coalesce(lag(carried_after) over history, opening) as carried_before,
    factor_numerator::decimal(18, 6) as factor_numerator, factor_denominator::decimal(18, 6) as factor_denominator,
    factor::decimal(28, 12) as factor, carried_after,
    (carried_after - coalesce(lag(carried_after) over history, opening))::decimal(18, 6) as step
from carried
window history as (partition by month_end, segment, window_months order by factor_month_end);

create temp table figures as
select
    dimension, part, month_end, window_months, definition_id, is_provisional, numerator,
    if(definition_id like 'logo%', opening_logos, opening) as denominator
from sums
union all
select
    'segment', sums.part, sums.month_end, sums.window_months, 'N6', sums.is_provisional, factors.carried_after, sums.opening
from sums
inner join retention_factors as factors
    on
        sums.part = factors.segment and sums.month_end = factors.month_end and sums.month_end = factors.factor_month_end
        and sums.window_months = factors.window_months
where sums.dimension = 'segment' and sums.definition_id = 'N1';

create temp table published as
select
    month_end, dimension, part, window_months, definition_id, 1 as definition_version,
    numerator::decimal(18, 6) as numerator, denominator::decimal(18, 6) as denominator,
    (numerator::double / denominator::double)::decimal(28, 6) as rate, is_provisional
from figures
where denominator > 0;

create table retention as
select * exclude (dimension) rename (part as segment) from published where dimension = 'segment';

create table retention_by_dimension as
select * rename (part as dimension_value) from published where dimension <> 'segment';

-- A definition as account rows and rows of the whole book; a bridge takes one from the other.
create table retention_bridge as
with pieces as (
    select items.definition_id, month_end, window_months, account_id, segment, item, null::date as factor_month_end,
        amount * coefficient as amount, is_provisional
    from retention_item_amounts
    inner join (
        select definition_id, item, coefficient from retention_definition_items where definition_id not like 'logo%'
        union all
        select 'R6', item, coefficient from retention_definition_items where definition_id = 'N1'
        union all
        select 'N6', 'opening_mrr', 1
    ) as items using (item)
    union all
    select 'R6', capped.month_end, capped.window_months, null, 'all', 'book_cap', null,
        capped.numerator - free.numerator, capped.is_provisional
    from sums as capped
    inner join sums as free using (dimension, part, month_end, window_months)
    where capped.part = 'all' and capped.definition_id = 'R6' and free.definition_id = 'N1'
    union all
    select 'N6', month_end, window_months, null, 'all', 'month_factor', factor_month_end, step, false
    from retention_factors
    where segment = 'all'
),
pairs as (
    select one.definition_id as from_definition, two.definition_id as to_definition
    from (select distinct definition_id from pieces) as one
    cross join (select distinct definition_id from pieces) as two
    where one.definition_id <> two.definition_id
),
amounts as (
    select month_end, window_months, from_definition, to_definition, account_id, segment, item, factor_month_end,
        sum(if(definition_id = to_definition, amount, -amount)) as amount, bool_or(is_provisional) as is_provisional
    from pieces
    inner join pairs on definition_id in (from_definition, to_definition)
    where month_end >= date '2026-06-30'
    group by all
)
select
    amounts.month_end, amounts.window_months, from_definition, to_definition, account_id, segment, item,
    factor_month_end, amount::decimal(18, 6) as amount,
    (100 * amount::double / opening)::decimal(18, 6) as points, amounts.is_provisional
from amounts
inner join sums
    on
        sums.dimension = 'segment' and sums.part = 'all' and sums.definition_id = 'N1'
        and amounts.month_end = sums.month_end and amounts.window_months = sums.window_months
where amount <> 0;
