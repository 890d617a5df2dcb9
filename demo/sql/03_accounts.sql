-- One row per invented customer: who it is, how it pays, how its Stripe customer can be tied to the CRM.
-- A row of scenarios.csv fixes an account's traits; a blank there, and every other account, is drawn by chance.
create or replace table scenarios as
select *
from read_csv(getvariable('scenarios'), header = true, all_varchar = true);

create or replace table drawn as
select
    k::bigint as i,
    chance(k, 'tier') as tier_u,
    chance(k, 'country') as country_u,
    chance(k, 'start') as start_u,
    chance(k, 'method') as method_u,
    chance(k, 'history') as history_u,
    chance(k, 'discount') as discount_u,
    chance(k, 'interval') as interval_u,
    scenarios.* exclude (account),
from range(1, getvariable('accounts') + 1) as t(k)
left join scenarios on scenarios.account::bigint = (k - 1) % 1000 + 1;

create or replace table placed as
select
    i,
    scenario,
    coalesce(tier, case when tier_u < 0.55 then 'low' when tier_u < 0.90 then 'mid' else 'high' end) as tier,
    coalesce(
        map {'usd': 'United States', 'eur': 'Germany', 'gbp': 'United Kingdom', 'jpy': 'Japan', 'kwd': 'Kuwait'}[currency],
        case
            when country_u < 0.46 then 'United States'
            when country_u < 0.55 then 'Canada'
            when country_u < 0.66 then 'Germany'
            when country_u < 0.73 then 'France'
            when country_u < 0.78 then 'Netherlands'
            when country_u < 0.90 then 'United Kingdom'
            when country_u < 0.96 then 'Japan'
            when country_u < 0.98 then 'Kuwait'
            else 'Australia'
        end
    ) as country,
    currency as fixed_currency,
    coalesce(history, case when history_u < 0.09 then 'snapshots' when history_u < 0.17 then 'ledger' else 'invoices' end) as history,
    coalesce(
        discount,
        case
            when history_u < 0.17 or discount_u >= 0.13 then 'none'
            when discount_u < 0.07 then 'percent_forever'
            when discount_u < 0.09 then 'repeating'
            when discount_u < 0.11 then 'once'
            else 'percent_later'
        end
    ) as discount,
    billing_interval as fixed_interval,
    interval_u,
    coalesce(trial = 'yes', scenario is null and history_u >= 0.17 and chance(i, 'trial') < 0.12) as has_trial,
    coalesce(
        key_method,
        case
            when method_u < 0.48 then 'stripe_metadata'
            when method_u < 0.52 then 'stripe_metadata15'
            when method_u < 0.68 then 'crm_key'
            when method_u < 0.72 then 'organization_key'
            when method_u < 0.965 then 'domain'
            when method_u < 0.98 then 'contact_majority'
            when method_u < 0.985 then 'manual_map'
            when tier_u < 0.55 then 'free_mail'
            else 'domain'
        end
    ) as key_method,
    start_u,
    started_months_ago::int as started_months_ago,
    ending,
    ended_months_ago::int as ended_months_ago,
from drawn;

create or replace table dated as
select
    *,
    case
        when scenario = 'trial_now' then getvariable('as_of') - 5
        when scenario = 'trial_converted' then date_trunc('month', getvariable('as_of'))::date - to_months(started_months_ago) + to_days(23)
        when scenario = 'ends_on_month_end' then last_day(date_trunc('month', getvariable('as_of'))::date - to_months(started_months_ago))
        -- Fixed accounts start on the 2nd to the 24th, so that no plain case hangs on the length of a month.
        when started_months_ago is not null
            then date_trunc('month', getvariable('as_of'))::date - to_months(started_months_ago)
                + to_days((2 + pick(i, 'day', 22))::int)
        -- Three in ten were customers before the window; the rest join through it, a little denser at its start.
        when start_u < 0.30
            then getvariable('window_start') - to_days(1 + (least(730, getvariable('months') * 20) * start_u / 0.30)::int)
        else getvariable('window_start')
            + to_days(((getvariable('as_of') - getvariable('window_start') - 6) * pow((start_u - 0.30) / 0.70, 1.15))::int)
    end::date as raw_start_on,
from placed;

create or replace table accounts as
select
    * exclude (raw_start_on, fixed_interval, interval_u, fixed_currency, start_u, started_months_ago),
    -- The bill of a snapshot account never changes after the 25th: a month-end list must show the whole month.
    case
        when history = 'snapshots' then least(raw_start_on, (date_trunc('month', raw_start_on) + to_days(20))::date)
        else raw_start_on
    end as start_on,
    coalesce(
        fixed_interval,
        case when interval_u < map {'low': 0.22, 'mid': 0.50, 'high': 0.88}[tier] then 'year' when interval_u > 0.998 then 'week' else 'month' end
    ) as billing_interval,
    coalesce(
        fixed_currency,
        case
            when country in ('Germany', 'France', 'Netherlands') then 'eur'
            when country = 'United Kingdom' then 'gbp'
            when country = 'Japan' then 'jpy'
            when country = 'Kuwait' then 'kwd'
            else 'usd'
        end
    ) as currency,
    case when country in ('United States', 'Canada') then 'Americas' when country in ('Japan', 'Australia') then 'APAC' else 'EMEA' end as region,
    salesforce_id('001', i) as account_id,
    'org_' || lower(substr(stripe_id('o', i), 2, 12)) || i as organization_key,
from dated;

create or replace table account_names as
with numbered as (
    select
        i,
        country,
        (i * 48271 + 991 * getvariable('seed')) % 108000 as mix,
        (i - 1) // 108000 as cycle,
    from accounts
)

select
    numbered.i,
    roots.root || ' ' || trades.trade || ['', ' International', ' Group', ' Partners'][(cycle % 4 + 1)::int] as account_name,
    lower(roots.root) || '-' || replace(lower(trades.trade), ' ', '') || ['', '-intl', '-group', '-partners'][(cycle % 4 + 1)::int]
    || '.example' as domain,
    trades.industry,
    map {
        'United States': 'Inc.', 'Canada': 'Ltd.', 'Germany': 'GmbH', 'France': 'SAS', 'Netherlands': 'B.V.',
        'United Kingdom': 'Ltd', 'Japan': 'K.K.', 'Kuwait': 'W.L.L.', 'Australia': 'Pty Ltd'
    }[country] as legal_form,
from numbered
inner join roots on roots.n = numbered.mix % 2400
inner join trades on trades.n = (numbered.mix // 2400) % 45;
