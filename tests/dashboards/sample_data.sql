-- What the release says of itself, at a size that can be counted by hand.
update metric_catalogue set grain = 'month × segment';
insert into metric_catalogue
select * replace (
    'MRR kept, in the words of before' as formula_words, 0 as version, date '1990-01-01' as effective_from,
    date '2000-01-01' as effective_to
)
from metric_catalogue where metric_id = 'nrr';

create table checks as
select *, 'error' as severity
from (values
    ('test.not_null_accounts_account_id', 'not_null_accounts_account_id', 'not_null', 'accounts', 'account_id', 'passed', 0, null),
    ('test.unique_accounts_account_id', 'unique_accounts_account_id', 'unique', 'accounts', 'account_id', 'passed', 0, null),
    ('test.unique_pairs', 'unique_combination_retention', 'unique', 'retention', null, 'passed', 0, null),
    ('test.totals', 'months_foot_in_total', 'invariant', 'account_mrr', null, 'warned', 3, 'Opening plus movements is closing.'),
    ('unit.nrr', 'nrr_by_hand', 'unit_test', 'retention', null, 'passed', null, '100 kept of 120.')
) as told (check_id, check_name, kind, table_name, column_name, status, failures, description);

create table model_lineage as
select * from (values
    ('retention', 'mart', true, 'retention_base', 'mart', true),
    ('retention', 'mart', true, 'retention_definitions', 'seed', true),
    ('retention_base', 'mart', true, 'account_mrr', 'mart', true),
    ('account_mrr', 'mart', true, 'stg_stripe__invoices', 'staging', false),
    ('stg_stripe__invoices', 'staging', false, 'stripe.invoices', 'source', false),
    ('executive_scorecard', 'mart', true, 'retention', 'mart', true),
    ('Retention', 'page', false, 'retention', 'mart', true)
) as edges (model_name, model_kind, model_is_published, parent_name, parent_kind, parent_is_published);

create table table_catalogue as
select *, false as is_view, case kind when 'mart' then 1 end as model_version
from (values
    ('accounts', 'mart', 'accounts', 'One row per account.'),
    ('account_mrr', 'mart', 'revenue', 'One row per account × month.'),
    ('retention', 'mart', 'revenue', 'One row per month × segment × window × definition.'),
    ('health_bands', 'rules', 'rules', 'One row per band and version.'),
    ('checks', 'release', 'operations', 'One row per test.')
) as told (table_name, kind, subject, description);

create table column_catalogue as
select * from (values
    ('accounts', 'account_name', 2, 'VARCHAR', 'Name, as people typed it.'),
    ('accounts', 'account_id', 1, 'VARCHAR', 'CRM id.'),
    ('retention', 'rate', 1, 'DECIMAL(28,6)', null)
) as told (table_name, column_name, position, data_type, description);

create table rule_rows as
select * from (values
    ('health_bands', 1, 1, date '2000-01-01', date '2026-01-01', 'band healthy · lower bound 75'),
    ('health_bands', 2, 2, date '2026-01-01', null, 'band healthy · lower bound 80'),
    ('health_bands', 3, 3, date '2027-01-01', null, 'band healthy · lower bound 85'),
    ('renewal_rules', 1, 1, date '2000-01-01', null, 'rule grace · days 30')
) as rules (rule_table, rule_row, version, effective_from, effective_to, content);

create table quarantine as
select *, 'flat' as shape, timestamptz '2026-10-15 06:00:00+00' as seen_at
from (values
    ('stripe', 'invoices', 'record', 'stripe/invoices/2026-10.csv', 12, 'amount: ''12,50'' is not an integer', 'amount', '=1+1,![b](http://evil.example/b.png)'),
    ('stripe', 'invoices', 'record', 'stripe/invoices/2026-10.csv', 40, 'amount: ''x'' is not an integer', 'amount', '<img src=x onerror=alert(1)>'),
    ('zendesk', 'tickets', 'file', 'zendesk/tickets/a.csv', null, 'is an HTML page: <b>', null, null)
) as refused (source_system, source_object, kind, source_file, source_row, reason, column_name, row_text);

create table source_completeness as
select
    'unbilled' as check_id, 'stripe' as source_system, 'invoices' as source_object, null::varchar as source_file,
    'Subscriptions that no invoice speaks of' as label, 'warning' as severity, 2::bigint as finding_count,
    'sub_1, sub_2' as examples, 120.5::decimal(18, 6) as amount;

create table publication_tables as
select table_name, estimated_size::bigint as row_count, '1' as checksum
from duckdb_tables() where schema_name = 'main' and not temporary and table_name <> 'publication_tables';
