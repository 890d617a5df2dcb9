-- Why a subscription ended; a loss is warned of unless fate comes from outside the relationship.
create or replace table churn_causes as
select
    subscriptions.s,
    case
        when subscriptions.end_kind = 'payment_failed' then 'payment_failed'
        when subscriptions.end_kind = 'trial' then 'trial_not_converted'
        when subscriptions.end_kind = 'moved' then 'product_move'
        when not coalesce(lives.is_warned, true)
            then pick_from(s, 'cause', ['acquired', 'business_closed', 'budget_cut', 'new_leadership'])
        else
            pick_from(
                s,
                'cause',
                [
                    'low_usage',
                    'missing_features',
                    'switched_service',
                    'too_expensive',
                    'champion_left',
                    'customer_service'
                ]
            )
    end as cause,
    -- Weeks of failed payments are a warning, whatever else there was.
    (coalesce(lives.is_warned, true) or subscriptions.end_kind = 'payment_failed')
    and subscriptions.end_kind not in ('trial', 'moved') as is_warned,
    case cause
        when 'low_usage' then 'unused'
        when 'champion_left' then 'other'
        when 'missing_features' then cause
        when 'switched_service' then cause
        when 'too_expensive' then cause
        when 'customer_service' then cause
    end as feedback,
from subscriptions
left join lives on lives.i = subscriptions.i and subscriptions.n in (1, 3);

create or replace table subscription_ids as
select s, stripe_id('sub_1', s) as subscription_id
from subscriptions;

create or replace macro money_text(minor, currency) as
    case currency
        when 'usd' then '$' || format('{:.2f}', minor / 100)
        when 'eur' then '€' || format('{:.2f}', minor / 100)
        when 'gbp' then '£' || format('{:.2f}', minor / 100)
        when 'jpy' then '¥' || minor
        else 'KWD ' || format('{:.3f}', minor / 1000)
    end;
