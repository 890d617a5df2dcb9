-- Bands of results and kinds of answers follow one another without a gap: each begins where the one below ends, and exactly one of the
-- two holds the edge.
with ranges as (
    select
        'band' as held,
        bands.survey_type || ' ' || cast(bands.version as varchar) as scale,
        bands.band as name,
        bands.lower_score,
        bands.lower_included,
        bands.upper_score,
        bands.upper_included
    from {{ ref('survey_bands') }} as bands
    union all
    select
        'kind' as held,
        kinds.survey_type || ' of ' || cast(kinds.scale_max as varchar) || ' ' || cast(kinds.version as varchar) as scale,
        kinds.answer_kind as name,
        kinds.lower_score,
        kinds.lower_included,
        kinds.upper_score,
        kinds.upper_included
    from {{ ref('survey_answer_kinds') }} as kinds
),

ordered as (
    select
        ranges.*,
        lag(ranges.upper_score) over rising as below_score,
        lag(ranges.upper_included) over rising as below_included,
        lead(ranges.name) over rising as next_name
    from ranges
    window rising as (partition by ranges.held, ranges.scale order by ranges.lower_score)
)

select
    ordered.held,
    ordered.scale,
    ordered.name
from ordered
where
    ordered.lower_score >= ordered.upper_score
    or ordered.below_score <> ordered.lower_score
    or ordered.below_included = ordered.lower_included
    or (ordered.below_score is null and not ordered.lower_included)
    or (ordered.next_name is null and not ordered.upper_included)
