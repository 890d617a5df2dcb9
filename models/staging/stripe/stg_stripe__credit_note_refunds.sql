select
    versions.credit_note as credit_note_id,
    versions.refund as refund_id,
    versions.source_file,
    versions.source_row,
    versions.load_id
from {{ newest_version(
    source('stripe', 'credit_note_refunds'),
    key=['credit_note', 'refund'],
    cursor='synced_at',
    created='updated_at',
) }} as versions
where coalesce(versions.livemode, true)
