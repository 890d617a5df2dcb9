-- A family is as healthy as the money in it; its worst member stands beside, since an average hides it.
with members as (
    select
        tree.ultimate_parent_account_id as parent_account_id,
        health.account_id,
        health.as_of_date,
        health.profile,
        health.mrr,
        health.score,
        health.is_current,
        row_number() over (
            partition by tree.ultimate_parent_account_id, health.as_of_date, health.profile
            order by health.score nulls last, health.account_id
        ) as place_from_below
    from {{ ref('account_health') }} as health
    inner join {{ ref('account_parents') }} as tree
        on
            health.account_id = tree.account_id
            and health.as_of_date >= tree.valid_from
            and (tree.valid_to is null or health.as_of_date < tree.valid_to)
),

families as (
    select
        members.parent_account_id,
        members.as_of_date,
        members.profile,
        count(*) as accounts,
        count(members.score) as scored_accounts,
        sum(members.mrr) as mrr,
        sum(cast(members.mrr as decimal(20, 6)) * cast(members.score as decimal(11, 8))) as score_numerator,
        sum(case when members.score is not null then members.mrr end) as score_denominator,
        min(members.score) as lowest_score,
        max(case when members.place_from_below = 1 and members.score is not null then members.account_id end)
            as lowest_account_id,
        bool_or(members.is_current) as is_current
    from members
    group by members.parent_account_id, members.as_of_date, members.profile
    having count(*) > 1
)

select
    families.parent_account_id,
    families.as_of_date,
    families.profile,
    cast(families.accounts as integer) as accounts,
    cast(families.scored_accounts as integer) as scored_accounts,
    cast(families.mrr as decimal(18, 6)) as mrr,
    cast(families.score_numerator as decimal(28, 8)) as score_numerator,
    cast(families.score_denominator as decimal(18, 6)) as score_denominator,
    {{ divide('families.score_numerator', 'families.score_denominator') }} as score,
    families.lowest_score,
    families.lowest_account_id,
    families.is_current
from families
