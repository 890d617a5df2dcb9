-- Each item state with the discount that its subscription has.
create or replace table item_terms as
select
    states.*,
    coalesce(discounts.percent_off, 0) as percent_off,
    coalesce(discounts.amount_off, 0) as amount_off,
    discounts.starts_at as discounted_from,
    discounts.ends_at as discounted_to,
    discounts.duration,
    discounts.discount_id,
from item_states as states
left join discounts on discounts.s = states.s;
