create table accounts as
select
    list.account_id, list.account_name, null::varchar as parent_account_id, list.owner_name,
    '005' || left(list.owner_name, 3) as owner_id,
    newest.segment_at_close as segment,
    (
        select min(valid_from) from subscription_periods as periods where periods.account_id = list.account_id
    ) as first_paid_date,
    coalesce(newest.closing_mrr, 0)::decimal(18, 6) as current_mrr,
    (coalesce(newest.closing_mrr, 0) * 12)::decimal(18, 6) as current_arr,
    'USD' as currency, null::date as renewal_date, list.account_id like 'stripe:%' as is_billing_only,
    false as is_deleted, ['Americas', 'EMEA', 'APAC'][1 + list.number % 3] as region
from account_list as list
left join account_mrr as newest
    on list.account_id = newest.account_id and newest.month_end = (select max(month_end) from months);

create table invoice_lines as
select
    'il_' || periods.subscription_period_id || '_' || strftime(months.month_end, '%Y%m') as line_id,
    'in_' || periods.subscription_id || strftime(months.month_end, '%Y%m') as invoice_id,
    'INV-' || right(periods.customer_id, 4) || '-' || strftime(months.month_end, '%y%m') as invoice_number,
    periods.account_id, periods.customer_id, periods.subscription_id, periods.subscription_item_id,
    periods.quantity::integer || ' × Team (per seat)' as description, 'paid' as invoice_status,
    date_trunc('month', months.month_end)::date as invoiced_on,
    date_trunc('month', months.month_end)::date as period_start,
    (months.month_end + 1)::date as period_end, periods.quantity, periods.mrr::decimal(18, 2) as amount,
    0::decimal(18, 2) as discount,
    periods.currency, periods.mrr as monthly_rate, false as is_proration,
    'stripe/invoices/invoices_' || strftime(months.month_end, '%Y-%m') || '.jsonl.gz' as source_file,
    row_number() over (partition by months.month_end order by periods.subscription_period_id) as source_row
from subscription_periods as periods
inner join months
    on periods.valid_from <= months.month_end and (periods.valid_to is null or periods.valid_to > months.month_end);

create table data_freshness as
select
    source_system, source_object,
    (select as_of from publication) - to_hours(age) as newest_record_at,
    age::double as age_hours,
    source_system || '/' || source_object || '/2026-10-15.jsonl.gz' as last_file,
    30 as files_loaded, row_count as rows_landed, rejected as rows_rejected, 0 as files_rejected, 0 as drift_count,
    0 as test_mode_rows_excluded, age > 24 as is_stale
from (values
    ('salesforce', 'accounts', 3, 75, 0),
    ('stripe', 'invoices', 1, 1500, 2),
    ('stripe', 'subscriptions', 1, 72, 0),
    ('zendesk', 'tickets', 41, 900, 0)
) as sources (source_system, source_object, age, row_count, rejected);

-- One record per period, or two of the change ledger that add up to it.
create table subscription_period_sources as
select
    periods.subscription_period_id, periods.account_id, periods.subscription_item_id, periods.source,
    periods.subscription_period_id || '-' || part as record_id, null::varchar as invoice_id,
    periods.valid_from as covers_from, periods.valid_to as covers_to,
    (periods.mrr * share)::decimal(18, 6) as mrr_list, (periods.mrr * share)::decimal(18, 6) as mrr,
    (periods.mrr * share)::decimal(18, 6) as mrr_net_all,
    'stripe/' || periods.source || '/2026.jsonl.gz' as source_file, part::bigint as source_row
from subscription_periods as periods
inner join (values ('change_ledger', 1, 1.25), ('change_ledger', 2, -0.25), ('invoice_lines', 1, 1), ('snapshots', 1, 1))
    as parts (source, part, share) using (source);
