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
        map {'usd': 'United States', 'eur': 'Germany', 'gbp': 'United Kingdom', 'jpy': 'Japan', 'kwd': 'Kuwait'}[
            currency
        ],
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
    coalesce(
        history, case when history_u < 0.09 then 'snapshots' when history_u < 0.17 then 'ledger' else 'invoices' end
    ) as history,
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
