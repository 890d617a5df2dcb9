-- Expansion of the sample: each account grows by one type; signals, deals and products are drawn by the account's number.
create table expansion_types as
select *, 'usual shares' as source, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('upsell', 1, true, 0.3, 0.4), ('cross_sell', 2, true, 0.2, 0.3), ('seat', 3, true, 0.3, 0.4), ('usage', 4, true, 0.1, 0.2),
    ('price_uplift', 5, false, null, null), ('offset', 6, false, null, null), ('unexplained', 7, false, null, null)
) as types (expansion_type, sort_order, is_growth, least_share, greatest_share);

create table expansion_stages as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('identified', 1, 0.1), ('qualified', 2, 0.25), ('proposed', 3, 0.5), ('committed', 4, 0.75), ('closed', 5, 1)
) as stages (stage, stage_rank, probability);

create table expansion_amounts as
select
    moves.account_id, moves.month_end, types.expansion_type, moves.segment, moves.amount, types.is_growth,
    moves.is_provisional
from mrr_movements as moves
inner join account_list as list using (account_id)
inner join expansion_types as types
    on types.expansion_type = ['seat', 'upsell', 'cross_sell', 'usage', 'price_uplift', 'seat'][1 + list.number % 6]
where moves.movement = 'expansion';

create table expansion_mix as
with spans as (
    select month_end, window_months, last_day(month_end - to_months(window_months::integer - 1)) as first_month_end, is_provisional
    from months
    cross join (values (1), (3), (12)) as windows (window_months)
    where first_month_end >= (select min(month_end) from months)
),
summed as (
    select
        spans.month_end, spans.window_months::integer as window_months, segments.segment, types.expansion_type,
        types.is_growth, types.least_share::decimal(9, 6) as least_share,
        types.greatest_share::decimal(9, 6) as greatest_share, spans.is_provisional,
        coalesce(sum(amounts.amount), 0)::decimal(18, 6) as amount
    from spans
    cross join (values ('all'), ('high_touch'), ('low_touch'), ('tech_touch')) as segments (segment)
    cross join expansion_types as types
    left join expansion_amounts as amounts
        on
            types.expansion_type = amounts.expansion_type
            and amounts.month_end between spans.first_month_end and spans.month_end
            and segments.segment in (amounts.segment, 'all')
    group by all
),
grown as (
    select
        *, sum(amount) filter (where is_growth) over books as grown_amount, sum(amount) over books as expansion_amount
    from summed
    window books as (partition by month_end, window_months, segment)
)
select
    * exclude (grown_amount), if(is_growth, grown_amount, null)::decimal(18, 6) as growth_amount,
    if(is_growth and grown_amount > 0, amount / grown_amount::double, null)::decimal(28, 6) as share,
    if(is_growth and grown_amount > 0, amount / grown_amount::double between least_share and greatest_share, null)
        as is_in_range,
    1 as rule_version
from grown;

create table expansion_rates as
with grown as (
    select
        base.account_id, base.month_end, base.window_months, base.segment, base.opening_mrr, base.is_provisional,
        coalesce(sum(amounts.amount), 0) as expansion_mrr,
        coalesce(sum(amounts.amount) filter (where amounts.is_growth), 0) as growth_mrr,
        coalesce(sum(amounts.amount) filter (where amounts.expansion_type = 'price_uplift'), 0) as price_uplift_mrr
    from retention_base as base
    left join expansion_amounts as amounts
        on
            base.account_id = amounts.account_id and base.opening_month_end < amounts.month_end
            and amounts.month_end <= base.month_end
    where base.is_in_cohort
    group by all
),
told as (
    select * from grown
    union all
    select * replace ('all' as segment) from grown
)
select
    month_end, window_months, segment, count(*)::integer as customers,
    count(*) filter (where growth_mrr > 0)::integer as expanded_customers,
    count(*) filter (where growth_mrr = 0 and price_uplift_mrr > 0)::integer as price_uplift_customers,
    (expanded_customers / customers::double)::decimal(28, 6) as customer_rate,
    if(window_months = 12, 0.15, null)::decimal(9, 6) as customer_rate_least,
    if(window_months = 12, 0.25, null)::decimal(9, 6) as customer_rate_greatest,
    sum(opening_mrr)::decimal(18, 6) as opening_mrr, sum(expansion_mrr)::decimal(18, 6) as expansion_mrr,
    sum(growth_mrr)::decimal(18, 6) as growth_mrr, sum(price_uplift_mrr)::decimal(18, 6) as price_uplift_mrr,
    (sum(expansion_mrr) / sum(opening_mrr)::double)::decimal(28, 6) as revenue_rate,
    if(window_months = 12, 0.1, null)::decimal(9, 6) as revenue_rate_least,
    if(window_months = 12, 0.2, null)::decimal(9, 6) as revenue_rate_greatest,
    bool_or(is_provisional) as is_provisional
from told
group by month_end, window_months, segment;

create table expansion_signals as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('seats_at_90', 'seat', '41 active users on 44 seats (93 %)', 'Offer seats before they run out'),
    ('team_growth', 'seat', '30 active users after 20 twelve weeks ago (+50 %)', 'The team is growing: offer seats for it'),
    ('happy_customer', 'any', 'NPS 10 and health 88', 'Open a conversation on growth'),
    ('anniversary', 'any', 'The customer completes another year on 20 Nov 2026', 'Offer to sign for several years'),
    ('crm_opportunity', 'any', 'An opportunity of the CRM that no signal preceded', null)
) as signals (signal, expansion_type, wording, action);

create temp table drawn_opportunities as
select
    list.account_id, list.number, signals.*, date '2026-10-12' - (list.number * 9)::integer as opened_on,
    list.number % 4 = 0 or signals.signal = 'crm_opportunity' as has_deal,
    list.number % 5 + 1 as drawn_rank, (newest.closing_mrr * 12 * 0.2)::decimal(18, 6) as amount,
    newest.segment_at_close as segment
from account_list as list
inner join account_mrr as newest on list.account_id = newest.account_id and newest.month_end = date '2026-10-31'
cross join (select signal, expansion_type, wording, action, row_number() over (order by signal) as place from expansion_signals)
    as signals
where newest.closing_mrr > 0 and (list.number % 5 + 1 = signals.place or (list.number % 7 = 0 and signals.place = 3));

create table expansion_opportunities as
with decided as (
    select
        *,
        case
            when drawn_rank = 5 and has_deal then 'won' when number % 11 = 3 then 'lost'
            when not has_deal and opened_on < date '2026-04-15' then 'expired' else 'open'
        end as outcome,
        if(has_deal, drawn_rank, 1) as at_rank
    from drawn_opportunities
)
select
    account_id || '|' || signal || '|' || opened_on as expansion_opportunity_id, account_id, signal, opened_on,
    expansion_type, segment, wording as evidence, action, null::date as faded_on, stages.stage,
    stages.stage_rank::integer as stage_rank,
    if(outcome in ('lost', 'expired'), 0, stages.probability)::decimal(9, 6) as probability, amount,
    if(has_deal, 'crm', 'estimate') as amount_basis,
    (amount * if(outcome in ('lost', 'expired'), 0, stages.probability))::decimal(18, 6) as expected_amount,
    if(has_deal, '006' || lpad(number::varchar, 15, '0') || signal, null) as opportunity_id,
    if(has_deal, ['customer_success', 'sales', 'customer_success', 'other'][1 + (number // 4 % 4)::integer], null) as sourced_by,
    'minor_expansion' as scenario, if(amount >= 25000, 'sales', 'csm') as owner_role,
    if(amount >= 25000, 'csm', null) as support_role,
    if(amount >= 25000 and at_rank > 1, opened_on + 20, null) as handed_over_on,
    outcome, if(outcome = 'open', null, least(opened_on + 40, date '2026-10-15')) as closed_on,
    if(outcome = 'won', amount / 24, 0)::decimal(18, 6) as credited_mrr,
    if(outcome = 'won', amount / 2, 0)::decimal(18, 6) as credited_amount,
    outcome = 'open' and (has_deal or row_number() over (
        partition by account_id, expansion_type, outcome, has_deal order by opened_on, signal
    ) = 1) as is_in_pipeline,
    1 as rule_version
from decided
inner join expansion_stages as stages on decided.at_rank = stages.stage_rank;

create table expansion_pipeline as
select
    stage, stage_rank, expansion_type, segment, probability, count(*)::integer as opportunities,
    count(opportunity_id)::integer as crm_opportunities, sum(amount)::decimal(18, 6) as amount,
    coalesce(sum(amount) filter (where amount_basis = 'estimate'), 0)::decimal(18, 6) as estimated_amount,
    sum(expected_amount)::decimal(18, 6) as expected_amount,
    coalesce(sum(expected_amount) filter (where amount_basis = 'estimate'), 0)::decimal(18, 6) as estimated_expected_amount
from expansion_opportunities
where is_in_pipeline
group by all;

create table opportunity_states as
select
    opportunity_id, account_id, opened_on as valid_from, null::date as valid_to, 'Upsell' as opportunity_type,
    stage as stage_name, outcome in ('won', 'lost') as is_closed, outcome = 'won' as is_won, opened_on as created_on,
    coalesce(closed_on, opened_on + 90) as closes_on
from expansion_opportunities
where opportunity_id is not null;

create table expansion_sources as
with dated as (
    select 'created' as basis, sourced_by, opened_on as counted_on, amount, credited_amount
    from expansion_opportunities
    where opportunity_id is not null
    union all
    select 'won', sourced_by, closed_on, amount, credited_amount
    from expansion_opportunities
    where opportunity_id is not null and outcome = 'won'
),
summed as (
    select
        dated.basis, windows.window_months::integer as window_months, months.month_end, finders.sourced_by,
        count(*) filter (where dated.sourced_by = finders.sourced_by)::integer as opportunities,
        coalesce(sum(dated.amount) filter (where dated.sourced_by = finders.sourced_by), 0)::decimal(18, 6) as amount,
        coalesce(sum(dated.credited_amount) filter (where dated.sourced_by = finders.sourced_by), 0)::decimal(18, 6)
            as credited_amount,
        count(*)::integer as total_opportunities, sum(dated.amount)::decimal(18, 6) as total_amount,
        any_value(months.is_provisional) as is_provisional
    from months
    cross join (values (1), (3), (12)) as windows (window_months)
    inner join dated
        on
            dated.counted_on <= months.month_end
            and dated.counted_on > last_day(months.month_end - to_months(windows.window_months::integer))
    cross join (values ('customer_success'), ('sales'), ('other')) as finders (sourced_by)
    group by all
)
select
    *, (opportunities / total_opportunities::double)::decimal(28, 6) as opportunity_share,
    (amount / total_amount::double)::decimal(28, 6) as amount_share,
    if(sourced_by = 'customer_success' and window_months = 12, 0.5, null)::decimal(9, 6) as target_share
from summed;

create table whitespace as
with paying as (
    select account_id, current_mrr, segment, count(*) over (partition by segment)::integer as peers
    from accounts
    where current_mrr > 0
),
typical as (
    select segment, (median(current_mrr) * 0.3)::decimal(18, 6) as typical_mrr
    from paying
    group by segment
)
select
    account_id, products.product, products.expansion_type, paying.segment, current_mrr,
    if(products.expansion_type = 'upsell', current_mrr * 0.1, 0)::decimal(18, 6) as line_mrr,
    (peers * products.held)::integer as holders, peers,
    ((peers * products.held)::integer / peers::double)::decimal(28, 6) as holder_share, typical_mrr,
    (typical_mrr - if(products.expansion_type = 'upsell', current_mrr * 0.1, 0))::decimal(18, 6) as potential_mrr,
    (12 * (typical_mrr - if(products.expansion_type = 'upsell', current_mrr * 0.1, 0)))::decimal(18, 6)
        as potential_amount,
    1 as rule_version
from paying
inner join account_list using (account_id)
inner join typical using (segment)
inner join (values (0, 'Enterprise', 'upsell', 0.3), (1, 'Analytics add-on', 'cross_sell', 0.45)) as products (
    turn, product, expansion_type, held
)
    on account_list.number % 2 = products.turn
where typical_mrr > if(products.expansion_type = 'upsell', current_mrr * 0.1, 0);

create table expansion_signal_results as
select
    signal, count(*)::integer as openings, count(*) filter (where opened_on < date '2026-06-15')::integer as matured,
    count(*) filter (where opened_on < date '2026-06-15' and outcome = 'won')::integer as grew,
    (grew / nullif(matured, 0)::double)::decimal(28, 6) as growth_rate, 900 as base_matured, 150 as base_grew,
    (150 / 900.0)::decimal(28, 6) as base_rate
from expansion_opportunities
where signal <> 'crm_opportunity'
group by signal;

create table csm_book_amounts as
select
    base.account_id, base.month_end as quarter_end, base.window_months, measures.measure,
    coalesce('005' || left(accounts.owner_name, 3), 'unassigned') as owner_id,
    coalesce(accounts.owner_name, 'unassigned') as owner_name,
    case measures.measure
        when 'nrr' then base.retained_mrr when 'grr' then base.retained_mrr_capped
        when 'expansion' then base.retained_mrr - base.retained_mrr_capped else 70 * base.opening_mrr
    end::decimal(28, 8) as numerator,
    base.opening_mrr::decimal(28, 8) as denominator, base.is_provisional
from retention_base as base
inner join accounts using (account_id)
cross join (values ('grr'), ('nrr'), ('expansion'), ('health')) as measures (measure)
where base.is_in_cohort and base.window_months in (3, 12) and month(base.month_end) % 3 = 0;

create table csm_books as
with owned as (
    select * from csm_book_amounts
    union all
    select * replace ('all' as owner_id, 'all' as owner_name) from csm_book_amounts
),
rated as (
    select
        owner_id, owner_name, quarter_end, window_months, measure, upper(measure) || ' of the book' as label,
        count(*)::integer as accounts, sum(numerator)::decimal(28, 8) as numerator, sum(denominator)::decimal(28, 8) as denominator,
        (sum(numerator) / sum(denominator)::double)::decimal(18, 6) as rate,
        case measure when 'grr' then 0.4 when 'nrr' then 0.3 when 'expansion' then 0.2 else 0.1 end::decimal(18, 6) as weight,
        case when measure = 'health' then 70 when measure = 'grr' and window_months = 12 then 0.9 end::decimal(18, 6) as target,
        bool_or(is_provisional) as is_provisional, 1 as measure_version
    from owned
    group by all
)
select *, rate >= target as is_met
from rated;
