-- Grants of one person do not overlap, an owner's or a segment's names whose, and none ends before it begins.
select
    earlier.person_hash,
    earlier.effective_from
from {{ ref('access_grants') }} as earlier
left join {{ ref('access_grants') }} as later
    on
        earlier.person_hash = later.person_hash
        and earlier.effective_from < later.effective_from
        and coalesce(earlier.effective_to > later.effective_from, true)
where
    later.person_hash is not null
    or earlier.effective_to <= earlier.effective_from
    or (earlier.row_rule = 'segment' and earlier.segment is null)
