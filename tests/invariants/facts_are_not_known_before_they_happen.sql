-- A fact is known on the day it happened or later, by the end of what this build knows, and a state does not end before it
-- is known.
select
    facts.fact,
    facts.fact_key,
    facts.happened_on,
    facts.known_on,
    facts.ended_on
from {{ ref('signal_facts') }} as facts
where
    facts.known_on < facts.happened_on
    or facts.happened_on is null
    or facts.known_on is null
    or facts.known_on > {{ as_of_day() }}
    or facts.ended_on < facts.known_on
