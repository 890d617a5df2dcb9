-- One row per contract, and whether its account stayed when it ended; blank where that lies ahead and nothing is signed.
-- prior_chance: of an account of the tier that lives when the contract begins: nine losses in ten come by the day on which
-- it is due, and the tenth, a payment that fails, three weeks after the renewal. seen_chance: for who knows the hidden
-- state of the last half year, in which an account goes down before eight in ten losses, and before every failed payment.
with ends as (
    select
        contracts.*,
        years.tier,
        years.scenario,
        years.life_end,
        next_years.period_from as renewed_at,
        next_years.activated_at as signed_at,
        map {'low': 0.016, 'mid': 0.007, 'high': 0.0035}[years.tier] as monthly_hazard,
        years.billing_interval = 'month' as is_monthly,
        years.life_end is not null and (lives.is_warned or years.end_kind = 'payment_failed')
        and years.life_end <= contracts.period_to + to_days(21) as is_going_down,
    from contracts
    inner join contract_years as years on years.s = contracts.s and years.k = contracts.k
    left join contract_years as next_years on next_years.s = contracts.s and next_years.period_from = contracts.period_to
    inner join lives on lives.i = contracts.i
),

chances as (
    select
        *,
        case when is_monthly then 1 - pow(1 - monthly_hazard, 12) else 10.5 * monthly_hazard end as loss,
        case when is_monthly then 0 else 0.1 end as late_share,
    from ends
)

select
    chances.contract_id,
    accounts.account_id,
    chances.end_date as due_date,
    case when signed_at < getvariable('now') or period_to < getvariable('now') then renewed_at is not null end as is_renewed,
    case when signed_at < getvariable('now') or period_to < getvariable('now') then renewed_at::date end as renewed_on,
    case when signed_at < getvariable('now') then signed_at::date end as signed_on,
    round(case when chances.scenario is not null then coalesce(life_end > period_to, true)::int else 1 - loss * (1 - late_share) end, 6)
        as prior_chance,
    round(case
        when chances.scenario is not null then coalesce(life_end > period_to, true)::int
        when is_going_down then late_share / (0.8 * (1 - late_share) + late_share)
        else 1 - 0.2 * (1 - late_share) * loss / (1 - (0.8 * (1 - late_share) + late_share) * loss)
    end, 6) as seen_chance,
from chances
inner join accounts on accounts.i = chances.i
order by chances.contract
