create temp table account_list (number integer, account_id varchar, account_name varchar, owner_name varchar,
currency varchar);
create temp table months (month_end date, state_date date, is_provisional boolean);
create table publication (
    publication_id varchar, as_of timestamptz, published_at timestamptz, git_commit varchar, tests_passed integer,
    dbt_version varchar, dbt_duckdb_version varchar, duckdb_version varchar, models integer
);
create table subscription_periods (
    subscription_period_id varchar, account_id varchar, customer_id varchar, subscription_id varchar,
    subscription_item_id varchar,
    plan varchar, product_id varchar, price_id varchar, quantity decimal(18, 6), currency varchar, valid_from date,
    valid_to date,
    mrr_list decimal(18, 6), mrr decimal(18, 6), mrr_net_all decimal(18, 6), status varchar, source varchar
);
