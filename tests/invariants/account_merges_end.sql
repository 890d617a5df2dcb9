{{ config(severity='warn') }}
-- Merges that run in a circle name no survivor: these accounts stay apart until the CRM is mended.
select
    statements.account_id,
    statements.master_record_id
from {{ ref('stg_salesforce__account_merges') }} as statements
inner join {{ ref('stg_salesforce__accounts') }} as masters
    on statements.master_record_id = masters.account_id
left join {{ ref('account_redirects') }} as redirects
    on statements.account_id = redirects.from_account_id
where redirects.from_account_id is null and statements.account_id <> statements.master_record_id
