-- Losses of the sample: churn and contraction of the ledger with reasons by turns; payments that failed; whom to win back.
create table loss_reasons as
select
    *, 1 as version, date '2000-01-01' as effective_from, null::date as effective_to
from (values
    (0, 'price', 'Price', true, true, 'offer a smaller plan', 'csm'),
    (1, 'payment_failed', 'Payment failed', false, true, 'ask for a payment that works', 'finance'),
    (2, 'little_use', 'Little use', true, true, 'offer a guided restart on one use case', 'csm'),
    (3, 'competition', 'Another vendor', true, true, 'call 120 days ahead of the other contract''s end', 'sales'),
    (4, 'champion_left', 'Champion left', true, true, 'find the successor', 'csm'),
    (5, 'product_gaps', 'Missing features', true, true, 'show what was built since', 'csm'),
    (6, 'budget', 'Budget cut', true, false, 'call before the next budget year', 'csm'),
    (7, 'not_stated', 'Not stated', null, null, 'call and ask why they left', 'csm')
) as reasons (turn, reason, label, is_voluntary, is_avoidable, next_step, owner_role);

create table revenue_losses as
with lost as (
    select
        moves.*, list.number, -moves.amount as lost_mrr, moves.month_end - (list.number % 20)::integer as lost_on,
        (list.number * 3 + month(moves.month_end)) % 8 as turn
    from mrr_movements as moves
    inner join account_list as list using (account_id)
    where moves.movement in ('churn', 'contraction')
)
select
    account_id || '|' || lost_on || '|' || movement as loss_id, account_id, lost_on, movement as kind, month_end, segment,
    lost_mrr::decimal(18, 6) as lost_mrr, if(movement = 'churn', 'account', 'seat') as cause, reason,
    label as reason_label, is_voluntary, is_avoidable, if(reason = 'not_stated', null, 'crm') as reason_source,
    if(reason = 'not_stated', null, 'CRM: loss reason of the renewal 006' || number || ' on ' || lost_on) as evidence,
    if(reason = 'not_stated', 0, 1) as reasons_named, 400 + number as tenure_days,
    (
        select min(later.month_end)
        from account_mrr as later
        where later.account_id = lost.account_id and later.month_end > lost.month_end and later.closing_mrr > 0
    ) as returned_on,
    is_provisional, 1 as reason_version
from lost
inner join loss_reasons using (turn);
update revenue_losses set returned_on = null where kind = 'contraction';

create temp table loss_periods as
select basis, period_end, month_end
from (
    select 'month' as basis, month_end as period_end, month_end from months
    union all
    select 'quarter', last_day(date_trunc('quarter', month_end) + interval 2 month)::date, month_end from months
);

create temp table loss_bases as
select
    periods.basis, periods.period_end, segments.segment, coalesce(sum(opening_mrr), 0)::decimal(18, 6) as opening_mrr,
    count(*) filter (where opening_mrr > 0)::integer as opening_accounts, max(periods.period_end) >= date '2026-10-01' as is_provisional
from (select basis, period_end, min(month_end) as opens_in from loss_periods group by all) as periods
cross join (values ('all'), ('high_touch'), ('low_touch'), ('tech_touch')) as segments (segment)
left join account_mrr as balances on periods.opens_in = balances.month_end and segments.segment in (balances.segment, 'all')
group by all;

create table loss_totals as
with cut as (
    select 'reason' as dimension, reason as dimension_value, * from revenue_losses
    union all
    select 'cause', cause, * from revenue_losses
),
summed as (
    select
        bases.basis, bases.period_end, bases.segment, cut.kind, cut.dimension, cut.dimension_value, bases.opening_mrr,
        bases.is_provisional, count(*)::integer as losses, count(distinct cut.account_id)::integer as accounts,
        sum(cut.lost_mrr)::decimal(18, 6) as lost_mrr
    from cut
    inner join loss_periods as periods using (month_end)
    inner join loss_bases as bases
        on
            periods.basis = bases.basis and periods.period_end = bases.period_end
            and bases.segment in (cut.segment, 'all')
    group by all
)
select
    *, (sum(lost_mrr) over books)::decimal(18, 6) as all_lost_mrr,
    (lost_mrr / sum(lost_mrr) over books::double)::decimal(18, 6) as share_of_losses,
    (lost_mrr / nullif(opening_mrr, 0)::double)::decimal(18, 6) as loss_rate
from summed
window books as (partition by basis, period_end, segment, kind, dimension);

create table dunning as
with failed as (
    select
        lines.*, list.number, row_number() over (order by lines.line_id) as place,
        ['recovered', 'recovered', 'lost', 'open'][1 + (list.number + month(lines.period_start)) % 4] as drawn
    from invoice_lines as lines
    inner join account_list as list using (account_id)
    where list.number % 3 = 0 and (list.number + month(lines.period_start)) % 5 = 0
),
decided as (
    select *, if(drawn = 'open' and period_start < date '2026-07-01', 'recovered', drawn) as outcome
    from failed
)
select
    invoice_id, account_id, subscription_id, currency, amount::decimal(18, 6) as invoice_amount,
    (amount * if(currency = 'eur', 1.1, 1))::decimal(18, 6) as amount, 2 + (number % 3)::integer as failed_attempts,
    'card_declined' as failure_code, period_start + 2 as first_failed_on, period_start + 9 as last_failed_on,
    last_day(period_start) as month_end, outcome, if(outcome = 'recovered', period_start + 14, null) as recovered_on,
    if(outcome = 'lost', period_start + 60, null) as lost_on,
    if(outcome = 'recovered', amount * if(currency = 'eur', 1.1, 1), 0)::decimal(18, 6) as recovered_amount,
    if(outcome = 'lost', amount * if(currency = 'eur', 1.1, 1), 0)::decimal(18, 6) as lost_amount,
    if(outcome = 'open', amount * if(currency = 'eur', 1.1, 1), 0)::decimal(18, 6) as open_amount,
    case outcome when 'recovered' then 12 when 'lost' then 58 else date '2026-10-15' - (period_start + 2) end::integer as days
from decided;

create table involuntary_churn as
with churned as (
    select
        bases.basis, bases.period_end, bases.segment, sum(lost_mrr) as churned_mrr,
        coalesce(sum(lost_mrr) filter (where not is_voluntary), 0) as involuntary_mrr,
        count(distinct account_id) as churned_accounts,
        count(distinct account_id) filter (where not is_voluntary) as involuntary_accounts,
        coalesce(sum(lost_mrr) filter (where reason = 'not_stated'), 0) as unknown_mrr,
        count(distinct account_id) filter (where reason = 'not_stated') as unknown_accounts
    from revenue_losses as losses
    inner join loss_periods as periods using (month_end)
    inner join loss_bases as bases
        on periods.basis = bases.basis and periods.period_end = bases.period_end and bases.segment in (losses.segment, 'all')
    where kind = 'churn'
    group by all
),
chased as (
    select
        bases.basis, bases.period_end, bases.segment, count(*) as failed_invoices,
        count(*) filter (where outcome = 'recovered') as recovered_invoices,
        count(*) filter (where outcome = 'open') as open_invoices, sum(amount) as failed_amount,
        sum(recovered_amount) as recovered_amount, sum(lost_amount) as lost_amount, sum(open_amount) as open_amount
    from dunning
    inner join account_mrr using (account_id, month_end)
    inner join loss_periods as periods on dunning.month_end = periods.month_end
    inner join loss_bases as bases
        on periods.basis = bases.basis and periods.period_end = bases.period_end and bases.segment in (account_mrr.segment, 'all')
    group by all
)
select
    bases.basis, bases.period_end, bases.segment, bases.opening_mrr, bases.opening_accounts,
    coalesce(churned_mrr, 0)::decimal(18, 6) as churned_mrr, coalesce(involuntary_mrr, 0)::decimal(18, 6) as involuntary_mrr,
    (involuntary_mrr / churned_mrr::double)::decimal(18, 6) as involuntary_share,
    (coalesce(involuntary_mrr, 0) / nullif(opening_mrr, 0)::double)::decimal(18, 6) as involuntary_rate,
    coalesce(churned_accounts, 0)::integer as churned_accounts, coalesce(involuntary_accounts, 0)::integer as involuntary_accounts,
    coalesce(unknown_mrr, 0)::decimal(18, 6) as unknown_mrr, coalesce(unknown_accounts, 0)::integer as unknown_accounts,
    coalesce(failed_invoices, 0)::integer as failed_invoices, coalesce(recovered_invoices, 0)::integer as recovered_invoices,
    coalesce(open_invoices, 0)::integer as open_invoices,
    (recovered_invoices / failed_invoices::double)::decimal(18, 6) as recovery_rate,
    coalesce(failed_amount, 0)::decimal(18, 6) as failed_amount, coalesce(recovered_amount, 0)::decimal(18, 6) as recovered_amount,
    coalesce(lost_amount, 0)::decimal(18, 6) as lost_amount, coalesce(open_amount, 0)::decimal(18, 6) as open_amount,
    (recovered_amount / failed_amount::double)::decimal(18, 6) as amount_recovery_rate, bases.is_provisional
from loss_bases as bases
left join churned using (basis, period_end, segment)
left join chased using (basis, period_end, segment);

create table win_back as
select
    losses.account_id, accounts.account_name, '005' as owner_id, accounts.owner_name, losses.segment, losses.lost_on,
    (date '2026-10-15' - losses.lost_on)::integer as days_since, losses.lost_on + 365 as last_day, losses.lost_mrr,
    (losses.lost_mrr * 12)::decimal(18, 6) as lost_amount, losses.tenure_days, losses.reason, losses.reason_label,
    losses.evidence, reasons.next_step, reasons.owner_role, 1 as rules_version
from revenue_losses as losses
inner join accounts using (account_id)
inner join loss_reasons as reasons using (reason)
where
    losses.kind = 'churn' and losses.returned_on is null and coalesce(reasons.is_voluntary, true)
    and losses.lost_on between date '2024-10-15' and date '2026-09-15';

create temp table drawn_terms as
select
    accounts.account_id || '|2026' as renewal_id, accounts.*, list.number,
    date '2026-11-01' + (list.number * 3)::integer as due_date, list.number % 4 <> 1 as is_healthy,
    list.number % 3 = 0 as is_strategic
from accounts
inner join account_list as list using (account_id)
where accounts.current_mrr > 0;

create table multi_year_checks as
select
    renewal_id, criterion, account_id, label, if(number % 9 = 1 and criterion = 'health', null, figure)::decimal(18, 6) as figure,
    'at_least' as op, threshold::decimal(18, 6) as threshold, is_met, is_required, sort_order, 1 as criterion_version
from (
    select renewal_id, account_id, number, 'health' as criterion, 'Health of 80 and more' as label,
        if(is_healthy, 86, 61) as figure, 80 as threshold, is_healthy as is_met, true as is_required, 1 as sort_order
    from drawn_terms
    union all
    select renewal_id, account_id, number, 'strategic', 'Strategic account', if(is_strategic, 1, 0), 1, is_strategic, false, 2
    from drawn_terms
);

create table multi_year_eligibility as
select
    renewal_id, account_id, account_name, '005' as owner_id, owner_name, segment, due_date,
    (current_mrr * 12)::decimal(18, 6) as amount_due, is_healthy as is_eligible, 2 as criteria,
    is_healthy::integer + is_strategic::integer as criteria_met,
    nullif(concat_ws(', ', if(is_healthy, 'Health of 80 and more', null), if(is_strategic, 'Strategic account', null)), '')
        as criteria_met_names,
    nullif(concat_ws(', ', if(is_healthy, null, 'Health of 80 and more'), if(is_strategic, null, 'Strategic account')), '')
        as criteria_unmet_names,
    1 as criterion_version
from drawn_terms;

create table multi_year_offers as
select
    renewal_id, term_years, account_id, due_date, amount_due as list_amount,
    least::decimal(18, 6) as lowest_discount, most::decimal(18, 6) as highest_discount,
    (amount_due * (1 - least))::decimal(18, 6) as highest_year_amount,
    (amount_due * (1 - most))::decimal(18, 6) as lowest_year_amount,
    (amount_due * (1 - least) * term_years)::decimal(18, 6) as highest_term_amount,
    (amount_due * (1 - most) * term_years)::decimal(18, 6) as lowest_term_amount, 1 as discount_version
from multi_year_eligibility
cross join (values (2, 0.05, 0.1), (3, 0.1, 0.15)) as discounts (term_years, least, most)
where is_eligible;
