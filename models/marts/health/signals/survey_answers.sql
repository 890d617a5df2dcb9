-- A survey that names no account is that of the contact who answered it.
select
    responses.response_id,
    crm_accounts.account_id,
    responses.contact_id,
    responses.survey_type,
    {{ reporting_date('responses.responded_at') }} as responded_on,
    responses.score,
    responses.scale_max,
    responses.source_file,
    responses.source_row
from {{ ref('stg_manual__survey_responses') }} as responses
left join {{ ref('stg_salesforce__contacts') }} as contacts
    on responses.contact_id = contacts.contact_id
inner join {{ ref('crm_accounts') }} as crm_accounts
    on coalesce(responses.account_id, contacts.account_id) = crm_accounts.crm_account_id
where responses.score is not null and responses.responded_at <= {{ as_of() }}
