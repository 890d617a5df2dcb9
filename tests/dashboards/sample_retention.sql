create table retention_base as
with windows as (select unnest([1, 3, 12]) as window_months)
select
    states.account_id,
    states.month_end,
    windows.window_months,
    case
        when earlier.mrr * earlier.rate >= 5000 then 'high_touch'
        when earlier.mrr * earlier.rate >= 1000 then 'low_touch'
        else 'tech_touch'
    end as segment,
    (earlier.mrr * earlier.rate)::decimal(18, 6) as opening_mrr,
    (states.mrr * states.rate)::decimal(18, 6) as closing_mrr,
    (states.mrr * earlier.rate)::decimal(18, 6) as retained_mrr,
    (states.mrr * states.rate)::decimal(18, 6) as retained_mrr_as_reported,
    (least(states.mrr, earlier.mrr) * earlier.rate)::decimal(18, 6) as retained_mrr_capped,
    earlier.mrr > 0 as is_in_cohort,
    earlier.mrr > 0 and states.mrr > 0 as is_retained_logo,
    states.is_provisional
from states
cross join windows
inner join states as earlier
    on states.account_id = earlier.account_id
    and last_day(states.month_end - to_months(windows.window_months::integer)) = earlier.month_end
where earlier.mrr > 0;

create table retention as
with figures as (
    select base.month_end, tiers.segment, base.window_months, base.is_provisional, ids.definition_id,
        sum(
            case ids.definition_id
                when 'N1' then retained_mrr when 'R1' then retained_mrr_capped else is_retained_logo::integer
            end
        ) as numerator,
        sum(case ids.definition_id when 'logo' then 1 else opening_mrr end) as denominator
    from retention_base as base
    inner join (select unnest(['all', 'high_touch', 'low_touch', 'tech_touch']) as segment) as tiers
        on tiers.segment in ('all', base.segment)
    cross join (select unnest(['N1', 'R1', 'logo']) as definition_id) as ids
    group by all
)
select
    month_end, segment, window_months, definition_id, 1 as definition_version,
    numerator::decimal(18, 2) as numerator, denominator::decimal(18, 2) as denominator,
    (numerator::double / denominator::double)::decimal(28, 6) as rate, is_provisional
from figures;

create table retention_definitions as
select * from (values
    ('N1', 'Net revenue retention', 'MRR today of the accounts that paid at the opening, over what they paid then', 1),
    ('R1', 'Gross revenue retention', 'The same, each account counted at most at what it paid at the opening', 1),
    ('logo', 'Logo retention', 'Accounts of the opening that still pay, over accounts of the opening', 1)
) as definitions (definition_id, name, formula_words, definition_version);

create table metric_targets as
select * from (values ('nrr', 1.10), ('grr', 0.90), ('logo_retention', 0.90)) as targets (metric_id, target_value);
