-- Movements within a window in local money, told at the rate of the window's opening month end.
create temp table windowed as
with windows as (select unnest([1, 3, 12]) as window_months),
ends as (
    select
        months.month_end, windows.window_months,
        last_day(months.month_end - to_months(windows.window_months::integer)) as opening_month_end
    from months
    cross join windows
),
spans as (
    select closing.*, ends.window_months, ends.opening_month_end, opening.mrr as local_opening, opening.rate as old_rate
    from ends
    inner join states as closing using (month_end)
    inner join states as opening
        on closing.account_id = opening.account_id and ends.opening_month_end = opening.month_end
),
moved as (
    select
        spans.account_id, spans.month_end, spans.window_months,
        sum(greatest(steps.mrr - steps.mrr_before, 0)) filter (where steps.mrr_before > 0) as expansion,
        sum(least(steps.mrr - steps.mrr_before, 0)) filter (where steps.mrr > 0) as contraction,
        sum(-steps.mrr_before) filter (where steps.mrr = 0) as churn,
        sum(steps.mrr) filter (where steps.mrr_before = 0 and steps.paid_before) as reactivation,
        sum(steps.mrr) filter (where steps.mrr_before = 0 and not steps.paid_before) as joined
    from spans
    inner join steps
        on
            spans.account_id = steps.account_id and spans.opening_month_end < steps.month_end
            and steps.month_end <= spans.month_end
    group by all
)
select
    spans.account_id, spans.month_end, spans.window_months::integer as window_months, spans.opening_month_end,
    spans.is_provisional,
    case
        when local_opening * old_rate >= 5000 then 'high_touch' when local_opening * old_rate >= 1000 then 'low_touch'
        else 'tech_touch'
    end as segment,
    ['Americas', 'EMEA', 'APAC'][1 + list.number % 3] as region,
    coalesce(list.owner_name, 'unassigned') as owner_name,
    (local_opening * old_rate)::decimal(18, 6) as opening,
    (spans.mrr * old_rate)::decimal(18, 6) as kept,
    (spans.mrr * spans.rate)::decimal(18, 6) as closing,
    (coalesce(expansion, 0) * old_rate)::decimal(18, 6) as expansion,
    (coalesce(contraction, 0) * old_rate)::decimal(18, 6) as contraction,
    (coalesce(churn, 0) * old_rate)::decimal(18, 6) as churn,
    (coalesce(reactivation, 0) * old_rate)::decimal(18, 6) as reactivation,
    (coalesce(joined, 0) * old_rate)::decimal(18, 6) as joined
from spans
inner join moved using (account_id, month_end, window_months)
inner join account_list as list on spans.account_id = list.account_id;

create table retention_base as
select
    windowed.account_id, month_end, window_months, opening_month_end, windowed.segment,
    newest.segment_at_close as segment_today, region, owner_name, opening as opening_mrr, closing as closing_mrr,
    if(opening > 0, kept, 0)::decimal(18, 6) as retained_mrr,
    if(opening > 0, closing, 0)::decimal(18, 6) as retained_mrr_as_reported,
    least(kept, opening)::decimal(18, 6) as retained_mrr_capped,
    joined as new_mrr, reactivation as reactivation_mrr, expansion as expansion_mrr, contraction as contraction_mrr,
    churn as churn_mrr, (closing - kept)::decimal(18, 6) as fx_mrr,
    opening > 0 as is_in_cohort, opening > 0 and closing > 0 as is_retained_logo,
    opening > 0 and churn < 0 as was_lost_in_window, windowed.is_provisional
from windowed
inner join (
    select account_id, segment_at_close from account_mrr where month_end = (select max(month_end) from months)
) as newest using (account_id)
where opening > 0 or closing > 0 or expansion <> 0 or contraction <> 0 or churn <> 0;

create table retention_items as
select * from (values
    ('opening_mrr', 'Opening MRR', 'MRR of the cohort at the opening', 'money', 10),
    ('cohort_contraction', 'Contraction', 'What the cohort gave up while it stayed', 'money', 20),
    ('cohort_churn', 'Churn', 'What the cohort took away when it left', 'money', 30),
    ('cohort_recovered', 'Recovered', 'What the cohort got back up to its opening', 'money', 40),
    ('cohort_growth', 'Growth above the opening', 'What the cohort pays beyond its opening', 'money', 50),
    ('cohort_returned', 'Reactivation of the cohort', 'What returning customers of the cohort pay', 'money', 60),
    ('joiner_expansion', 'Growth of joiners', 'Expansion outside the cohort', 'money', 70),
    ('joiner_loss', 'Losses of joiners', 'Contraction and churn outside the cohort', 'money', 80),
    ('opening_logos', 'Opening customers', 'Customers with MRR at the opening', 'count', 90),
    ('kept_logos', 'Customers kept', 'Customers with MRR at both month ends', 'count', 100),
    ('final_loss_logos', 'Returned customers not counted', 'Takes out who left and returned', 'count', 105),
    ('book_cap', 'Cap on the whole book', 'What the whole book pays beyond its opening', 'money', 110),
    ('month_factor', 'Month factor', 'What one month does to the amount carried', 'money', 120)
) as items (item, label, meaning, unit, sort_order);

create table retention_item_amounts as
with amounts as (
    unpivot (
        select
            account_id, month_end, window_months, segment, is_provisional,
            opening as opening_mrr,
            if(opening > 0, contraction, 0)::decimal(18, 6) as cohort_contraction,
            if(opening > 0, churn, 0)::decimal(18, 6) as cohort_churn,
            if(opening > 0, least(kept, opening) - opening - contraction - churn, 0)::decimal(18, 6)
                as cohort_recovered,
            if(opening > 0, greatest(kept - opening, 0), 0)::decimal(18, 6) as cohort_growth,
            if(opening > 0, reactivation, 0)::decimal(18, 6) as cohort_returned,
            if(opening > 0, 0, expansion)::decimal(18, 6) as joiner_expansion,
            if(opening > 0, 0, contraction + churn)::decimal(18, 6) as joiner_loss
        from windowed
    )
    on columns(* exclude (account_id, month_end, window_months, segment, is_provisional))
    into name item value amount
)
select account_id, month_end, window_months, segment, item, amount, is_provisional from amounts where amount <> 0;

create table retention_definitions as
select
    definition_id, 1 as definition_version, metric_id, name, formula_words, kind, based_on, denominator_item,
    'accounts that pay at the opening' as cohort_rule, 'opening rate' as fx_rule, is_headline, 'finance' as owner,
    date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('N1', 'nrr', 'Net revenue retention', 'MRR today of the accounts that paid at the opening, over what they paid then',
        'sum', null, 'opening_mrr', true),
    ('N2', 'nrr', 'Net retention from movements', 'Opening plus expansion less contraction less churn, over opening',
        'sum', null, 'opening_mrr', false),
    ('N6', 'nrr', 'Net retention chained by month', 'Product of the monthly N2', 'chained', 'N2', 'opening_mrr', false),
    ('R1', 'grr', 'Gross revenue retention', 'The same, each account counted at most at what it paid at the opening',
        'sum', null, 'opening_mrr', true),
    ('R2', 'grr', 'Gross retention from movements', 'Opening less contraction less churn, over opening',
        'sum', null, 'opening_mrr', false),
    ('R6', 'grr', 'Gross retention of the whole book', 'The lesser of the totals, over the opening total',
        'capped_total', 'N1', 'opening_mrr', false),
    ('logo', 'logo_retention', 'Logo retention', 'Accounts of the opening that still pay, over accounts of the opening',
        'sum', null, 'opening_logos', true),
    ('logo_final', 'logo_retention', 'Logo retention, lost for good', 'The same without accounts that left and returned',
        'sum', null, 'opening_logos', false)
) as listed (definition_id, metric_id, name, formula_words, kind, based_on, denominator_item, is_headline);

-- Decided already, in force later: no page may tell it yet.
update retention_definitions set effective_to = date '2030-01-01' where definition_id = 'N2';
insert into retention_definitions
select * replace (2 as definition_version, 'Words of 2030' as formula_words, effective_to as effective_from,
    null::date as effective_to)
from retention_definitions where definition_id = 'N2';

create table retention_definition_items as
select definition_id, 1 as definition_version, item, coefficient
from (values
    ('N1', ['opening_mrr', 'cohort_contraction', 'cohort_churn', 'cohort_recovered', 'cohort_growth'], 1),
    ('N2', ['opening_mrr', 'cohort_contraction', 'cohort_churn', 'cohort_recovered', 'cohort_growth'], 1),
    ('N2', ['joiner_expansion', 'joiner_loss'], 1),
    ('N2', ['cohort_returned'], -1),
    ('R1', ['opening_mrr', 'cohort_contraction', 'cohort_churn', 'cohort_recovered'], 1),
    ('R2', ['opening_mrr', 'cohort_contraction', 'cohort_churn', 'joiner_loss'], 1),
    ('logo', ['kept_logos'], 1),
    ('logo_final', ['kept_logos', 'final_loss_logos'], 1)
) as listed (definition_id, items, coefficient), unnest(items) as unnested (item);

create table metric_targets as
select * replace (target_value::decimal(18, 6) as target_value), 'sample' as source, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('nrr', 'all', 12, 1.10), ('grr', 'all', 12, 0.90), ('logo_retention', 'all', 12, 0.90),
    ('nrr', 'high_touch', 12, 1.15), ('nps', 'all', 12, 30)
) as targets (metric_id, segment, window_months, target_value);

create table metric_benchmarks as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('nrr', 'good_and_great', 'all', 12, 'below', null, 1.05, 'sample'),
    ('nrr', 'good_and_great', 'all', 12, 'good', 1.05, 1.20, 'sample'),
    ('nrr', 'good_and_great', 'all', 12, 'great', 1.20, null, 'sample'),
    ('nrr', 'good_and_great', 'high_touch', 12, 'below', null, 1.15, 'sample of the tier'),
    ('grr', 'other_source', 'all', 12, 'met', 0.90, null, 'another sample')
) as bands (metric_id, benchmark_set, segment, window_months, band, lower_bound, upper_bound, source);
