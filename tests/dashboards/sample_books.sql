-- MRR to billed since January 2026: tax for every fifth account, two planted amounts that nothing explains, and in the
-- running month what is billed before its end.
create temp table billed as
select
    accounts.account_id, balances.month_end, balances.is_provisional, accounts.currency, accounts.number,
    lines.line_id, lines.invoice_id, lines.source_file, lines.source_row,
    balances.closing_mrr as mrr,
    coalesce(lines.amount * states.rate, 0)::decimal(18, 6) as service,
    if(accounts.number % 5 = 0, round(coalesce(lines.amount * states.rate, 0) * 0.1, 2), 0)::decimal(18, 6) as tax,
    case
        when accounts.number = 3 and balances.month_end = date '2026-05-31' then 25.00
        when accounts.number = 6 and balances.month_end = date '2026-09-30' then -3.10
        else 0
    end::decimal(18, 6) as unexplained
from account_mrr as balances
inner join account_list as accounts using (account_id)
inner join states using (account_id, month_end)
left join invoice_lines as lines
    on balances.account_id = lines.account_id and date_trunc('month', balances.month_end) = lines.period_start
where balances.month_end >= date '2026-01-31' and (balances.closing_mrr > 0 or lines.amount > 0);

create table billing_reconciliation_lines as
with listed as (
    select *, service - mrr as gap, mrr + (service - mrr) + tax + unexplained as total from billed
)
select
    account_id, month_end, entry.item, entry.item || ':' || coalesce(line_id, '') as entry_key, is_provisional,
    null::varchar as subscription_item_id, invoice_id, line_id, currency,
    entry.amount::decimal(18, 6) as local_amount, entry.amount::decimal(18, 6) as amount,
    if(entry.item = 'mrr', null, source_file) as source_file, if(entry.item = 'mrr', null, source_row) as source_row
from listed, unnest([
    {'item': 'mrr', 'amount': mrr}, {'item': 'not_yet_billed', 'amount': gap}, {'item': 'tax', 'amount': tax},
    {'item': 'unexplained', 'amount': unexplained}, {'item': 'billed', 'amount': total}
]) as unnested (entry);

create table reconciliation_items as
select * from (values
    ('mrr', 'MRR at month end', 0, 'what subscriptions are worth per month'),
    ('not_yet_billed', 'Not yet billed', 30, 'in force without a bill'), ('tax', 'Tax', 65, 'tax on top of the lines'),
    ('unexplained', 'Unexplained', 98, 'what nothing explains'), ('billed', 'Billed', 99, 'invoices of the month')
) as listed (item, label, sort_order, meaning);

create table billing_reconciliation as
select
    account_id, month_end, item, label, sort_order, amount, is_over_tolerance,
    if(is_over_tolerance, date_diff('month', month_end, date '2026-10-31'), null)::integer as age_months,
    case
        when is_over_tolerance then if(month_end >= date '2026-07-31', '1 to 3 months', '4 to 6 months')
    end as age_bucket,
    is_provisional
from (
    select *, item = 'unexplained' and abs(amount) > 0.01 as is_over_tolerance
    from (
        select account_id, month_end, item, is_provisional, sum(amount)::decimal(18, 6) as amount
        from billing_reconciliation_lines
        group by all
    )
)
inner join reconciliation_items using (item)
where item in ('mrr', 'unexplained', 'billed') or amount <> 0;

-- Three closed months; in August the close had 80 more of one account, whose cancellation was landed in October.
create temp table late as select '0018c0000000000003' as account_id, date '2026-08-31' as month_end, 80 as amount;

create table month_closes as
select
    months.month_end, strftime(months.month_end, '%Y-%m') || '-1' as close_id,
    (months.month_end + interval 8 day + interval 9 hour)::timestamptz as closed_at,
    'Ana Ruiz' as closed_by, (months.month_end + interval 8 day)::timestamptz as as_of,
    'sample-close' as publication_id, balances.account_id, balances.segment, true as was_known, balances.opening_mrr,
    (balances.closing_mrr + coalesce(late.amount, 0))::decimal(18, 6) as closing_mrr,
    0::decimal(18, 6) as adjustment_mrr, balances.closing_mrr as closing_mrr_now,
    0::decimal(18, 6) as adjustment_mrr_now, (-coalesce(late.amount, 0))::decimal(18, 6) as change
from months
inner join account_mrr as balances using (month_end)
left join late using (account_id, month_end)
where months.month_end between date '2026-06-30' and date '2026-08-31';

create table restatements as
select
    month_end, account_id, strftime(month_end, '%Y-%m') || '-1' as close_id, 'late_cancellation' as cause,
    'sub_00003' as subscription_id, null::varchar as adjustment_id, (-amount)::decimal(18, 6) as amount,
    'stripe' as source_system, 'stripe/subscriptions/subscriptions_2026-10-12.jsonl.gz' as source_file,
    7::bigint as source_row, 42::bigint as load_id, date '2026-10-12' as known_on,
    date '2026-10-31' as booked_month_end, null::varchar as explanation
from late;

create table frozen_mrr_movements as
select
    account_id, month_end, movement, amount, null::varchar as close_id,
    month_end between date '2026-06-30' and date '2026-08-31' as is_closed, is_provisional
from mrr_movements
union all
select account_id, month_end, 'expansion', amount::decimal(18, 6), '2026-08-1', true, false from late
union all
select account_id, date '2026-10-31', 'prior_period', (-amount)::decimal(18, 6), null, false, true from late;

create table closed_retention as
with figures as (
    select
        *,
        if(month_end = date '2026-08-31' and segment = 'all' and definition_id in ('N1', 'N2'), 80, 0)
            ::decimal(18, 6) as more
    from retention
    where month_end between date '2026-06-30' and date '2026-08-31'
)
select
    month_end, segment, window_months, definition_id, strftime(month_end, '%Y-%m') || '-1' as close_id,
    definition_version, definition_version as definition_version_now,
    (numerator + more)::decimal(18, 6) as numerator, denominator,
    ((numerator + more)::double / denominator)::decimal(28, 6) as rate,
    numerator as numerator_now, denominator as denominator_now, rate as rate_now,
    (rate - ((numerator + more)::double / denominator)::decimal(28, 6))::decimal(28, 6) as change,
    if(more = 0, 'unchanged', 'restated') as cause
from figures;

create table policies as
select *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    ('basis', 'contract', null::integer, 'subscriptions say what is paid'),
    ('past_due', 'keep', 30, 'kept until cancelled')
) as taken (policy, position, days, reason);

create table policy_positions as
select * from (values
    ('basis', 'contract', 'MRR is the monthly rate of the subscriptions in force', true),
    ('basis', 'invoiced', 'MRR is what the invoices bill for recurring service', false),
    ('past_due', 'keep', 'an unpaid subscription counts until it is cancelled', true),
    ('past_due', 'cut_off', 'an unpaid subscription stops counting so many days after it fell due', false)
) as positions (policy, position, meaning, is_default);
