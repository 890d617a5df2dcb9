select
    accounts.i as account_number,
    accounts.account_id,
    identities.plain_name as account_name,
    accounts.scenario,
    accounts.tier,
    accounts.country,
    accounts.region,
    accounts.currency,
    accounts.billing_interval,
    accounts.history,
    accounts.discount,
    accounts.key_method,
    spans.live_from::date as first_day,
    spans.is_lost,
from accounts
inner join identities on identities.i = accounts.i
inner join account_spans as spans on spans.i = accounts.i
order by accounts.i
