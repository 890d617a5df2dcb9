-- Every renewal is the end of exactly one source that won.
select
    renewals.renewal_id,
    count(sources.candidate_id) as sources
from {{ ref('renewals') }} as renewals
left join {{ ref('renewal_sources') }} as sources
    on
        renewals.renewal_id = sources.chosen_term_id
        and sources.is_chosen
group by renewals.renewal_id
having count(sources.candidate_id) <> 1
