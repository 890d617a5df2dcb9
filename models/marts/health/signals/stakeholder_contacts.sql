with contacts as (
    select
        contacts.contact_id,
        crm_accounts.account_id,
        {{ reporting_date('coalesce(contacts.created_at, contacts.modified_at)') }} as created_on,
        -- The flag has no moment of its own: the change that shows it is the first that is known of it.
        {{ reporting_date(
            'coalesce(contacts.bounced_at, case when contacts.has_left_company then contacts.modified_at end)'
        ) }} as left_on,
        case when contacts.is_deleted then {{ reporting_date('contacts.modified_at') }} end as deleted_on,
        contacts.source_file,
        contacts.source_row
    from {{ ref('stg_salesforce__contacts') }} as contacts
    inner join {{ ref('crm_accounts') }} as crm_accounts
        on contacts.account_id = crm_accounts.crm_account_id
)

select
    contacts.account_id,
    contacts.contact_id,
    contacts.created_on,
    -- A later export may already tell what had not happened yet.
    case when contacts.left_on <= {{ as_of_day() }} then contacts.left_on end as left_on,
    case when contacts.deleted_on <= {{ as_of_day() }} then contacts.deleted_on end as deleted_on,
    contacts.source_file,
    contacts.source_row
from contacts
where contacts.created_on <= {{ as_of_day() }}
