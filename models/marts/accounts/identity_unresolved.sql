with domains as (
    select
        source_key_domains.source_system,
        source_key_domains.source_key,
        min(case when source_key_domains.is_shared then 1 else 0 end) = 1 as is_all_shared
    from {{ ref('source_key_domains') }} as source_key_domains
    group by source_key_domains.source_system, source_key_domains.source_key
),

current_mrr as (
    select
        account_mrr.account_id,
        account_mrr.closing_mrr
    from {{ ref('account_mrr') }} as account_mrr
    where account_mrr.month_end = (select max(newest.month_end) from {{ ref('account_mrr') }} as newest)
)

select
    source_keys.source_system,
    source_keys.source_key,
    source_keys.display_name,
    case
        when decisions.reason is not null then decisions.reason
        when source_keys.external_id is not null then 'unknown_external_id'
        when domains.is_all_shared then 'shared_domain'
        when domains.source_key is not null then 'unknown_domain'
        else 'no_evidence'
    end as reason,
    decisions.candidate_account_ids,
    -- The money of a subscription counts with its customer, who is a row of its own when unresolved.
    case
        when source_keys.source_system = 'stripe' and source_keys.parent_source_key is null
            then coalesce(current_mrr.closing_mrr, 0)
    end as mrr,
    source_keys.tickets,
    source_keys.events
from {{ ref('account_keys') }} as account_keys
inner join {{ ref('source_keys') }} as source_keys
    on account_keys.source_system = source_keys.source_system and account_keys.source_key = source_keys.source_key
left join {{ ref('identity_decisions') }} as decisions
    on account_keys.source_system = decisions.source_system and account_keys.source_key = decisions.source_key
left join domains
    on account_keys.source_system = domains.source_system and account_keys.source_key = domains.source_key
left join current_mrr
    on account_keys.account_id = current_mrr.account_id
where account_keys.method = 'unresolved'
