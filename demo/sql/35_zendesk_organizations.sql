-- Support knows most customers by a key of another system, and nearly all by their mail domain.
create or replace table zendesk_organizations as
select
    identities.organization_id,
    case
        when u < 0.45 then identities.account_id
        when u < 0.55 then left(identities.account_id, 15)
        when u < 0.70 then accounts.organization_key
    end as external_id,
    identities.plain_name as name,
    case
        when identities.parent_i is not null or accounts.key_method = 'none' or u > 0.95 then [] else
            [identities.domain]
    end as domain_names,
    accounts.region,
    spans.live_from as created_at,
    spans.live_from + to_days(2) as updated_at,
from accounts
inner join account_spans as spans on spans.i = accounts.i
inner join identities on identities.i = accounts.i
inner join (select i, chance(i, 'zendesk key') as u from accounts) as keys on keys.i = accounts.i;
