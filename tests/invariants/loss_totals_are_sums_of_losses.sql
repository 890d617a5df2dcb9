-- Each dimension has all losses once, by month and by quarter; tiers add up to all; what is chased is recovered, lost or open.
with losses as (
    select
        losses.kind,
        sum(losses.lost_mrr) as lost_mrr,
        count(*) as losses
    from {{ ref('revenue_losses') }} as losses
    group by losses.kind
),

totals as (
    select
        totals.basis,
        totals.dimension,
        totals.segment = 'all' as is_all,
        totals.kind,
        sum(totals.lost_mrr) as lost_mrr,
        sum(totals.losses) as losses
    from {{ ref('loss_totals') }} as totals
    group by totals.basis, totals.dimension, totals.segment = 'all', totals.kind
),

cuts as (
    select distinct
        totals.basis,
        totals.dimension,
        totals.is_all
    from totals
),

expected as (
    select
        losses.*,
        cuts.basis,
        cuts.dimension,
        cuts.is_all
    from losses
    cross join cuts
)

select
    'losses' as fault,
    expected.basis || '|' || expected.dimension || '|' || expected.kind as found
from expected
left join totals
    on
        expected.basis = totals.basis
        and expected.dimension = totals.dimension
        and expected.kind = totals.kind
        and expected.is_all = totals.is_all
where
    expected.lost_mrr is distinct from totals.lost_mrr
    or expected.losses is distinct from totals.losses
union all
select
    'dunning' as fault,
    dunning.invoice_id as found
from {{ ref('dunning') }} as dunning
where dunning.recovered_amount + dunning.lost_amount + dunning.open_amount <> dunning.amount
